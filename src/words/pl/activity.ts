import type { Words } from '../words.ts';

/** Texts of the history of an account. */
export const activity = (): Words['activity'] => ({
  intro: (span, zone) =>
    `Co ostatnio działo się na Twoim koncie. Okres: ${span}. Strefa czasowa: ${zone}.`,
  show: 'Pokaż',
  kinds: {
    all: 'Wszystko',
    sign_ins: 'Logowania',
    security: 'Zmiany zabezpieczeń',
    apps: 'Połączone aplikacje',
  },
  today: (day) => `Dzisiaj, ${day}`,
  yesterday: (day) => `Wczoraj, ${day}`,
  older: 'Pokaż starszą aktywność',
  latest: 'Pokaż najnowszą aktywność',
  nothing: 'Nic tu nie ma',
  nothingWhat: 'W tym czasie nie było żadnych zdarzeń tego rodzaju.',
  nothingOlder: 'To wszystko. Nie ma nic starszego.',
  newPlace: 'Nowe miejsce',
  newDevice: 'Nowe urządzenie',
  refused: 'Odrzucono',
  signedInWith: (ways) => `Zalogowano się. Metoda: ${ways}`,
  confirmedWith: (ways) => `Potwierdzono, że to Ty. Metoda: ${ways}`,
  wrongPasswords: (count) => {
    if (count === 1) return 'Ktoś wpisał nieprawidłowe hasło';
    return count === 2
      ? 'Ktoś dwa razy wpisał nieprawidłowe hasło'
      : `Ktoś ${count} razy wpisał nieprawidłowe hasło`;
  },
  events: {
    'user.registered': {
      administrator: 'Administrator utworzył Twoje konto',
      other: 'Utworzono Twoje konto',
    },
    'user.imported': 'Przeniesiono tu Twoje konto',
    'user.email_verified': 'Potwierdzono Twój adres e-mail',
    'session.started': 'Zalogowano się',
    'session.started_from_new_device': 'Zalogowano się z nowego urządzenia lub miejsca',
    'session.stepped_up': 'Potwierdzono, że to Ty',
    'session.ended': {
      logout: 'Wylogowano się',
      terminated: 'Wylogowano jedno z Twoich urządzeń',
      replaced: 'Zalogowano się ponownie, co zakończyło wcześniejszą sesję tej przeglądarki',
      idle: 'Wylogowano urządzenie, które długo nie było używane',
      token_revoked: 'Aplikacja zakończyła swoją sesję',
      other: 'Sesja została zakończona',
    },
    'session.others_ended': 'Wylogowano wszystkie Twoje inne urządzenia',
    'token.revoked': 'Aplikacja zrezygnowała z dostępu',
    'grant.started': 'Zalogowano się tym kontem w aplikacji',
    'grant.code_replayed':
      'Ktoś użył kopii tego, co aplikacja otrzymała do logowania, więc zakończyliśmy jej dostęp',
    'consent.given': 'Zezwolono aplikacji na używanie Twojego konta',
    'consent.withdrawn': 'Cofnięto zgodę udzieloną aplikacji',
    'session.sign_in_failed': 'Ktoś wpisał nieprawidłowe hasło',
    'session.refresh_token_reused':
      'Ktoś użył kopii jednej z Twoich sesji, dlatego zakończyliśmy tę sesję',
    'password.changed': 'Zmieniono Twoje hasło',
    'password.reset_asked': 'Ktoś poprosił o wiadomość do ustawienia nowego hasła',
    'password.reset': 'Ustawiono nowe hasło za pomocą wiadomości, którą do Ciebie wysłaliśmy',
    'password.found_in_breach': 'Znaleźliśmy Twoje hasło na liście skradzionych haseł',
    'password.breach_check_failed':
      'Nie udało się nam porównać Twojego hasła z listą skradzionych haseł',
    'account.locked':
      'Zbyt wiele nieprawidłowych haseł, dlatego na pewien czas zablokowaliśmy Twoje konto',
    'account.unlocked': 'Odblokowano Twoje konto',
    'account.tries_used_up':
      'Zbyt wiele nieprawidłowych kodów, dlatego na pewien czas zablokowaliśmy Twoje konto',
    'second_factor.failed': {
      code: 'Ktoś, kto zna Twoje hasło, wpisał nieprawidłowy kod',
      password: 'Ktoś, kto miał kod z Twojej skrzynki, wpisał nieprawidłowe hasło',
      other: 'Ktoś nie przeszedł drugiego etapu logowania',
    },
    'second_factor.enabled': 'Włączono kody e-mail jako drugi etap',
    'second_factor.disabled': 'Wyłączono kody e-mail jako drugi etap',
    'factor.added': {
      totp: 'Dodano aplikację uwierzytelniającą',
      passkey: 'Dodano klucz dostępu',
      other: 'Dodano metodę drugiego etapu',
    },
    'factor.used': {
      totp: 'Użyto Twojej aplikacji uwierzytelniającej',
      passkey: 'Użyto klucza dostępu',
      email_otp: 'Użyto kodu z wiadomości e-mail',
      other: 'Użyto metody drugiego etapu',
    },
    'factor.removed': {
      totp: 'Usunięto aplikację uwierzytelniającą',
      passkey: 'Usunięto klucz dostępu',
      other: 'Usunięto metodę drugiego etapu',
    },
    'factor.change_undone': 'Zmianę metod drugiego etapu cofnięto linkiem z wiadomości e-mail',
    'factor.removal_asked':
      'Linkiem z wiadomości e-mail poproszono o usunięcie metody drugiego etapu',
    'factor.removal_cancelled': 'Zatrzymano usuwanie Twoich metod drugiego etapu',
    'recovery_code.used': 'Użyto kodu odzyskiwania',
    'recovery_codes.replaced': 'Utworzono nowe kody odzyskiwania',
    'factor.counter_went_back': 'Użyto klucza dostępu, który może być kopią Twojego',
    'identity.connected': 'Połączono inne Twoje konto służące do logowania',
    'identity.disconnected': 'Odłączono konto służące do logowania',
    'identity.refused': 'Odrzucono logowanie za pomocą połączonego konta',
    'user.profile_changed': 'Zmieniono Twój profil',
    'email.change_asked': 'Poproszono o zmianę Twojego adresu e-mail',
    'email.changed': 'Zmieniono Twój adres e-mail',
    'email.change_undone': 'Zmianę Twojego adresu e-mail cofnięto linkiem z wiadomości e-mail',
    'account.exported': 'Pobrano Twoje dane',
    'password.reset_forced': {
      administrator: 'Administrator usunął Twoje hasło, a my wysłaliśmy Ci link',
      other: 'Usunęliśmy Twoje hasło i wysłaliśmy Ci link do ustawienia nowego',
    },
    'admin.locked': 'Administrator zablokował na pewien czas Twoje konto',
    'admin.unlocked': 'Administrator odblokował Twoje konto',
    'admin.disabled': 'Administrator zamknął Twoje konto',
    'admin.enabled': 'Administrator ponownie otworzył Twoje konto',
    'admin.email_verified': 'Administrator potwierdził Twój adres e-mail',
    'admin.sessions_ended': 'Administrator wylogował wszystkie Twoje urządzenia',
    'admin.roles_changed': 'Administrator zmienił Twoje uprawnienia',
    'admin.factor_removal_asked': 'Administrator poprosił o usunięcie Twoich metod drugiego etapu',
    'admin.factor_removal_cancelled':
      'Administrator zatrzymał usuwanie Twoich metod drugiego etapu',
    'admin.factors_removed': 'Na prośbę administratora usunięto Twoje metody drugiego etapu',
    'admin.reconciled': 'Uporządkowaliśmy dane Twojego konta',
  },
  secure: {
    ask: 'Widzisz tu coś, co nie było Twoim działaniem?',
    what: 'Wylogujemy wszystkie inne urządzenia i poprosimy Cię o nowe hasło.',
    open: 'Zabezpiecz moje konto',
    title: 'Zabezpiecz swoje konto',
    why: 'Zrób to, jeśli widzisz coś, co nie było Twoim działaniem. To dwa kroki:',
    first:
      'Wylogujemy wszystkie urządzenia oprócz tego. Każdy, kto jeszcze jest na koncie, będzie musiał zalogować się ponownie.',
    second: 'Wybierzesz nowe hasło, aby starym nikt się nie zalogował.',
    go: 'Wyloguj inne urządzenia',
    stay: 'To moje działanie',
    nextTitle: 'Teraz wybierz nowe hasło',
    next: 'Wybierz takie, którego nie używasz nigdzie indziej.',
    nextGo: 'Wybierz nowe hasło',
    nextToo:
      'Potem przejrzyj swoje klucze dostępu i metody drugiego etapu i usuń te, które nie należą do Ciebie.',
    lookTitle: 'Teraz sprawdź, jak się logujesz',
    look: 'Przejrzyj swoje klucze dostępu i metody drugiego etapu i usuń te, które nie należą do Ciebie.',
    lookGo: 'Zobacz, jak się loguję',
    done: 'Gotowe',
  },
});
