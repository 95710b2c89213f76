import type { Words } from '../words.ts';

/** Texts of: sign-up, verification. */
export const signUp = (): Words['signUp'] => ({
  title: 'Maak je account',
  haveOne: 'Heb je er al een? <a>Log in</a>',
  email: 'E-mailadres',
  emailHint: 'We sturen een link naar dit adres om te bevestigen dat het van jou is.',
  name: 'Je naam (optioneel)',
  password: 'Wachtwoord',
  consent: 'Voordat je doorgaat',
  terms: 'Ik ga akkoord met de <a>gebruiksvoorwaarden</a>',
  privacy: 'Ik heb de <a>privacyverklaring</a> gelezen',
  create: 'Account maken',
  problems: {
    email: 'Vul een volledig e-mailadres in, zoals naam@example.com.',
    name: 'Gebruik maximaal 150 tekens voor je naam, op één regel.',
    terms: 'Ga akkoord met de gebruiksvoorwaarden om een account te maken.',
    privacy: 'Lees de privacyverklaring en zet een vinkje om een account te maken.',
    code: 'Vul de zes cijfers uit onze laatste e-mail in. Deze code is verkeerd of verlopen.',
    wrongPassword:
      'Dit is niet het wachtwoord waarmee je je hebt geregistreerd. Probeer het opnieuw of kies een nieuw wachtwoord.',
    missingPassword:
      'Vul het wachtwoord in waarmee je je hebt geregistreerd, of kies een nieuw wachtwoord.',
  },
  sent: {
    title: 'Kijk in je inbox',
    to: (email) =>
      `We hebben een e-mail gestuurd naar <b>${email}</b>. Open de link daarin om verder te gaan.`,
    toUnknown: 'We hebben je een e-mail gestuurd. Open de link daarin om verder te gaan.',
    code: 'Code uit de e-mail',
    codeHint: 'Of vul hier de zes cijfers in, als je je e-mail op een ander apparaat leest.',
    confirm: 'Mijn adres bevestigen',
    spam: 'Na een paar minuten nog niets? Kijk in je spammap, of stuur de e-mail opnieuw.',
    again: 'Opnieuw sturen',
    sentAgain: 'We hebben de e-mail opnieuw gestuurd. Alleen de laatste e-mail telt.',
    wrongAddress: 'Verkeerd adres? <a>Begin opnieuw</a>',
  },
  verify: {
    title: 'Bevestig je e-mailadres',
    what: (email) => `Bevestig dat <b>${email}</b> van jou is, dan loggen we je in.`,
    confirm: 'Mijn adres bevestigen',
    wasItYou: 'Was jij het?',
    someone: (email, app) =>
      `Iemand heeft <b>${email}</b> gebruikt om een account te maken bij ${app}. Laat weten of jij het was, dan bevestigen we je adres.`,
    several: (email, app) =>
      `<b>${email}</b> is meer dan één keer gebruikt om een account te maken bij ${app}. Laat weten of jij het was, dan bevestigen we je adres.`,
    when: 'Wanneer',
    where: 'Waar',
    browser: 'Browser',
    unknownPlace: 'Onbekend land',
    unknownBrowser: 'Onbekende browser',
    ifYou: '<b>Was jij het,</b> dan blijft je wachtwoord zoals het is.',
    ifNot:
      '<b>Was jij het niet,</b> dan vervalt dat wachtwoord en loggen we iedereen uit. Op de volgende pagina kies je een nieuw wachtwoord.',
    yes: 'Ja, ik was het',
    no: 'Nee, of ik weet het niet zeker',
    password: 'Je wachtwoord',
    passwordHint:
      'Misschien heeft ook iemand anders je adres gebruikt. Vul het wachtwoord in dat jij hebt gekozen.',
    keep: 'Mijn wachtwoord behouden',
    chooseNew: 'Nieuw wachtwoord kiezen',
    ignore:
      'Heb je hier niet om gevraagd? Sluit deze pagina, dan kan niemand het account gebruiken.',
    deadWhy:
      'Links om een adres te bevestigen werken één keer. Deze is al gebruikt of verlopen. Is je adres al bevestigd? Dan kun je gewoon inloggen.',
    deadHint: 'Als dit adres nog bevestigd moet worden, sturen we een nieuwe link.',
    done: 'Je e-mailadres is bevestigd',
    doneWhat: 'Log in om verder te gaan.',
  },
});
