import type { Words } from '../words.ts';

/** Texts of: the pages of mailed links. */
export const links = (): Words['links'] => ({
  dead: 'Ten link już nie działa',
  sendNew: 'Wyślij nowy link',
  signIn: 'Zaloguj się',
  toAccount: 'Przejdź do konta',
  newPassword: 'Wybierz nowe hasło',
  unlock: {
    title: 'Odblokuj swoje konto',
    what: 'Ktoś zbyt wiele razy wpisał nieprawidłowe hasło lub kod, dlatego na pewien czas zablokowaliśmy Twoje konto.',
    more: 'Jeśli to Ty, odblokuj je teraz. Jeśli to nie Ty, zostaw je zablokowane: odblokuje się samo.',
    secondStep: {
      what: 'Ktoś przeszedł pierwszy etap logowania na Twoje konto, a potem zbyt wiele razy wpisał nieprawidłowe hasło lub kod, dlatego zablokowaliśmy je dla nowych urządzeń.',
      more: 'Jeśli to Ty, odblokuj je teraz. Jeśli to nie Ty, wybierz zamiast tego nowe hasło: to też je odblokuje.',
    },
    button: 'Odblokuj moje konto',
    done: 'Twoje konto jest odblokowane',
    doneWhat: 'Możesz się znów zalogować.',
    deadWhy:
      'Został już użyty albo Twoje konto nie jest już zablokowane. Spróbuj się zalogować: jeśli konto nadal jest zablokowane, wyślemy Ci nowy link.',
  },
  changeEmail: {
    title: 'Potwierdź nowy adres e-mail',
    what: (email) =>
      `Ustaw <b>${email}</b> jako adres swojego konta i od teraz loguj się tym adresem.`,
    more: (email) => `Zastąpi on adres <b>${email}</b>.`,
    button: 'Użyj tego adresu',
    done: 'Twój adres e-mail został zmieniony',
    doneWhat: 'Przy następnym logowaniu użyj nowego adresu.',
    deadWhy:
      'Został już użyty lub stracił ważność albo zmiana została cofnięta. Jeśli nadal chcesz zmienić adres e-mail, zacznij od nowa na swoim koncie.',
  },
  undoEmailChange: {
    title: 'Zachowaj swój adres e-mail',
    what: (email) =>
      `Czy ktoś inny zmienił adres Twojego konta? Możemy przywrócić <b>${email}</b>.`,
    more: 'Wylogujemy wtedy wszystkich, usuniemy to, co ta osoba dodała do Twojego konta, i wyślemy Ci link do wyboru nowego hasła.',
    button: 'Zachowaj ten adres',
    done: 'Twoje konto zachowuje swój adres',
    doneWhat:
      'Wszyscy zostali wylogowani. Sprawdź skrzynkę: wysyłamy Ci link do wyboru nowego hasła.',
    deadWhy:
      'Został już użyty lub stracił ważność albo adres należy teraz do innego konta. Spróbuj się zalogować, aby sprawdzić, jak jest teraz.',
  },
  undoFactorChange: {
    title: 'Cofnij zmianę',
    what: 'Czy ktoś inny zmienił sposób logowania na Twoje konto? Naciśnij przycisk, aby cofnąć to, co dodano lub usunięto.',
    more: 'Wylogujemy wtedy wszystkich.',
    password: {
      label: 'Twoje hasło sprzed zmiany',
      hint: 'Bez niego usunięcie Twojego jedynego klucza dostępu lub jedynej aplikacji uwierzytelniającej potrwa 24 godziny.',
      wrong: 'Wpisz hasło, które obowiązywało przed zmianą, lub zostaw to pole puste.',
    },
    button: 'Cofnij',
    done: 'Zmiana została cofnięta',
    waits: 'Zmiana zostanie cofnięta',
    signedOut: 'Wszyscy zostali wylogowani.',
    newPassword: 'Wybierz nowe hasło: osoba, która wprowadziła zmianę, może znać stare.',
    checkCodes: 'Sprawdź swoje kody odzyskiwania.',
    waitsWhy:
      'Nie zostałby żaden inny klucz dostępu ani żadna inna aplikacja uwierzytelniająca, dlatego czekamy z cofnięciem.',
    waitsKnow:
      'Jeśli znasz hasło sprzed zmiany, otwórz link ponownie i wpisz je, zanim wybierzesz nowe. To cofnie zmianę od razu.',
    waitsWhat: (at) =>
      `Termin usunięcia tego, co dodano: ${at}. Nie usuniemy tego, jeśli ktoś wcześniej użyje tego do zalogowania się.`,
    deadWhy:
      'Został już użyty lub stracił ważność. Zaloguj się, aby zobaczyć, jak chronione jest Twoje konto.',
  },
  cancelRemoval: {
    title: 'Zachowaj weryfikację dwuetapową',
    what: 'Ktoś poprosił o usunięcie kluczy dostępu, aplikacji uwierzytelniających lub kodów odzyskiwania Twojego konta.',
    more: 'Naciśnij przycisk, aby je zachować.',
    button: 'Zachowaj',
    done: 'Nic nie zostanie usunięte',
    doneWhat: 'Loguj się tak jak dotąd.',
    deadWhy:
      'Został już użyty lub stracił ważność albo usunięcie już nastąpiło. Zaloguj się, aby zobaczyć, jak chronione jest Twoje konto.',
  },
});
