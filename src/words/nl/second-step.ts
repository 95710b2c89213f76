import type { Words } from '../words.ts';

/** Texts of: the second step of a sign-in, setting one up during it, step-up. */
export const secondStep = (): Words['secondStep'] => ({
  totp: {
    title: 'Vul je code in',
    ask: (app) => `Open je authenticator-app en typ de zes cijfers die je daar ziet voor ${app}.`,
    label: 'Zescijferige code',
    hint: 'De code verandert elke 30 seconden.',
    missing: 'Typ de zes cijfers die je app toont.',
    wrong: 'Die code klopt niet. Wacht op de volgende in je app en typ die hier.',
    go: 'Doorgaan',
    others: 'Kun je je app niet gebruiken?',
    way: 'Je authenticator-app gebruiken',
    wayHint: 'Typ de zes cijfers die je daar ziet.',
  },
  passkey: {
    title: 'Gebruik je passkey',
    ask: 'Bevestig dat jij het bent met je vingerafdruk, gezicht, schermvergrendeling of beveiligingssleutel.',
    wrong: 'Die passkey werkte niet. Probeer het opnieuw of kies hieronder een andere manier.',
    go: 'Mijn passkey gebruiken',
    others: 'Kun je je passkey niet gebruiken?',
    way: 'Een passkey gebruiken',
    wayHint: 'Je vingerafdruk, gezicht, schermvergrendeling of beveiligingssleutel.',
  },
  recovery_code: {
    title: 'Vul een herstelcode in',
    ask: 'Typ een van de codes die je hebt bewaard toen je je tweede stap instelde. Elke code werkt één keer.',
    label: 'Herstelcode',
    hint: 'Vier groepen van vier. Hoofdletters en kleine letters maken niet uit.',
    missing: 'Typ een van je herstelcodes.',
    wrong: 'Die code klopt niet, of is al gebruikt. Controleer de code of gebruik een andere.',
    go: 'Doorgaan',
    others: 'Geen codes bij de hand?',
    way: 'Een herstelcode gebruiken',
    wayHint: 'Een van de codes die je hebt bewaard toen je dit instelde.',
  },
  email_otp: {
    title: 'Kijk in je inbox',
    ask: 'We hebben je een zescijferige code gemaild. Typ die hier om door te gaan.',
    label: 'Zescijferige code',
    hint: (time) => `De code is ${time} geldig en werkt één keer, alleen om nu in te loggen.`,
    stepUpHint: (time) => `De code werkt één keer en is ${time} geldig.`,
    missing: 'Typ de zes cijfers van de code.',
    wrong: 'Die code klopt niet, of is verlopen. Controleer of hij uit onze laatste e-mail komt.',
    go: 'Doorgaan',
    others: 'Geen e-mail?',
    way: 'De code gebruiken die we je hebben gemaild',
    wayHint: 'Die staat in je inbox of in je spammap.',
    again: 'Nog niets? Kijk in je spammap, of <again>log opnieuw in</again> voor een nieuwe code.',
  },
  password: {
    title: 'Vul je wachtwoord in',
    ask: 'Nog één stap: je wachtwoord.',
    label: 'Wachtwoord',
    missing: 'Vul je wachtwoord in.',
    wrong: 'Dat is niet je wachtwoord. Vul het opnieuw in.',
    go: 'Doorgaan',
    others: 'Weet je het niet meer?',
    way: 'Je wachtwoord gebruiken',
    wayHint: 'Het wachtwoord waarmee je inlogt.',
  },
  tooManyTitle: 'Te veel verkeerde pogingen',
  tooMany: (time) => `Probeer het over ${time} opnieuw of kies hieronder een andere manier.`,
  signingInAs: 'Je logt in als <who></who>. <other>Ben jij dit niet?</other>',
  signingIn: 'Ben jij dit niet? <other>Begin opnieuw</other>',
  lost: 'Ben je alles kwijt wat je hier kunt gebruiken? <help>Vraag om hulp</help>.',

  setUp: {
    title: 'Stel je tweede stap in',
    ask: (app) =>
      `${app} vraagt om twee bewijzen dat jij het bent. Kies nu je tweede; direct daarna ben je ingelogd.`,
    totp: 'Een authenticator-app instellen',
    totpHint: 'Een app op je telefoon toont elke 30 seconden een nieuwe code. Werkt offline.',
    passkey: 'Een passkey maken',
    passkeyHint:
      'Je vingerafdruk, gezicht, schermvergrendeling of beveiligingssleutel. Je hoeft niets te onthouden.',
    password: 'Een wachtwoord kiezen',
    passwordHint: 'Je logt dan in met je wachtwoord en een code uit je inbox.',
    another: 'Andere manier kiezen',

    totpTitle: 'Stel je authenticator-app in',
    totpScan: 'Scan dit met je authenticator-app',
    totpCode: 'Typ de code die de app toont',
    totpGo: 'Inschakelen',
    totpGone: 'Dat duurde te lang',
    totpGoneMore:
      'Hier is een nieuwe code om te scannen. Verwijder de eerdere vermelding uit je app.',
    totpBegin:
      'Je hebt een authenticator-app nodig, zoals die op je telefoon of in je wachtwoordmanager.',
    totpBeginGo: 'Toon me de code om te scannen',

    passkeyTitle: 'Maak een passkey',
    passkeyAsk:
      'Je apparaat vraagt om je vingerafdruk, gezicht of schermvergrendeling en bewaart de passkey voor de volgende keer.',
    passkeyGo: 'Passkey maken',
    passkeyWrong:
      'Je apparaat heeft geen passkey gemaakt die we kunnen gebruiken. Probeer het opnieuw of kies een andere manier.',

    passwordTitle: 'Kies een wachtwoord',
    passwordAsk: 'Voortaan log je in met dit wachtwoord en een tweede stap.',
    passwordLabel: 'Nieuw wachtwoord',
    passwordGo: 'Opslaan en inloggen',

    doneTitle: 'Je tweede stap is ingesteld',
    done: 'Je bent ingelogd. Herstelcodes worden maar één keer getoond; in je account kun je nieuwe maken.',
    goOn: 'Doorgaan',
  },

  stepUp: {
    title: 'Bevestig dat jij het bent',
    ask: 'Wat je gaat doen, is belangrijk. Daarom controleren we nog een keer of jij het bent.',
    askCode: 'We mailen een code naar <email></email>. Typ die hier, dan ben je terug waar je was.',
    send: 'Mail me een code',
    sendAgain: 'Nieuwe code sturen',
    back: 'Niet nu',
  },
});
