import type { Words } from '../words.ts';

/** Texts of: mails with a link or a code. */
export const mails = (): Words['mails'] => ({
  itself: 'e-mail',
  wasNotYou: 'To nie Ty?',
  copyAddress: 'Albo skopiuj ten adres do przeglądarki:',
  foot: (app) => `Nadawca: ${app}. Nigdy nie prosimy o hasło ani o kody.`,
  where: {
    browser: (browser, system) => `${browser}, ${system}`,
    unknownBrowser: 'nieznana przeglądarka',
    unknownSystem: 'nieznany system',
    appleApp: 'aplikacja Apple',
    script: (name) => `aplikacja lub skrypt (${name})`,
    inCountry: (device, country) => `${device}, ${country}`,
    withAddress: (place, address) => `${place} (${address})`,
    administrator: 'administrator',
    operator: 'wiersz poleceń',
  },
  chooseNewPassword: 'Wybierz nowe hasło',
  openSecurity: 'Otwórz ustawienia bezpieczeństwa',
  signIn: 'Zaloguj się',

  verification: {
    subject: (app) => `Potwierdź swój adres e-mail w usłudze ${app}`,
    what: (app) =>
      `Ktoś użył tego adresu e-mail, aby utworzyć konto ${app}. Jeśli to Ty, potwierdź, że adres należy do Ciebie:`,
    button: 'Potwierdź mój adres e-mail',
    limit: (when) => `Link zadziała tylko raz. Termin ważności: ${when}.`,
    code: (when) => `Jeśli pojawi się prośba o kod, wpisz poniższy (termin ważności: ${when}):`,
    wasNotYou: (where) =>
      `Możesz zignorować tę wiadomość: bez linku lub kodu nikt nie może używać tego konta. Źródło prośby: ${where}.`,
  },
  alreadyRegistered: {
    subject: (app) => `Masz już konto ${app}`,
    what: (app) =>
      `Ktoś próbował utworzyć konto ${app} z Twoim adresem e-mail, ale masz już konto. Nic się nie zmieniło.`,
    next: 'Jeśli to Ty, zaloguj się tym adresem. Jeśli nie pamiętasz hasła, wybierz nowe:',
    wasNotYou: (where) => `Możesz zignorować tę wiadomość. Źródło prośby: ${where}.`,
  },
  reset: {
    subject: (app) => `Zmień hasło do konta ${app}`,
    what: (app) =>
      `Ktoś poprosił o nowe hasło do Twojego konta ${app}. Jeśli to Ty, wybierz je tutaj:`,
    official: (app) =>
      `Zespół usługi ${app} prosi Cię o wybranie nowego hasła do konta. Do tego czasu nie możesz logować się hasłem. Wybierz je tutaj:`,
    connected: (providers) =>
      `Na Twoje konto można się też logować przez: ${providers}. Jeśli czegoś z tego nie rozpoznajesz, odłącz to na swoim koncie po wybraniu hasła.`,
    limit: (when) =>
      `Link zadziała tylko raz. Termin ważności: ${when}. Gdy zapiszesz nowe hasło, wylogujemy Cię wszędzie.`,
    wasNotYou: (where) =>
      `Możesz zignorować tę wiadomość: dopóki nikt nie użyje linku, nic się nie zmieni. Źródło prośby: ${where}.`,
  },
  code: {
    limit: (when) => `Kod zadziała tylko raz. Termin ważności: ${when}.`,
    came: (where) => `Źródło prośby: ${where}. Nikomu nie podawaj tego kodu.`,
    signIn: {
      subject: (app) => `Twój kod logowania w usłudze ${app}`,
      what: (app) => `Wpisz ten kod, aby zalogować się w usłudze ${app}:`,
      wasNotYou: 'Możesz zignorować tę wiadomość: bez kodu nikt się nie zaloguje.',
    },
    reset: {
      subject: (app) => `Twój kod do zmiany hasła w usłudze ${app}`,
      what: (app) => `Wpisz ten kod, aby zmienić hasło w usłudze ${app}:`,
      wasNotYou: 'Możesz zignorować tę wiadomość: dopóki nikt nie użyje kodu, nic się nie zmieni.',
    },
    secondStep: {
      subject: (app) => `Twój kod do dokończenia logowania w usłudze ${app}`,
      what: (app) => `Wpisz ten kod, aby dokończyć logowanie w usłudze ${app}:`,
      wasNotYou: 'Ktoś zna Twoje hasło. Bez kodu się nie zaloguje, ale wybierz teraz nowe hasło.',
    },
    stepUp: {
      subject: (app) => `Twój kod do potwierdzenia tożsamości w usłudze ${app}`,
      what: (app) => `Wpisz ten kod, aby potwierdzić w usłudze ${app}, że to Ty:`,
      wasNotYou:
        'Ktoś jest zalogowany na Twoim koncie. Wybierz nowe hasło, aby wylogować wszystkich.',
    },
    address: {
      subject: (app) => `Twój kod do potwierdzenia adresu e-mail w usłudze ${app}`,
      what: (app, provider) =>
        `Ktoś korzysta z usługi ${app} przez ${provider} i podał ten adres e-mail. Jeśli to Ty, wpisz ten kod, aby potwierdzić, że adres należy do Ciebie:`,
      wasNotYou: 'Możesz zignorować tę wiadomość: bez kodu nikt nie użyje Twojego adresu.',
    },
  },
  emailChange: {
    subject: (app) => `Potwierdź nowy adres e-mail w usłudze ${app}`,
    what: (app) =>
      `Ktoś poprosił o przeniesienie konta ${app} na ten adres e-mail. Jeśli to Ty, potwierdź, że adres należy do Ciebie:`,
    button: 'Użyj tego adresu',
    limit: (when) => `Link zadziała tylko raz. Termin ważności: ${when}.`,
    wasNotYou: (where) =>
      `Możesz zignorować tę wiadomość: bez linku konto zachowa obecny adres. Źródło prośby: ${where}.`,
  },
  addressInUse: {
    subject: (app) => `Twój adres e-mail należy już do konta ${app}`,
    what: (app) =>
      `Ktoś próbował przenieść inne konto ${app} na ten adres e-mail, ale adres ma już własne konto. Nic się nie zmieniło.`,
    next: 'Jeśli to Ty, zaloguj się tym adresem:',
    wasNotYou: (where) => `Możesz zignorować tę wiadomość. Źródło prośby: ${where}.`,
  },
  emailNotice: {
    asked: {
      subject: (app) => `Adres e-mail Twojego konta ${app} ma zostać zmieniony`,
      what: (where, when) =>
        `Ktoś, kto jest zalogowany na Twoim koncie i zna Twoje hasło, poprosił o przeniesienie konta na inny adres e-mail. Źródło prośby: ${where}. Data: ${when}.`,
      next: 'Jeśli to Ty, otwórz wiadomość, którą wysłaliśmy na nowy adres. Nic się nie zmieni, dopóki tam tego nie potwierdzisz.',
    },
    done: {
      subject: (app) => `Adres e-mail Twojego konta ${app} został zmieniony`,
      what: (where, when) =>
        `Twoje konto ma teraz inny adres e-mail i od teraz tam do Ciebie piszemy. Miejsce potwierdzenia nowego adresu: ${where}. Data: ${when}.`,
      next: 'Jeśli to Ty, użyj nowego adresu przy następnym logowaniu.',
    },
    wasNotYou:
      'Ktoś inny zna Twoje hasło. Możesz zachować ten adres. Wylogujemy wtedy wszystkich i wyślemy Ci link do wyboru nowego hasła.',
    button: 'Zachowaj ten adres',
    limit: (when) => `Link zadziała tylko raz. Termin ważności: ${when}.`,
  },
  erased: {
    subject: (app) => `Twoje konto ${app} zostało usunięte`,
    what: 'Twoje konto i wszystko, co się w nim znajdowało, zniknęło i nie da się tego przywrócić.',
    byAdministrator: (when) => `Administrator usunął to konto. Data: ${when}.`,
    came: (where, when) => `Źródło prośby: ${where}. Data: ${when}.`,
    wasNotYou:
      'Ktoś zna hasło, które było tu używane. Jeśli używasz go gdzieś indziej, zmień je tam teraz.',
  },
});
