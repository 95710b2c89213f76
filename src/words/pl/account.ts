import type { Words } from '../words.ts';

/** Texts of the pages of an account, and of its profile. */
export const account = (): Words['account'] => ({
  yours: 'Konto',
  pages: {
    profile: 'Profil',
    security: 'Bezpieczeństwo',
    sessions: 'Sesje',
    activity: 'Aktywność',
    connections: 'Połączone aplikacje',
    data: 'Twoje dane',
  },
  save: 'Zapisz zmiany',
  profile: {
    intro: 'Twoje imię i nazwisko oraz język i strefa czasowa stron i wiadomości.',
    saved: 'Twój profil został zapisany',
    about: 'O Tobie',
    firstName: 'Imię',
    lastName: 'Nazwisko',
    displayName: 'Jak mamy się do Ciebie zwracać',
    displayNameHint: 'Jeśli zostawisz to pole puste, użyjemy imienia i nazwiska.',
    timezone: 'Strefa czasowa',
    timezoneHint: 'W niej podajemy godziny na stronach i w wiadomościach.',
    language: 'Język',
    languageHint: 'W nim piszemy strony i wiadomości.',
    languageOfBrowser: 'Język, o który prosi moja przeglądarka',
    problems: {
      name: 'Wpisz najwyżej 150 znaków w jednym wierszu.',
      timezone: 'Wybierz strefę czasową z listy.',
      locale: 'Wybierz język z listy.',
    },
  },
  names: {
    title: 'Jak się logujesz',
    email: 'Adres e-mail',
    confirmed: 'Potwierdzony',
    notConfirmed: 'Jeszcze niepotwierdzony',
    changeEmail: 'Zmień adres e-mail',
    username: 'Nazwa użytkownika',
    noUsername: 'Nie masz nazwy użytkownika. Logujesz się adresem e-mail.',
    changeUsername: 'Zmień nazwę użytkownika',
    chooseUsername: 'Wybierz nazwę użytkownika',
  },
  username: {
    title: 'Zmień nazwę użytkownika',
    chooseTitle: 'Wybierz nazwę użytkownika',
    ask: 'Możesz się nią logować zamiast adresem e-mail.',
    hint: 'Od 3 do 30 liter, cyfr, kropek, łączników lub podkreśleń. Jeśli zostawisz to pole puste, nie będziesz mieć nazwy użytkownika.',
    saved: 'Twoja nazwa użytkownika została zapisana',
    problems: {
      form: 'Użyj od 3 do 30 liter, cyfr, kropek, łączników lub podkreśleń; na początku i na końcu musi stać litera lub cyfra.',
      taken: 'Wybierz inną nazwę użytkownika. Ta należy już do kogoś innego.',
    },
  },
  email: {
    title: 'Zmień adres e-mail',
    now: 'Adres Twojego konta to <b></b>.',
    ask: 'Wyślemy link na nowy adres. Konto zmieni się dopiero, gdy go otworzysz, nie wcześniej.',
    undo: 'Powiadomimy też Twój obecny adres i wyślemy na niego link, którym przez trzy dni można cofnąć zmianę.',
    newEmail: 'Nowy adres e-mail',
    password: 'Twoje hasło',
    send: 'Wyślij mi link',
    sent: 'Sprawdź skrzynkę pod nowym adresem',
    sentWhat: 'Wysłaliśmy link na adres <b></b>. Otwórz go, aby dokończyć zmianę.',
    noPassword: 'Najpierw ustaw hasło',
    noPasswordWhy:
      'Adres może zmienić tylko ktoś, kto zna Twoje hasło, a Twoje konto nie ma hasła.',
    problems: {
      form: 'Podaj pełny adres e-mail, na przykład nazwa@example.com.',
      unchanged: 'Podaj inny adres. Ten jest już adresem Twojego konta.',
    },
  },
});
