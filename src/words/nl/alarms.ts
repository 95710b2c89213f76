import type { Words } from '../words.ts';

/** Texts of: mails about locks, recovery codes, and changes of factors that can be taken back. */
export const alarms = (): Words['alarms'] => ({
  lock: {
    ifYou: 'Was jij het? Ontgrendel je account dan nu:',
    button: 'Mijn account ontgrendelen',
    password: {
      subject: (app, span) => `Je ${app}-account is ${span} vergrendeld`,
      text: (where, when, until) =>
        `Iemand heeft te vaak achter elkaar een verkeerd wachtwoord ingevuld, voor het laatst met ${where}, op ${when}. Tot ${until} kan niemand inloggen op een nieuw apparaat. Voor apparaten die je eerder hebt gebruikt, verandert er niets.`,
    },
    code: {
      subject: (app) => `Te veel verkeerde codes voor je ${app}-account`,
      text: (where, when) =>
        `Iemand heeft te vaak een verkeerde code ingevuld, voor het laatst met ${where}, op ${when}. We accepteren maximaal een dag lang geen codes van een nieuw apparaat. Voor apparaten die je eerder hebt gebruikt, verandert er niets.`,
    },
    wasNotYou:
      'Je kunt deze e-mail negeren: niemand is binnengekomen, en de vergrendeling stopt vanzelf.',
    secondStep: {
      passwordSubject: (app) => `Te veel verkeerde wachtwoorden voor je ${app}-account`,
      codeSubject: (app) => `Te veel verkeerde codes voor je ${app}-account`,
      password: (where, when) =>
        `Iemand is voorbij de eerste stap van het inloggen op je account gekomen en heeft daarna te vaak een verkeerd wachtwoord ingevuld, voor het laatst met ${where}, op ${when}.`,
      code: (where, when) =>
        `Iemand is voorbij de eerste stap van het inloggen op je account gekomen en heeft daarna te vaak een verkeerde code ingevuld, voor het laatst met ${where}, op ${when}.`,
      forAWhile:
        'Voorlopig kan niemand het inloggen op een nieuw apparaat afronden. Voor apparaten die je eerder hebt gebruikt, verandert er niets.',
      shutSubject: (app) => `Inloggen op nieuwe apparaten is geblokkeerd voor je ${app}-account`,
      shut: 'Niemand kan inloggen op een nieuw apparaat totdat je je account ontgrendelt of inlogt op een apparaat dat je eerder hebt gebruikt.',
      hadCode:
        'Niemand is binnengekomen, maar iemand had een code die we je hebben gemaild. Ontgrendel je account niet, maar kies een nieuw wachtwoord op de pagina die de knop opent: ook dat ontgrendelt het.',
      hadPassword:
        'Niemand is binnengekomen, maar iemand had je wachtwoord. Ontgrendel je account niet, maar kies een nieuw wachtwoord op de pagina die de knop opent: ook dat ontgrendelt het.',
    },
  },
  recoveryCode: {
    subject: (app) => `Er is een herstelcode van je ${app}-account gebruikt`,
    text: 'Iemand heeft met een van je herstelcodes bewezen jou te zijn. Die code werkt niet meer. Was jij het? Dan kun je deze e-mail negeren.',
    left: (count) =>
      count === 1 ? 'Je hebt nog één herstelcode over.' : `Je hebt nog ${count} herstelcodes over.`,
    few: (count) => {
      if (count === 0)
        return 'Je hebt geen herstelcodes meer. Maak nu nieuwe, in de beveiligingsinstellingen van je account.';
      return count === 1
        ? 'Je hebt nog één herstelcode over. Maak nu nieuwe, in de beveiligingsinstellingen van je account.'
        : `Je hebt nog ${count} herstelcodes over. Maak nu nieuwe, in de beveiligingsinstellingen van je account.`;
    },
    came: (where, when) => `De code is gebruikt met ${where}, op ${when}.`,
    wasNotYou:
      'Iemand heeft je herstelcodes en is voorbij je eerste stap gekomen. Kies nu een nieuw wachtwoord, waarmee je iedereen op alle apparaten uitlogt, en maak daarna nieuwe herstelcodes.',
  },
  factorChange: {
    passkeyAdded: {
      subject: (app) => `Er is een passkey toegevoegd aan je ${app}-account`,
      text: (where, when) =>
        `Er is een passkey toegevoegd aan je account. De wijziging kwam van ${where}, op ${when}. Heb jij dit gedaan? Dan kun je deze e-mail negeren.`,
    },
    passkeyRemoved: {
      subject: (app) => `Er is een passkey verwijderd uit je ${app}-account`,
      text: (where, when) =>
        `Er is een passkey verwijderd uit je account. De wijziging kwam van ${where}, op ${when}. Heb jij dit gedaan? Dan kun je deze e-mail negeren.`,
    },
    appAdded: {
      subject: (app) => `Er is een authenticator-app toegevoegd aan je ${app}-account`,
      text: (where, when) =>
        `Er is een authenticator-app toegevoegd aan je account. De wijziging kwam van ${where}, op ${when}. Heb jij dit gedaan? Dan kun je deze e-mail negeren.`,
    },
    appRemoved: {
      subject: (app) => `Er is een authenticator-app verwijderd uit je ${app}-account`,
      text: (where, when) =>
        `Er is een authenticator-app verwijderd uit je account. De wijziging kwam van ${where}, op ${when}. Heb jij dit gedaan? Dan kun je deze e-mail negeren.`,
    },
    wasNotYou:
      'Je kunt de wijziging terugdraaien. We loggen dan iedereen uit en verwijderen alles wat sindsdien is toegevoegd om te bewijzen wie je bent. Kies daarna een nieuw wachtwoord.',
    button: 'Wijziging terugdraaien',
    limit: (when) => `De link werkt één keer, tot ${when}.`,
  },
  identityChange: {
    connected: {
      subject: (provider, app) => `${provider} is gekoppeld aan je ${app}-account`,
      text: (provider, where, when) =>
        `Met ${provider} kan nu op je account worden ingelogd. De wijziging kwam van ${where}, op ${when}. Heb jij dit gedaan? Dan kun je deze e-mail negeren.`,
    },
    disconnected: {
      subject: (provider, app) => `${provider} is losgekoppeld van je ${app}-account`,
      text: (provider, where, when) =>
        `Met ${provider} kan niet meer op je account worden ingelogd. De wijziging kwam van ${where}, op ${when}. Heb jij dit gedaan? Dan kun je deze e-mail negeren.`,
    },
  },
  removal: {
    subject: (app) => `De tweestapsverificatie van je ${app}-account wordt binnenkort verwijderd`,
    byAdministrator: {
      what: (when, due) =>
        `Op ${when} is een beheerder gevraagd de passkeys, authenticator-apps en herstelcodes van je account te verwijderen, omdat ze kwijt zijn. Dat gebeurt na ${due}, en dan wordt iedereen uitgelogd.`,
      ifYou: 'Heb je daarom gevraagd? Wacht dan tot dat moment en log in zonder deze middelen.',
      ifNot:
        'Heb je daar niet om gevraagd? Dan wil iemand misschien in je account komen. Log in met een van deze middelen, dan gaat het niet door, of annuleer het:',
    },
    byLink: {
      what: (where, when, due) =>
        `Op ${when} heeft iemand met ${where} een link gebruikt die we je hebben gemaild: die draait terug dat er een passkey of authenticator-app aan je account is toegevoegd. Omdat er dan geen andere overblijft, gebeurt dat pas na ${due}. Iedereen is uitgelogd.`,
      ifYou: 'Was jij het? Wacht dan tot dat moment en log in zonder dit middel.',
      ifNot:
        'Was jij het niet? Dan kan iemand je e-mail lezen. Log in met je passkey, authenticator-app of een herstelcode, dan gaat het niet door, of annuleer het:',
    },
    button: 'Tweestapsverificatie behouden',
  },
});
