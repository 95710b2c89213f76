import type { Words } from '../words.ts';

/** Texts of: sign-in, sign-out. */
export const signIn = (): Words['signIn'] => ({
  title: 'Zaloguj się',
  heading: (app) => `Zaloguj się w usłudze ${app}`,
  name: 'Adres e-mail lub nazwa użytkownika',
  password: 'Hasło',
  staySignedIn: (time) => `Nie wylogowuj mnie (${time})`,
  forgot: 'Nie pamiętasz hasła?',
  go: 'Zaloguj się',
  usePasskey: 'Użyj klucza dostępu',
  emailCode: 'Wyślij mi kod e-mailem',
  newHere: (app) => `Nie masz konta ${app}? <link>Utwórz konto</link>`,

  nameMissing: 'Podaj swój adres e-mail lub nazwę użytkownika.',
  passwordMissing: 'Wpisz swoje hasło.',
  passwordAgain: 'Wpisz hasło jeszcze raz.',
  refusedTitle: 'Nie udało się zalogować',
  refused:
    'Ta nazwa i to hasło do siebie nie pasują. <again>Spróbuj ponownie</again> albo poproś o kod e-mailem.',
  refusedLock: (tries, time) =>
    tries === 1
      ? `Po błędnej próbie wstrzymujemy logowanie hasłem. Czas przerwy: ${time}.`
      : `Po ${tries} błędnych próbach z rzędu wstrzymujemy logowanie hasłem. Czas przerwy: ${time}.`,
  lockedTitle: 'Logowanie hasłem jest wstrzymane',
  locked: (time) =>
    `Było zbyt wiele błędnych prób. Czas, po którym możesz ponownie użyć hasła: ${time}.`,
  lockedWays:
    'Nie chcesz czekać? Poproś o kod e-mailem albo <reset>wybierz nowe hasło</reset>: to zakończy przerwę.',
  disabledTitle: 'To konto jest na razie zamknięte',
  disabled: 'Nie możemy Cię na nie zalogować. Nic, co tu wpiszesz, tego nie zmieni.',
  disabledHelp: 'Jeśli uważasz, że to pomyłka, <help>poproś o pomoc</help>.',
  unverifiedTitle: 'Najpierw potwierdź swój adres e-mail',
  unverified:
    'Twoje hasło jest prawidłowe. Zanim się zalogujesz, otwórz link, który wysłaliśmy Ci e-mailem przy rejestracji.',
  sendVerification: 'Wyślij wiadomość ponownie',
  unavailableTitle: 'Nie możemy Cię teraz zalogować',
  unavailable: 'Coś po naszej stronie nie odpowiada. Odczekaj minutę i spróbuj ponownie.',
  passkeyRefusedTitle: 'Ten klucz dostępu nie zadziałał',
  passkeyRefused:
    'Być może został usunięty z Twojego konta albo strona była zbyt długo otwarta. Spróbuj ponownie lub zaloguj się w inny sposób.',

  noticeVerified: 'Twój adres e-mail jest potwierdzony',
  noticeVerifiedMore: 'Zaloguj się, aby kontynuować.',
  noticeExpired: 'Logowanie trwało zbyt długo',
  noticeExpiredMore:
    'Nic się nie zmieniło. Zaloguj się ponownie, a jeszcze raz poprosimy o drugi etap.',
  noticeUsedUp: 'Było zbyt wiele błędnych prób',
  noticeUsedUpMore:
    'Zakończyliśmy to logowanie, aby chronić Twoje konto. Zaloguj się ponownie, aby kontynuować.',

  alreadyTitle: 'Twoje konto jest już zalogowane',
  already: 'Konto zalogowane w tej przeglądarce: <who></who>.',
  goOn: 'Dalej',
  someoneElse: 'Zaloguj się na inne konto',
  someoneElseHint: 'Najpierw wylogujemy Cię z tego konta.',

  code: {
    askTitle: 'Zaloguj się kodem',
    ask: 'Podaj swój adres e-mail, a wyślemy Ci kod do logowania. Hasło nie jest potrzebne.',
    email: 'Adres e-mail',
    emailWrong: 'Podaj pełny adres e-mail, na przykład nazwa@example.com.',
    emailNotName: 'Podaj swój adres e-mail. Nie możemy wysłać kodu na nazwę użytkownika.',
    send: 'Wyślij mi kod e-mailem',
    title: 'Sprawdź skrzynkę',
    sent: 'Jeśli istnieje konto z adresem <email></email>, kod jest już w drodze.',
    label: '6-cyfrowy kod',
    hint: (time) => `Działa tylko raz. Czas ważności: ${time}.`,
    go: 'Zaloguj się',
    missing: 'Wpisz sześć cyfr kodu.',
    wrong: 'Ten kod jest nieprawidłowy albo stracił ważność. Sprawdź go lub poproś o nowy.',
    again: 'Nic nie przyszło?',
    againHint: 'Najpierw sprawdź folder ze spamem. Nowy kod wysyłamy najwyżej raz na minutę.',
    sendAgain: 'Wyślij nowy kod',
    usePassword: 'Zaloguj się hasłem',
    otherAddress: 'Użyj innego adresu',
  },

  out: {
    title: 'Wyloguj się',
    heading: (app) => `Wylogować się z usługi ${app}?`,
    ask: 'Zalogowane konto: <who></who>. Wylogowanie zakończy tę sesję, tylko na tym urządzeniu.',
    go: 'Wyloguj się',
    stay: 'Nie wylogowuj mnie',
    doneTitle: 'Wylogowano Cię',
    done: 'Twoja sesja na tym urządzeniu została zakończona.',
    notIn: 'Na tym urządzeniu nie ma zalogowanego konta.',
    again: 'Zaloguj się ponownie',
  },
});
