import type { Words } from '../words.ts';

/** Texts of: sign-up, verification. */
export const signUp = (): Words['signUp'] => ({
  title: 'Utwórz konto',
  haveOne: 'Masz już konto? <a>Zaloguj się</a>',
  email: 'Adres e-mail',
  emailHint: 'Wyślemy na niego link, aby potwierdzić, że należy do Ciebie.',
  name: 'Imię i nazwisko (opcjonalnie)',
  password: 'Hasło',
  consent: 'Zanim przejdziesz dalej',
  terms: 'Akceptuję <a>warunki korzystania z usługi</a>',
  privacy: 'Potwierdzam, że znam treść <a>informacji o prywatności</a>',
  create: 'Utwórz konto',
  problems: {
    email: 'Podaj pełny adres e-mail, na przykład nazwa@example.com.',
    name: 'Wpisz najwyżej 150 znaków imienia i nazwiska w jednym wierszu.',
    terms: 'Zaakceptuj warunki korzystania z usługi, aby utworzyć konto.',
    privacy: 'Przeczytaj informację o prywatności i zaznacz pole, aby utworzyć konto.',
    code: 'Wpisz sześć cyfr z naszej ostatniej wiadomości. Ten kod jest nieprawidłowy lub stracił ważność.',
    wrongPassword: 'To nie jest hasło podane przy rejestracji. Spróbuj ponownie lub wybierz nowe.',
    missingPassword: 'Wpisz hasło podane przy rejestracji lub wybierz nowe.',
  },
  sent: {
    title: 'Sprawdź skrzynkę',
    to: (email) =>
      `Wysłaliśmy wiadomość na adres <b>${email}</b>. Otwórz zawarty w niej link, aby kontynuować.`,
    toUnknown: 'Wysłaliśmy Ci wiadomość. Otwórz zawarty w niej link, aby kontynuować.',
    code: 'Kod z wiadomości',
    codeHint: 'Albo wpisz tutaj sześć cyfr, jeśli czytasz pocztę na innym urządzeniu.',
    confirm: 'Potwierdź mój adres',
    spam: 'Po kilku minutach nadal nic nie przyszło? Sprawdź folder ze spamem lub wyślij ponownie.',
    again: 'Wyślij ponownie',
    sentAgain: 'Wysłaliśmy ją ponownie. Liczy się tylko ostatnia wiadomość.',
    wrongAddress: 'Nieprawidłowy adres? <a>Zacznij od nowa</a>',
  },
  verify: {
    title: 'Potwierdź swój adres e-mail',
    what: (email) =>
      `Potwierdź, że adres <b>${email}</b> należy do Ciebie, a zalogujemy Cię na konto.`,
    confirm: 'Potwierdź mój adres',
    wasItYou: 'Czy to Ty?',
    someone: (email, app) =>
      `Ktoś użył adresu <b>${email}</b>, aby utworzyć konto ${app}. Powiedz nam, czy to Ty, a potwierdzimy Twój adres.`,
    several: (email, app) =>
      `Adresu <b>${email}</b> użyto więcej niż raz, aby utworzyć konto ${app}. Powiedz nam, czy to Ty, a potwierdzimy Twój adres.`,
    when: 'Kiedy',
    where: 'Gdzie',
    browser: 'Przeglądarka',
    unknownPlace: 'Nieznany kraj',
    unknownBrowser: 'Nieznana przeglądarka',
    ifYou: '<b>Jeśli to Ty,</b> Twoje hasło pozostanie bez zmian.',
    ifNot:
      '<b>Jeśli to nie Ty,</b> unieważnimy to hasło i wylogujemy wszystkich. Na następnej stronie wybierzesz nowe.',
    yes: 'Tak, to ja',
    no: 'Nie lub nie mam pewności',
    password: 'Twoje hasło',
    passwordHint: 'Twojego adresu mógł użyć też ktoś inny. Wpisz hasło wybrane przez Ciebie.',
    keep: 'Zachowaj moje hasło',
    chooseNew: 'Wybierz nowe hasło',
    ignore: 'To nie Twoja prośba? Zamknij tę stronę, a nikt nie będzie mógł używać tego konta.',
    deadWhy:
      'Linki do potwierdzenia adresu działają tylko raz. Ten został już użyty lub stracił ważność. Jeśli Twój adres jest potwierdzony, po prostu się zaloguj.',
    deadHint: 'Jeśli ten adres trzeba jeszcze potwierdzić, wyślemy nowy link.',
    done: 'Twój adres e-mail jest potwierdzony',
    doneWhat: 'Zaloguj się, aby kontynuować.',
  },
});
