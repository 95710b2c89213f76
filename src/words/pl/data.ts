import type { Words } from '../words.ts';

/** Texts of connections, of downloading and of erasing an account. */
export const data = (): Words['data'] => ({
  connections: {
    none: 'Żadna aplikacja nie może używać Twojego konta',
    what: 'Gdy pozwolisz aplikacji używać Twojego imienia i nazwiska lub adresu e-mail, pojawi się na tej liście.',
    activity: 'W sekcji <activity>Aktywność</activity> zobaczysz, co działo się na Twoim koncie.',
  },
  intro: 'Twoje dane należą do Ciebie: pobierz kopię albo odejdź i zabierz wszystko ze sobą.',
  download: {
    title: 'Pobierz swoje dane',
    what: 'Wszystko, co o Tobie przechowujemy, w jednym pliku: Twój profil, sposoby logowania, urządzenia i aktywność. To plik JSON, który mogą odczytać inne usługi.',
    proof: 'Najpierw poprosimy Cię o potwierdzenie, że to Ty.',
    go: 'Pobierz moje dane',
    ready: 'Dziękujemy. Możesz teraz pobrać swoje dane.',
  },
  erase: {
    title: 'Usuń swoje konto',
    what: 'Twoje konto zniknie na zawsze razem ze wszystkim, co się w nim znajduje.',
    open: 'Usuń moje konto',
    consequences: 'Stanie się to od razu i nie da się tego cofnąć:',
    sessions: 'Wylogujemy Cię na wszystkich urządzeniach.',
    profile: 'Usuniemy Twój profil, hasło, klucze dostępu i kody odzyskiwania.',
    apps: (app) => `Nie zalogujesz się już w usłudze ${app} ani tam, gdzie było używane to konto.`,
    records: 'Zapisy zdarzeń zachowamy jeszcze przez pewien czas, bez niczego, co Cię wskazuje.',
    address: 'Wyślemy ostatnią wiadomość na adres <email></email>.',
    copy: 'Chcesz najpierw mieć kopię? <download>Pobierz swoje dane</download>.',
    sure: 'Rozumiem, że mojego konta nie da się przywrócić',
    sureMissing: 'Zaznacz pole, aby kontynuować: usunięcia konta nie da się cofnąć.',
    password: 'Twoje hasło',
    passwordMissing: 'Wpisz swoje hasło.',
    passwordWrong: 'To nie jest Twoje hasło. Wpisz je jeszcze raz.',
    locked: 'Zbyt wiele nieprawidłowych haseł',
    lockedWhat: (span) =>
      `Zaczekaj i spróbuj ponownie. Czas oczekiwania: ${span}. Twoje konto się nie zmieniło.`,
    last: 'Jesteś ostatnim administratorem',
    lastWhat: 'Najpierw nadaj komuś innemu rolę administratora, a potem usuń swoje konto.',
    keep: 'Zachowaj moje konto',
  },
  goodbye: {
    title: 'Twoje konto zostało usunięte',
    what: 'Wylogowaliśmy Cię wszędzie i usunęliśmy wszystko, co było na Twoim koncie.',
    again: 'W każdej chwili możesz założyć nowe konto.',
    signUp: 'Załóż nowe konto',
  },
});
