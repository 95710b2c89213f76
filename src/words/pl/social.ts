import type { Words } from '../words.ts';

/** Texts of signing in with a provider, and of connecting one to an account. */
export const social = (): Words['social'] => ({
  continueWith: 'Kontynuuj z: <provider></provider>',
  orContinueWith: 'lub kontynuuj z:',
  address: {
    title: 'Twój adres e-mail',
    why: '<provider></provider> nie potwierdza Twojego adresu e-mail. Wpisz go, a wyślemy kod, aby upewnić się, że należy do Ciebie.',
    hint: 'To musi być skrzynka, do której masz teraz dostęp.',
    send: 'Wyślij mi kod e-mailem',
    haveOne: 'Masz już konto? <link>Zaloguj się i połącz je</link>',
    sent: 'Kod jest w drodze na adres <email></email>.',
  },
  finish: {
    title: 'Utwórz konto',
    what: 'Za chwilę powstanie konto dla adresu <email></email>. Sposób logowania: <provider></provider>.',
  },
  existing: {
    title: 'Masz już konto',
    what: 'Istnieje konto dla adresu <email></email>. Nie ma jeszcze połączenia z: <provider></provider>.',
    once: 'Zaloguj się tak jak zwykle. Potem możesz dodać sposób logowania: <provider></provider>.',
    go: 'Zaloguj się i połącz',
  },
  join: {
    title: (provider) => `Połączyć z: ${provider}?`,
    named:
      'Konto <identity></identity> (<provider></provider>) zostanie połączone z Twoim kontem <who></who>.',
    unnamed:
      'Twoje konto u dostawcy <provider></provider> zostanie połączone z Twoim kontem <who></who>.',
    means:
      'Każdy, kto może się tam zalogować, będzie mógł zalogować się także tutaj. Połącz je tylko wtedy, gdy należy do Ciebie.',
    go: 'Połącz',
    dont: 'Nie łącz',
    takenTitle: (provider) => `To konto jest już używane: ${provider}`,
    taken: 'Jest połączone z innym kontem tutaj. Najpierw odłącz je tam lub wybierz inne.',
    otherTitle: (provider) => `Połączone jest inne konto: ${provider}`,
    other: 'Konto może mieć po jednym koncie każdego dostawcy. Najpierw odłącz tamto.',
    tooManyTitle: 'Połączonych kont jest zbyt wiele',
    tooMany: 'Najpierw odłącz jedno z nich.',
    unverifiedTitle: 'Najpierw potwierdź swój adres e-mail',
    unverified: 'Otwórz link wysłany e-mailem przy rejestracji. Potem możesz połączyć to konto.',
  },
  connections: {
    title: 'Sposoby logowania',
    intro: 'Tymi kontami z innych serwisów możesz logować się tutaj.',
    since: (when) => `Połączono: ${when}.`,
    lastUsed: (when) => `Ostatnie użycie: ${when}.`,
    notConnected: 'Brak połączenia',
    connectTitle: (provider) => `Połącz: ${provider}`,
    connectWhat:
      'Przejdziesz do serwisu <provider></provider> i wrócisz tutaj. Zanim cokolwiek połączymy, zapytamy jeszcze raz.',
    connected: (provider) => `Połączono: ${provider}`,
    connectedMore: 'Od teraz możesz logować się w ten sposób.',
    yours: (provider) => `To konto było już połączone: ${provider}`,
    yoursMore: 'Nic się nie zmieniło.',
    disconnected: (provider) => `Odłączono: ${provider}`,
    disconnectedMore: 'Nikt nie może już logować się tutaj w ten sposób.',
    expired: 'Nie ma czego połączyć',
    expiredMore: 'Trwało to zbyt długo lub zaczęło się w innej sesji. Zacznij tutaj od nowa.',
  },
  disconnect: {
    title: (provider) => `Odłączyć: ${provider}?`,
    what: 'Nie będzie już można logować się przez <provider></provider>. Sesje rozpoczęte tym kontem zakończą się, oprócz bieżącej. W każdej chwili możesz połączyć to konto ponownie.',
    go: 'Odłącz',
    keep: 'Zachowaj',
    last: 'To Twój jedyny sposób logowania',
    lastWhy:
      'Bez <provider></provider> logowanie nie byłoby już możliwe. Najpierw ustaw hasło lub dodaj klucz dostępu.',
    setPassword: 'Ustaw hasło',
    back: 'Wróć',
  },
  notices: {
    refused: (provider) => `${provider}: logowanie się nie powiodło`,
    refusedMore: 'Być może zostało tam anulowane. Spróbuj ponownie lub wybierz inny sposób.',
    unreachable: (provider) => `${provider}: brak połączenia z serwisem`,
    unreachableMore: 'Odczekaj minutę i spróbuj ponownie lub wybierz inny sposób.',
    invalid: (provider) => `${provider}: nie udało się sprawdzić odpowiedzi`,
    invalidMore: 'Nic się nie zmieniło. Spróbuj ponownie lub wybierz inny sposób.',
    lost: 'Trwało to zbyt długo lub zaczęło się w innej przeglądarce',
    lostMore: 'Nic się nie zmieniło. Zacznij tutaj od nowa.',
  },
});
