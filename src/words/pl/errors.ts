import type { Words } from '../words.ts';

/** Texts of: errors that a whole page is about, limits, `/`. */
export const errors = (): Words['errors'] => ({
  cookiesOff: 'Twoja przeglądarka nie wysłała naszego pliku cookie',
  cookiesOffWhy:
    'Potrzebujemy jednego pliku cookie, aby wiedzieć, że ten formularz pochodzi od Ciebie. Zezwól tej stronie na pliki cookie w ustawieniach przeglądarki, a potem otwórz stronę ponownie.',
  outOfDate: 'Ta strona jest nieaktualna',
  outOfDateWhy:
    'Być może w innej karcie nastąpiło zalogowanie lub wylogowanie albo strona była długo otwarta. Otwórz ją ponownie i kontynuuj od tego miejsca.',
  nothingChanged: 'Nic się nie zmieniło',
  openAgain: 'Otwórz stronę ponownie',
  tooMany: 'Zbyt wiele prób',
  tooManyWhy: (wait) =>
    `Otrzymaliśmy zbyt wiele żądań od Ciebie lub z Twojej sieci. Spróbuj ponownie później. Czas oczekiwania: ${wait}.`,
  notFound: 'Nie możemy znaleźć tej strony',
  notFoundWhy:
    'Być może adres zawiera literówkę albo strona została przeniesiona. Jeśli link pochodził z wiadomości e-mail, otwórz ją ponownie i użyj całego linku.',
  notAllowed: 'Nie możesz otworzyć tej strony',
  notAllowedWhy: 'Twoje konto nie ma do niej dostępu albo nie można jej otworzyć w ten sposób.',
  signInFirst: 'Najpierw się zaloguj',
  signInFirstWhy: 'Ta strona jest dla zalogowanych osób.',
  refused: 'Nie mogliśmy tego zrobić',
  refusedWhy:
    'Twoja przeglądarka wysłała coś innego, niż oczekuje ta strona. Otwórz stronę ponownie.',
  busy: 'Nie możemy tego teraz zrobić',
  busyWhy:
    'Część naszej usługi nie odpowiada. Nic nie przepadło: spróbuj ponownie za kilka sekund.',
  fault: 'Coś poszło nie tak po naszej stronie',
  faultWhy: 'Już o tym wiemy. Spróbuj ponownie za kilka minut.',
  root: {
    title: (app) => `Twoje konto ${app}`,
    what: 'Tutaj się logujesz i zarządzasz swoim kontem: hasłem, kluczami dostępu, urządzeniami i danymi.',
    signIn: 'Zaloguj się',
    signUp: 'Utwórz konto',
    developers: 'Dla programistów',
    documents:
      'Ta usługa ma interfejs API. <docs>Wypróbuj go w przeglądarce</docs>, przeczytaj <reference>dokumentację</reference> albo pobierz <schema>dokument OpenAPI</schema>.',
    collections:
      'Te same żądania są dostępne dla programu <postman>Postman</postman> i jako <http>plik .http</http>.',
  },
  toAccount: 'Przejdź do konta',
  toSignIn: 'Przejdź do logowania',
  tryAgain: 'Spróbuj ponownie',
  quote: 'Nadal nie działa? <help>Poproś o pomoc</help> i podaj <id>identyfikator</id>.',
  quoteAlone: 'Prosząc o pomoc, podaj <id>identyfikator</id>.',
});
