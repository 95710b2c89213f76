import { createPlural } from '../plural.ts';
import type { Words } from '../words.ts';

const plural = createPlural('pl');

const codesLeft = (count: number) =>
  plural(count, {
    one: 'Masz jeszcze jeden kod odzyskiwania.',
    few: `Masz jeszcze ${count} kody odzyskiwania.`,
    many: `Masz jeszcze ${count} kodów odzyskiwania.`,
    other: `Masz jeszcze ${count} kodu odzyskiwania.`,
  });

/** Texts of: mails about locks, recovery codes, and changes of factors that can be taken back. */
export const alarms = (): Words['alarms'] => ({
  lock: {
    ifYou: 'Jeśli to Ty, odblokuj teraz swoje konto:',
    button: 'Odblokuj moje konto',
    password: {
      subject: (app, span) => `Blokada Twojego konta ${app}: ${span}`,
      text: (where, when, until) =>
        `Ktoś zbyt wiele razy z rzędu wpisał nieprawidłowe hasło. Ostatnia próba: ${where}. Data: ${when}. Do czasu zakończenia blokady nikt nie może zalogować się z nowego urządzenia. Koniec blokady: ${until}. Ograniczenie nie dotyczy Twoich dotychczasowych urządzeń.`,
    },
    code: {
      subject: (app) => `Zbyt wiele nieprawidłowych kodów do Twojego konta ${app}`,
      text: (where, when) =>
        `Ktoś zbyt wiele razy wpisał nieprawidłowy kod. Ostatnia próba: ${where}. Data: ${when}. Przez najwyżej dobę nie przyjmujemy żadnych kodów z nowych urządzeń. Ograniczenie nie dotyczy Twoich dotychczasowych urządzeń.`,
    },
    wasNotYou:
      'Możesz zignorować tę wiadomość: nikt nie dostał się na konto, a blokada skończy się sama.',
    secondStep: {
      passwordSubject: (app) => `Zbyt wiele nieprawidłowych haseł do Twojego konta ${app}`,
      codeSubject: (app) => `Zbyt wiele nieprawidłowych kodów do Twojego konta ${app}`,
      password: (where, when) =>
        `Ktoś przeszedł pierwszy etap logowania na Twoje konto, a potem zbyt wiele razy wpisał nieprawidłowe hasło. Ostatnia próba: ${where}. Data: ${when}.`,
      code: (where, when) =>
        `Ktoś przeszedł pierwszy etap logowania na Twoje konto, a potem zbyt wiele razy wpisał nieprawidłowy kod. Ostatnia próba: ${where}. Data: ${when}.`,
      forAWhile:
        'Przez pewien czas nikt nie może dokończyć logowania z nowego urządzenia. Ograniczenie nie dotyczy Twoich dotychczasowych urządzeń.',
      shutSubject: (app) => `Logowanie z nowych urządzeń na Twoje konto ${app} jest zablokowane`,
      shut: 'Nikt nie może zalogować się z nowego urządzenia, dopóki nie odblokujesz konta albo nie zalogujesz się na jednym ze swoich dotychczasowych urządzeń.',
      hadCode:
        'Nikt nie dostał się na konto, ale ktoś miał kod, który do Ciebie wysłaliśmy. Nie odblokowuj konta, lecz wybierz nowe hasło na stronie, którą otwiera przycisk: to też je odblokuje.',
      hadPassword:
        'Nikt nie dostał się na konto, ale ktoś miał Twoje hasło. Nie odblokowuj konta, lecz wybierz nowe hasło na stronie, którą otwiera przycisk: to też je odblokuje.',
    },
  },
  recoveryCode: {
    subject: (app) => `Użyto kodu odzyskiwania Twojego konta ${app}`,
    text: 'Ktoś potwierdził tożsamość jednym z Twoich kodów odzyskiwania. Ten kod już nie działa. Jeśli to Ty, możesz zignorować tę wiadomość.',
    left: codesLeft,
    few: (count) =>
      count === 0
        ? 'Nie masz już kodów odzyskiwania. Utwórz teraz nowe w ustawieniach bezpieczeństwa konta.'
        : `${codesLeft(count)} Utwórz teraz nowe w ustawieniach bezpieczeństwa konta.`,
    came: (where, when) => `Miejsce użycia kodu: ${where}. Data: ${when}.`,
    wasNotYou:
      'Ktoś ma Twoje kody odzyskiwania i przeszedł pierwszy etap logowania. Wybierz teraz nowe hasło, co wyloguje wszystkich na wszystkich urządzeniach, a potem utwórz nowe kody odzyskiwania.',
  },
  factorChange: {
    passkeyAdded: {
      subject: (app) => `Do Twojego konta ${app} dodano klucz dostępu`,
      text: (where, when) =>
        `Do Twojego konta dodano klucz dostępu. Źródło zmiany: ${where}. Data: ${when}. Jeśli to Twoja zmiana, możesz zignorować tę wiadomość.`,
    },
    passkeyRemoved: {
      subject: (app) => `Z Twojego konta ${app} usunięto klucz dostępu`,
      text: (where, when) =>
        `Z Twojego konta usunięto klucz dostępu. Źródło zmiany: ${where}. Data: ${when}. Jeśli to Twoja zmiana, możesz zignorować tę wiadomość.`,
    },
    appAdded: {
      subject: (app) => `Do Twojego konta ${app} dodano aplikację uwierzytelniającą`,
      text: (where, when) =>
        `Do Twojego konta dodano aplikację uwierzytelniającą. Źródło zmiany: ${where}. Data: ${when}. Jeśli to Twoja zmiana, możesz zignorować tę wiadomość.`,
    },
    appRemoved: {
      subject: (app) => `Z Twojego konta ${app} usunięto aplikację uwierzytelniającą`,
      text: (where, when) =>
        `Z Twojego konta usunięto aplikację uwierzytelniającą. Źródło zmiany: ${where}. Data: ${when}. Jeśli to Twoja zmiana, możesz zignorować tę wiadomość.`,
    },
    wasNotYou:
      'Możesz cofnąć tę zmianę. Wylogujemy wtedy wszystkich i usuniemy wszystko, co od tego czasu dodano do potwierdzania Twojej tożsamości. Potem wybierz nowe hasło.',
    button: 'Cofnij tę zmianę',
    limit: (when) => `Link zadziała tylko raz. Termin ważności: ${when}.`,
  },
  identityChange: {
    connected: {
      subject: (provider, app) => `Z Twoim kontem ${app} połączono: ${provider}`,
      text: (provider, where, when) =>
        `Na Twoje konto można się teraz logować przez ${provider}. Źródło zmiany: ${where}. Data: ${when}. Jeśli to Twoja zmiana, możesz zignorować tę wiadomość.`,
    },
    disconnected: {
      subject: (provider, app) => `Od Twojego konta ${app} odłączono: ${provider}`,
      text: (provider, where, when) =>
        `Na Twoje konto nie można się już logować przez ${provider}. Źródło zmiany: ${where}. Data: ${when}. Jeśli to Twoja zmiana, możesz zignorować tę wiadomość.`,
    },
  },
  removal: {
    subject: (app) => `Weryfikacja dwuetapowa Twojego konta ${app} zostanie wkrótce usunięta`,
    byAdministrator: {
      what: (when, due) =>
        `Administrator otrzymał prośbę o usunięcie kluczy dostępu, aplikacji uwierzytelniających i kodów odzyskiwania Twojego konta, ponieważ zostały utracone. Data prośby: ${when}. Usuniemy je i wylogujemy wszystkich dopiero po tym terminie: ${due}.`,
      ifYou: 'Jeśli to Twoja prośba, poczekaj do tego terminu i zaloguj się bez nich.',
      ifNot:
        'Jeśli to nie Twoja prośba, ktoś może próbować dostać się na Twoje konto. Zaloguj się z użyciem jednej z tych metod, co zatrzyma usuwanie, albo anuluj je:',
    },
    byLink: {
      what: (where, when, due) =>
        `Ktoś użył linku, który do Ciebie wysłaliśmy: cofa on dodanie klucza dostępu lub aplikacji uwierzytelniającej do Twojego konta. Skąd: ${where}. Data: ${when}. Nie zostałaby żadna inna taka metoda, dlatego stanie się to dopiero po tym terminie: ${due}. Wszyscy zostali wylogowani.`,
      ifYou: 'Jeśli to Ty, poczekaj do tego terminu i zaloguj się bez tej metody.',
      ifNot:
        'Jeśli to nie Ty, ktoś może czytać Twoją pocztę. Zaloguj się kluczem dostępu, z użyciem aplikacji uwierzytelniającej lub kodu odzyskiwania, co zatrzyma usuwanie, albo anuluj je:',
    },
    button: 'Zachowaj weryfikację dwuetapową',
  },
});
