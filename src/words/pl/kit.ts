import type { Words } from '../words.ts';

/** Texts of the parts that every page is made of. */
export const kit = (): Words['kit'] => ({
  emailAddress: 'Adres e-mail',
  ruleDone: '(spełnione)',
  ruleLater: '(sprawdzimy, gdy przejdziesz dalej)',
  strengthWeak: 'Siła hasła: mała',
  strengthFair: 'Siła hasła: średnia',
  strengthGood: 'Siła hasła: dobra',
  strengthStrong: 'Siła hasła: duża',
  copy: 'Kopiuj',
  copied: 'Skopiowano',
  print: 'Drukuj',
  passkeyCancelled:
    'To nie zostało dokończone. Spróbuj ponownie, gdy zechcesz, albo wybierz inny sposób.',
  passkeyKnown: 'Na tym urządzeniu jest już klucz dostępu do Twojego konta.',
  passkeyFailed: 'Ten klucz dostępu tu nie zadziałał. Spróbuj ponownie lub wybierz inny sposób.',
  passkeyMissing:
    'Ta przeglądarka nie obsługuje kluczy dostępu. Użyj innej przeglądarki lub innego urządzenia.',
  passkeyNeedsScript:
    'Klucze dostępu wymagają JavaScriptu, który jest wyłączony w tej przeglądarce.',
});
