import type { Words } from '../words.ts';

/** Texts of: sign-in, sign-out. */
export const signIn = (): Words['signIn'] => ({
  title: 'Inloggen',
  heading: (app) => `Inloggen bij ${app}`,
  name: 'E-mailadres of gebruikersnaam',
  password: 'Wachtwoord',
  staySignedIn: (time) => `${time} ingelogd blijven`,
  forgot: 'Wachtwoord vergeten?',
  go: 'Inloggen',
  usePasskey: 'Passkey gebruiken',
  emailCode: 'Mail me een code',
  newHere: (app) => `Nieuw bij ${app}? <link>Maak een account</link>`,

  nameMissing: 'Vul je e-mailadres of gebruikersnaam in.',
  passwordMissing: 'Vul je wachtwoord in.',
  passwordAgain: 'Vul je wachtwoord opnieuw in.',
  refusedTitle: 'Inloggen is niet gelukt',
  refused:
    'Die naam en dat wachtwoord horen niet bij elkaar. <again>Probeer het opnieuw</again>, of laat je een code mailen.',
  refusedLock: (tries, time) =>
    tries === 1
      ? `Na een verkeerde poging kun je ${time} lang niet inloggen met een wachtwoord.`
      : `Na ${tries} verkeerde pogingen op rij kun je ${time} lang niet inloggen met een wachtwoord.`,
  lockedTitle: 'Inloggen met een wachtwoord is gepauzeerd',
  locked: (time) =>
    `Er waren te veel verkeerde pogingen. Je kunt je wachtwoord over ${time} opnieuw proberen.`,
  lockedWays:
    'Wil je niet wachten? Laat je een code mailen, of <reset>kies een nieuw wachtwoord</reset>: dan stopt de pauze.',
  disabledTitle: 'Dit account is voorlopig gesloten',
  disabled: 'We kunnen je hier niet laten inloggen. Wat je ook invult, dat verandert niet.',
  disabledHelp: 'Denk je dat dit een vergissing is? <help>Vraag om hulp</help>.',
  unverifiedTitle: 'Bevestig eerst je e-mailadres',
  unverified:
    'Je wachtwoord klopt. Voordat je kunt inloggen, moet je de link openen die we je bij het registreren hebben gemaild.',
  sendVerification: 'E-mail opnieuw sturen',
  unavailableTitle: 'Inloggen lukt nu even niet',
  unavailable: 'Er reageert bij ons iets niet. Wacht een minuut en probeer het dan opnieuw.',
  passkeyRefusedTitle: 'Die passkey werkte niet',
  passkeyRefused:
    'Misschien is de passkey uit je account verwijderd, of stond de pagina te lang open. Probeer het opnieuw of log op een andere manier in.',

  noticeVerified: 'Je e-mailadres is bevestigd',
  noticeVerifiedMore: 'Log in om verder te gaan.',
  noticeExpired: 'Het inloggen duurde te lang',
  noticeExpiredMore: 'Er is niets veranderd. Log opnieuw in, dan vragen we weer om je tweede stap.',
  noticeUsedUp: 'Dat waren te veel verkeerde pogingen',
  noticeUsedUpMore:
    'We hebben het inloggen afgebroken om je account veilig te houden. Log opnieuw in om verder te gaan.',

  alreadyTitle: 'Je bent al ingelogd',
  already: 'In deze browser ben je ingelogd als <who></who>.',
  goOn: 'Doorgaan',
  someoneElse: 'Met een ander account inloggen',
  someoneElseHint: 'Je wordt dan eerst uitgelogd.',

  code: {
    askTitle: 'Inloggen met een code',
    ask: 'Vul je e-mailadres in, dan sturen we je een code om in te loggen. Je hebt geen wachtwoord nodig.',
    email: 'E-mailadres',
    emailWrong: 'Vul een volledig e-mailadres in, zoals naam@example.com.',
    emailNotName: 'Vul je e-mailadres in. Naar een gebruikersnaam kunnen we geen code sturen.',
    send: 'Mail me een code',
    title: 'Kijk in je inbox',
    sent: 'Als er een account is voor <email></email>, is er een code onderweg.',
    label: 'Zescijferige code',
    hint: (time) => `De code werkt één keer en is ${time} geldig.`,
    go: 'Inloggen',
    missing: 'Typ de zes cijfers van de code.',
    wrong: 'Die code klopt niet, of is verlopen. Controleer de code of laat een nieuwe sturen.',
    again: 'Nog niets ontvangen?',
    againHint:
      'Kijk eerst in je spammap. Je kunt hoogstens één keer per minuut een nieuwe code krijgen.',
    sendAgain: 'Nieuwe code sturen',
    usePassword: 'Inloggen met je wachtwoord',
    otherAddress: 'Ander adres gebruiken',
  },

  out: {
    title: 'Uitloggen',
    heading: (app) => `Uitloggen bij ${app}?`,
    ask: 'Je bent ingelogd als <who></who>. Met uitloggen beëindig je deze sessie, alleen op dit apparaat.',
    go: 'Uitloggen',
    stay: 'Ingelogd blijven',
    doneTitle: 'Je bent uitgelogd',
    done: 'Je sessie op dit apparaat is beëindigd.',
    notIn: 'Je bent niet ingelogd op dit apparaat.',
    again: 'Opnieuw inloggen',
  },
});
