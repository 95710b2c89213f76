import type { Words } from '../words.ts';

/** Texts of letting an app use the account, and of taking that back. */
export const consent = (): Words['consent'] => ({
  title: (app) => `Pozwolić na używanie Twojego konta? Aplikacja: ${app}`,
  heading: 'Czy aplikacja <app></app> może używać Twojego konta?',
  signedInAs: 'Zalogowane konto: <who></who>.',
  may: 'Aplikacja będzie mogła:',
  scopes: {
    openid: 'wiedzieć, że to Ty',
    profile: 'widzieć Twoje imię i nazwisko, nazwę użytkownika, język i strefę czasową',
    email: 'widzieć Twój adres e-mail',
    offline_access: 'zachować ten dostęp, dopóki go nie cofniesz',
    roles: 'widzieć Twoje role',
    account: 'zarządzać kontem w Twoim imieniu',
  },
  goesTo: 'Potem przejdziesz na stronę <host></host>.',
  goesToDevice:
    'Potem przejdziesz do aplikacji na tym urządzeniu. Zezwól tylko wtedy, gdy to Ty właśnie ją otworzyłeś lub otworzyłaś.',
  allow: 'Zezwól',
  deny: 'Nie zezwalaj',
  later: 'Możesz to cofnąć w każdej chwili, w sekcji „Połączenia” na swoim koncie.',
  notYou: 'Użyj innego konta',
  goingToApp: 'Wracasz do aplikacji. Jeśli nic się nie dzieje, naciśnij przycisk.',
  stray: {
    client: 'Nie znamy tej aplikacji',
    clientWhat:
      'Link, który Cię tu przywiódł, nie należy do żadnej aplikacji, która może korzystać z tej usługi. Wróć i spróbuj ponownie albo daj znać twórcom aplikacji.',
    address: 'Ta aplikacja podała niewłaściwy adres',
    addressWhat:
      'Aplikacja chce Cię przekierować pod adres, który nie jest dla niej zarejestrowany, więc się tu zatrzymaliśmy. Daj znać twórcom aplikacji.',
    expired: 'To trwało zbyt długo',
    expiredWhat: 'Wróć do aplikacji i zacznij od nowa. Nic nie zostało przekazane.',
  },
  connections: {
    title: 'Aplikacje, które używają Twojego konta',
    intro: 'Te aplikacje mogą używać Twojego konta. Każdej z nich możesz cofnąć dostęp.',
    since: (when) => `Zezwolono: ${when}.`,
    lastUsed: (ago) => `Ostatnie użycie: ${ago}.`,
    withdraw: 'Cofnij dostęp',
    withdrawn: (app) => `Cofnięto dostęp do konta. Aplikacja: ${app}`,
    withdrawnWhat: 'Będzie musiała zapytać Cię ponownie.',
    notThere: 'Ta aplikacja nie może używać Twojego konta',
    notThereWhat: 'Być może jej dostęp został już cofnięty.',
    gone: 'Aplikacja, która już nie istnieje',
  },
});
