import type { Words } from '../words.ts';

/** Texts of: the second step of a sign-in, setting one up during it, step-up. */
export const secondStep = (): Words['secondStep'] => ({
  totp: {
    title: 'Wpisz kod',
    ask: (app) =>
      `Otwórz aplikację uwierzytelniającą i wpisz sześć cyfr, które pokazuje dla konta ${app}.`,
    label: '6-cyfrowy kod',
    hint: 'Kod zmienia się co 30 sekund.',
    missing: 'Wpisz sześć cyfr, które pokazuje aplikacja.',
    wrong: 'Ten kod jest nieprawidłowy. Poczekaj na następny w aplikacji i wpisz go tutaj.',
    go: 'Dalej',
    others: 'Nie możesz użyć aplikacji?',
    way: 'Użyj aplikacji uwierzytelniającej',
    wayHint: 'Wpisz sześć cyfr, które pokazuje.',
  },
  passkey: {
    title: 'Użyj klucza dostępu',
    ask: 'Potwierdź, że to Ty: odciskiem palca, twarzą, blokadą ekranu lub kluczem bezpieczeństwa.',
    wrong: 'Ten klucz dostępu nie zadziałał. Spróbuj ponownie lub wybierz poniżej inny sposób.',
    go: 'Użyj klucza dostępu',
    others: 'Nie możesz użyć klucza dostępu?',
    way: 'Użyj klucza dostępu',
    wayHint: 'Odcisk palca, twarz, blokada ekranu lub klucz bezpieczeństwa.',
  },
  recovery_code: {
    title: 'Wpisz kod odzyskiwania',
    ask: 'Wpisz jeden z kodów zapisanych podczas konfigurowania drugiego etapu. Każdy działa tylko raz.',
    label: 'Kod odzyskiwania',
    hint: 'Cztery grupy po cztery znaki. Wielkość liter nie ma znaczenia.',
    missing: 'Wpisz jeden ze swoich kodów odzyskiwania.',
    wrong: 'Ten kod jest nieprawidłowy albo został już użyty. Sprawdź go lub użyj innego.',
    go: 'Dalej',
    others: 'Nie masz kodów pod ręką?',
    way: 'Użyj kodu odzyskiwania',
    wayHint: 'Jeden z kodów zapisanych podczas konfigurowania.',
  },
  email_otp: {
    title: 'Sprawdź skrzynkę',
    ask: 'Wysłaliśmy Ci e-mailem 6-cyfrowy kod. Wpisz go tutaj, aby przejść dalej.',
    label: '6-cyfrowy kod',
    hint: (time) => `Działa tylko raz i tylko dla tego logowania. Czas ważności: ${time}.`,
    stepUpHint: (time) => `Działa tylko raz. Czas ważności: ${time}.`,
    missing: 'Wpisz sześć cyfr kodu.',
    wrong:
      'Ten kod jest nieprawidłowy albo stracił ważność. Sprawdź, czy pochodzi z naszej ostatniej wiadomości.',
    go: 'Dalej',
    others: 'Wiadomość nie dotarła?',
    way: 'Użyj kodu, który wysłaliśmy e-mailem',
    wayHint: 'Jest w Twojej skrzynce lub w folderze ze spamem.',
    again:
      'Nic nie przyszło? Sprawdź folder ze spamem lub <again>zaloguj się ponownie</again>, aby dostać nowy kod.',
  },
  password: {
    title: 'Wpisz hasło',
    ask: 'Jeszcze jeden krok: Twoje hasło.',
    label: 'Hasło',
    missing: 'Wpisz swoje hasło.',
    wrong: 'To nie jest Twoje hasło. Wpisz je jeszcze raz.',
    go: 'Dalej',
    others: 'Nie pamiętasz hasła?',
    way: 'Użyj hasła',
    wayHint: 'Tego, którym się logujesz.',
  },
  tooManyTitle: 'Zbyt wiele błędnych prób',
  tooMany: (time) =>
    `Spróbuj ponownie później lub wybierz poniżej inny sposób. Czas oczekiwania: ${time}.`,
  signingInAs: 'Logujesz się jako <who></who>. <other>To nie Ty?</other>',
  signingIn: 'To nie Twoje logowanie? <other>Zacznij od nowa</other>',
  lost: 'Nie masz już nic, czego można tu użyć? <help>Poproś o pomoc</help>.',

  setUp: {
    title: 'Skonfiguruj drugi etap',
    ask: (app) =>
      `Usługa ${app} wymaga dwóch potwierdzeń, że to Ty. Wybierz teraz drugie; zaraz potem Cię zalogujemy.`,
    totp: 'Skonfiguruj aplikację uwierzytelniającą',
    totpHint: 'Aplikacja w telefonie co 30 sekund pokazuje nowy kod. Działa offline.',
    passkey: 'Utwórz klucz dostępu',
    passkeyHint:
      'Odcisk palca, twarz, blokada ekranu lub klucz bezpieczeństwa. Nic nie trzeba pamiętać.',
    password: 'Wybierz hasło',
    passwordHint: 'Będziesz się wtedy logować hasłem i kodem ze skrzynki e-mail.',
    another: 'Wybierz inny sposób',

    totpTitle: 'Skonfiguruj aplikację uwierzytelniającą',
    totpScan: 'Zeskanuj ten kod aplikacją uwierzytelniającą',
    totpCode: 'Wpisz kod, który pokazuje aplikacja',
    totpGo: 'Włącz',
    totpGone: 'To trwało zbyt długo',
    totpGoneMore: 'Oto nowy kod do zeskanowania. Usuń z aplikacji wcześniejszy wpis.',
    totpBegin:
      'Potrzebujesz aplikacji uwierzytelniającej, na przykład tej z Twojego telefonu lub menedżera haseł.',
    totpBeginGo: 'Pokaż mi kod do zeskanowania',

    passkeyTitle: 'Utwórz klucz dostępu',
    passkeyAsk:
      'Urządzenie poprosi o odcisk palca, twarz lub blokadę ekranu i zachowa klucz dostępu na następny raz.',
    passkeyGo: 'Utwórz klucz dostępu',
    passkeyWrong:
      'Urządzenie nie utworzyło klucza dostępu, którego możemy użyć. Spróbuj ponownie lub wybierz inny sposób.',

    passwordTitle: 'Wybierz hasło',
    passwordAsk: 'Od teraz będziesz się logować tym hasłem i drugim etapem.',
    passwordLabel: 'Nowe hasło',
    passwordGo: 'Zapisz i zaloguj się',

    doneTitle: 'Drugi etap jest skonfigurowany',
    done: 'Logowanie zakończone. Kody odzyskiwania pokazujemy tylko raz; nowe możesz utworzyć w ustawieniach konta.',
    goOn: 'Dalej',
  },

  stepUp: {
    title: 'Potwierdź, że to Ty',
    ask: 'To ważna czynność, dlatego jeszcze raz sprawdzamy, czy to Ty.',
    askCode:
      'Wyślemy kod na adres <email></email>. Wpisz go tutaj, a wrócisz do tego samego miejsca.',
    send: 'Wyślij mi kod e-mailem',
    sendAgain: 'Wyślij nowy kod',
    back: 'Nie teraz',
  },
});
