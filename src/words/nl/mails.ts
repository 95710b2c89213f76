import type { Words } from '../words.ts';

/** Texts of: mails with a link or a code. */
export const mails = (): Words['mails'] => ({
  itself: 'e-mail',
  wasNotYou: 'Was jij het niet?',
  copyAddress: 'Of kopieer dit adres naar je browser:',
  foot: (app) => `Verstuurd door ${app}. We vragen nooit om je wachtwoord of je codes.`,
  where: {
    browser: (browser, system) => `${browser} op ${system}`,
    unknownBrowser: 'een onbekende browser',
    unknownSystem: 'een onbekend systeem',
    appleApp: 'een Apple-app',
    script: (name) => `een app of script (${name})`,
    inCountry: (device, country) => `${device}, ${country}`,
    withAddress: (place, address) => `${place} (${address})`,
    administrator: 'een beheerder',
    operator: 'de opdrachtregel',
  },
  chooseNewPassword: 'Nieuw wachtwoord kiezen',
  openSecurity: 'Beveiligingsinstellingen openen',
  signIn: 'Inloggen',

  verification: {
    subject: (app) => `Bevestig je e-mailadres voor ${app}`,
    what: (app) =>
      `Iemand heeft dit e-mailadres gebruikt om een ${app}-account te maken. Was jij het? Bevestig dan dat het adres van jou is:`,
    button: 'Mijn e-mailadres bevestigen',
    limit: (when) => `De link werkt één keer, tot ${when}.`,
    code: (when) => `Word je om een code gevraagd? Vul dan deze in. De code werkt tot ${when}:`,
    wasNotYou: (where) =>
      `Je kunt deze e-mail negeren: zonder de link of de code kan niemand het account gebruiken. Het verzoek kwam van ${where}.`,
  },
  alreadyRegistered: {
    subject: (app) => `Je hebt al een ${app}-account`,
    what: (app) =>
      `Iemand heeft geprobeerd een ${app}-account te maken met jouw e-mailadres, maar je hebt er al een. Er is niets gewijzigd.`,
    next: 'Was jij het? Log dan in met dit adres. Ben je je wachtwoord vergeten? Kies dan een nieuw wachtwoord:',
    wasNotYou: (where) => `Je kunt deze e-mail negeren. Het verzoek kwam van ${where}.`,
  },
  reset: {
    subject: (app) => `Kies een nieuw wachtwoord voor ${app}`,
    what: (app) =>
      `Iemand heeft een nieuw wachtwoord aangevraagd voor je ${app}-account. Was jij het? Kies dan hier een nieuw wachtwoord:`,
    official: (app) =>
      `Het team van ${app} vraagt je een nieuw wachtwoord te kiezen voor je account. Totdat je dat doet, kun je niet inloggen met een wachtwoord. Kies hier je nieuwe wachtwoord:`,
    connected: (providers) =>
      `Op je account kan ook worden ingelogd met: ${providers}. Herken je een daarvan niet? Koppel die dan los in je account nadat je het wachtwoord hebt gekozen.`,
    limit: (when) =>
      `De link werkt één keer, tot ${when}. Als je het nieuwe wachtwoord opslaat, loggen we je overal uit.`,
    wasNotYou: (where) =>
      `Je kunt deze e-mail negeren: er verandert niets zolang de link niet wordt gebruikt. Het verzoek kwam van ${where}.`,
  },
  code: {
    limit: (when) => `De code werkt één keer, tot ${when}.`,
    came: (where) => `Het verzoek kwam van ${where}. Deel de code met niemand.`,
    signIn: {
      subject: (app) => `Je code om in te loggen bij ${app}`,
      what: (app) => `Vul deze code in om in te loggen bij ${app}:`,
      wasNotYou: 'Je kunt deze e-mail negeren: zonder de code komt niemand binnen.',
    },
    reset: {
      subject: (app) => `Je code voor een nieuw wachtwoord voor ${app}`,
      what: (app) => `Vul deze code in om een nieuw wachtwoord te kiezen voor ${app}:`,
      wasNotYou:
        'Je kunt deze e-mail negeren: er verandert niets zolang de code niet wordt gebruikt.',
    },
    secondStep: {
      subject: (app) => `Je code om het inloggen bij ${app} af te ronden`,
      what: (app) => `Vul deze code in om het inloggen bij ${app} af te ronden:`,
      wasNotYou:
        'Iemand kent je wachtwoord. Zonder de code komt diegene niet binnen, maar kies nu een nieuw wachtwoord.',
    },
    stepUp: {
      subject: (app) => `Je code om bij ${app} te bevestigen dat jij het bent`,
      what: (app) => `Vul deze code in om bij ${app} te bevestigen dat jij het bent:`,
      wasNotYou:
        'Iemand is ingelogd op je account. Kies een nieuw wachtwoord om iedereen uit te loggen.',
    },
    address: {
      subject: (app) => `Je code om je e-mailadres bij ${app} te bevestigen`,
      what: (app, provider) =>
        `Iemand kwam via ${provider} naar ${app} en gaf dit e-mailadres op. Was jij het? Vul dan deze code in om te bevestigen dat het adres van jou is:`,
      wasNotYou: 'Dan kun je deze e-mail negeren: zonder de code kan niemand je adres gebruiken.',
    },
  },
  emailChange: {
    subject: (app) => `Bevestig je nieuwe e-mailadres voor ${app}`,
    what: (app) =>
      `Iemand heeft gevraagd om een ${app}-account over te zetten naar dit e-mailadres. Was jij het? Bevestig dan dat het adres van jou is:`,
    button: 'Dit adres gebruiken',
    limit: (when) => `De link werkt één keer, tot ${when}.`,
    wasNotYou: (where) =>
      `Je kunt deze e-mail negeren: zonder de link houdt het account zijn huidige adres. Het verzoek kwam van ${where}.`,
  },
  addressInUse: {
    subject: (app) => `Je e-mailadres hoort al bij een ${app}-account`,
    what: (app) =>
      `Iemand heeft geprobeerd een ander ${app}-account over te zetten naar dit e-mailadres, maar het adres heeft al een eigen account. Er is niets gewijzigd.`,
    next: 'Was jij het? Log dan in met dit adres:',
    wasNotYou: (where) => `Je kunt deze e-mail negeren. Het verzoek kwam van ${where}.`,
  },
  emailNotice: {
    asked: {
      subject: (app) => `Het e-mailadres van je ${app}-account wordt binnenkort gewijzigd`,
      what: (where, when) =>
        `Iemand die is ingelogd op je account en je wachtwoord kent, heeft gevraagd het account over te zetten naar een ander e-mailadres. Het verzoek kwam van ${where}, op ${when}.`,
      next: 'Was jij het? Open dan de e-mail die we naar het nieuwe adres hebben gestuurd. Er verandert niets totdat je het daar bevestigt.',
    },
    done: {
      subject: (app) => `Het e-mailadres van je ${app}-account is gewijzigd`,
      what: (where, when) =>
        `Je account heeft nu een ander e-mailadres, en daar sturen we voortaan onze e-mails heen. Het nieuwe adres is bevestigd met ${where}, op ${when}.`,
      next: 'Was jij het? Gebruik dan het nieuwe adres wanneer je de volgende keer inlogt.',
    },
    wasNotYou:
      'Iemand anders kent je wachtwoord. Je kunt dit adres behouden. We loggen dan iedereen uit en mailen je een link om een nieuw wachtwoord te kiezen.',
    button: 'Dit adres behouden',
    limit: (when) => `De link werkt één keer, tot ${when}.`,
  },
  erased: {
    subject: (app) => `Je ${app}-account is gewist`,
    what: 'Je account en alles wat erin stond, is weg en kan niet worden hersteld.',
    byAdministrator: (when) => `Een beheerder heeft het account gewist op ${when}.`,
    came: (where, when) => `Het verzoek kwam van ${where}, op ${when}.`,
    wasNotYou:
      'Iemand kent het wachtwoord dat je hier had. Gebruik je het ook ergens anders? Wijzig het daar dan nu.',
  },
});
