import type { Words } from '../words.ts';

/** Texts of: mails that tell somebody what happened to their account. */
export const notices = (): Words['notices'] => ({
  new_device: {
    subject: (app) => `Nowe logowanie na Twoje konto ${app}`,
    text: 'Ktoś zalogował się na Twoje konto z urządzenia lub kraju, których dotąd nie znaliśmy. Jeśli to Ty, możesz zignorować tę wiadomość.',
    came: (where, when) => `Źródło logowania: ${where}. Data: ${when}.`,
    wasNotYou: 'Wybierz teraz nowe hasło. To wyloguje wszystkich na wszystkich urządzeniach.',
  },
  refresh_token_reused: {
    subject: (app) => `Zakończyliśmy sesję Twojego konta ${app}`,
    text: 'Nieaktualny klucz jednej z Twoich sesji został użyty ponownie, więc ktoś mógł go skopiować. Dla bezpieczeństwa zakończyliśmy tę sesję i jedno z Twoich urządzeń może poprosić Cię o ponowne zalogowanie. Pozostałych sesji to nie dotyczy.',
    came: (where, when) => `Miejsce użycia nieaktualnego klucza: ${where}. Data: ${when}.`,
    wasNotYou:
      'Jeśli nie rozpoznajesz tego urządzenia lub miejsca, wybierz nowe hasło. To wyloguje wszystkich na wszystkich urządzeniach.',
  },
  password_known: {
    subject: (app) => `Ktoś zna Twoje hasło do konta ${app}`,
    text: 'Ktoś wpisał Twoje hasło, ale nie przeszedł drugiego etapu i nie dostał się na konto. Jeśli to Ty, możesz zignorować tę wiadomość.',
    came: (where, when) => `Źródło próby: ${where}. Data: ${when}.`,
    wasNotYou:
      'Ktoś zna Twoje hasło. Wybierz teraz nowe. To wyloguje wszystkich na wszystkich urządzeniach.',
  },
  mailbox_known: {
    subject: (app) => `Ktoś użył kodu wysłanego do Ciebie przez ${app}`,
    text: 'Ktoś użył kodu lub linku, który do Ciebie wysłaliśmy, ale nie przeszedł drugiego etapu i nie dostał się na konto. Jeśli to Ty, możesz zignorować tę wiadomość.',
    came: (where, when) => `Źródło próby: ${where}. Data: ${when}.`,
    wasNotYou:
      'Ktoś może czytać Twoją pocztę. Najpierw zmień hasło do swojej poczty e-mail, a potem wybierz nowe hasło tutaj.',
  },
  password_changed: {
    subject: (app) => `Twoje hasło do konta ${app} zostało zmienione`,
    text: 'Ktoś, kto był zalogowany na Twoim koncie i znał Twoje hasło, zmienił je. Wszystkie inne urządzenia zostały wylogowane. Jeśli to Twoja zmiana, możesz zignorować tę wiadomość.',
    came: (where, when) => `Źródło zmiany: ${where}. Data: ${when}.`,
    wasNotYou:
      'Ktoś inny zna teraz Twoje hasło, a Ty go nie znasz. Wybierz nowe za pomocą linku, który wyślemy na ten adres. To wyloguje wszystkich na wszystkich urządzeniach.',
  },
  password_reset: {
    subject: (app) => `Ustawiono nowe hasło do Twojego konta ${app}`,
    text: 'Ktoś wybrał nowe hasło za pomocą linku lub kodu, który wysłaliśmy na ten adres. Wszystkie urządzenia zostały wylogowane. Jeśli to Ty, możesz zignorować tę wiadomość.',
    came: (where, when) => `Miejsce ustawienia nowego hasła: ${where}. Data: ${when}.`,
    wasNotYou:
      'Ktoś może czytać Twoją pocztę. Najpierw zmień hasło do swojej poczty e-mail, a potem wybierz nowe hasło tutaj. To wyloguje wszystkich na wszystkich urządzeniach.',
  },
  password_breached: {
    subject: (app) => `Czas zmienić hasło do Twojego konta ${app}`,
    text: 'Twoje hasło jest na liście haseł skradzionych z innych usług, a atakujący próbują takich haseł wszędzie. Nic nie wiemy o nadużyciu Twojego konta. Wybierz nowe hasło, którego nie używasz nigdzie indziej.',
    came: null,
    wasNotYou: null,
  },
  second_factor_enabled: {
    subject: (app) => `Włączono weryfikację dwuetapową na Twoim koncie ${app}`,
    text: 'Od teraz po wpisaniu hasła wyślemy Ci kod e-mailem. Jeśli to Twoja zmiana, możesz zignorować tę wiadomość.',
    came: (where, when) => `Źródło zmiany: ${where}. Data: ${when}.`,
    wasNotYou: 'Ktoś zna Twoje hasło. Wybierz teraz nowe, aby wylogować wszystkich.',
  },
  second_factor_disabled: {
    subject: (app) => `Wyłączono weryfikację dwuetapową na Twoim koncie ${app}`,
    text: 'Od teraz do zalogowania wystarczy samo hasło. Jeśli to Twoja zmiana, możesz zignorować tę wiadomość.',
    came: (where, when) => `Źródło zmiany: ${where}. Data: ${when}.`,
    wasNotYou:
      'Ktoś zna Twoje hasło. Wybierz teraz nowe, aby wylogować wszystkich, a potem ponownie włącz weryfikację dwuetapową.',
  },
  recovery_codes_replaced: {
    subject: (app) => `Masz nowe kody odzyskiwania konta ${app}`,
    text: 'Ktoś, kto był zalogowany na Twoim koncie, utworzył nowe kody odzyskiwania, a wcześniejsze już nie działają. Jeśli to Twoja zmiana, możesz zignorować tę wiadomość.',
    came: (where, when) => `Źródło prośby: ${where}. Data: ${when}.`,
    wasNotYou:
      'Wybierz teraz nowe hasło. To wyloguje wszystkich na wszystkich urządzeniach. Potem utwórz nowe kody odzyskiwania.',
  },
  passkey_copied: {
    subject: (app) => `Ktoś mógł skopiować klucz dostępu do Twojego konta ${app}`,
    text: 'Klucza dostępu do Twojego konta użyto z nieaktualnym licznikiem, więc może istnieć jego kopia. Odrzuciliśmy to logowanie. Twój klucz dostępu nadal działa.',
    came: (where, when) => `Źródło próby: ${where}. Data: ${when}.`,
    wasNotYou:
      'Zaloguj się w inny sposób, usuń ten klucz dostępu i dodaj nowy. Jeśli to Twój jedyny sposób logowania, najpierw wybierz hasło.',
  },
  factors_removed: {
    subject: (app) => `Usunięto weryfikację dwuetapową Twojego konta ${app}`,
    text: 'Administrator usunął klucze dostępu, aplikacje uwierzytelniające i kody odzyskiwania Twojego konta i wylogował wszystkich, ponieważ zgłoszono ich utratę. Zaloguj się i skonfiguruj nowe.',
    came: null,
    wasNotYou:
      'Ktoś może właśnie próbować dostać się na Twoje konto. Wybierz teraz nowe hasło i zawiadom osoby, które prowadzą tę usługę.',
  },
  factor_change_undone: {
    subject: (app) => `Cofnięto zmianę sposobu logowania w usłudze ${app}`,
    text: 'Ktoś użył linku, który do Ciebie wysłaliśmy, aby cofnąć zmianę sposobu logowania. Wszystkie urządzenia zostały wylogowane. Wybierz teraz nowe hasło, chyba że masz już nowe od tego czasu: osoba, która wprowadziła zmianę, może znać stare.',
    came: (where, when) => `Źródło prośby: ${where}. Data: ${when}.`,
    wasNotYou:
      'Ktoś może czytać Twoją pocztę. Najpierw zmień hasło do swojej poczty e-mail, a potem wybierz nowe hasło tutaj.',
  },
  factor_removal_stopped: {
    subject: (app) => `Weryfikacja dwuetapowa Twojego konta ${app} pozostaje`,
    text: 'Klucze dostępu, aplikacje uwierzytelniające i kody odzyskiwania Twojego konta miały wkrótce zostać usunięte. Pozostają: ktoś w tym czasie potwierdził, że ma jedną z tych metod, albo administrator poproszony o ich usunięcie nie jest już administratorem.',
    came: null,
    wasNotYou:
      'Jeśli te metody zostały utracone albo nie należą do Ciebie, zawiadom osoby, które prowadzą tę usługę. Jeśli to była Twoja prośba i znasz swoje hasło, otwórz użyty wcześniej link i wpisz je: wtedy stanie się to od razu.',
  },
});
