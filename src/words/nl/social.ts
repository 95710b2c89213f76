import type { Words } from '../words.ts';

/** Texts of signing in with a provider, and of connecting one to an account. */
export const social = (): Words['social'] => ({
  continueWith: 'Doorgaan met <provider></provider>',
  orContinueWith: 'of ga verder met',
  address: {
    title: 'Je e-mailadres',
    why: '<provider></provider> staat niet in voor je e-mailadres. Vul het in, dan sturen we je een code om zeker te weten dat het van jou is.',
    hint: 'Je moet er nu mail kunnen lezen.',
    send: 'Mail me een code',
    haveOne: 'Heb je al een account? <link>Log in en koppel het</link>',
    sent: 'Er is een code onderweg naar <email></email>.',
  },
  finish: {
    title: 'Maak je account',
    what: 'We maken zo een account voor <email></email>. Je logt daarop in met <provider></provider>.',
  },
  existing: {
    title: 'Je hebt al een account',
    what: 'Er is een account voor <email></email>. Het is nog niet gekoppeld aan <provider></provider>.',
    once: 'Log in zoals je dat altijd doet. Daarna kun je <provider></provider> koppelen en ermee inloggen.',
    go: 'Inloggen en koppelen',
  },
  join: {
    title: (provider) => `${provider} koppelen?`,
    named:
      '<identity></identity> bij <provider></provider> wordt gekoppeld aan je account <who></who>.',
    unnamed: 'Je account bij <provider></provider> wordt gekoppeld aan je account <who></who>.',
    means:
      'Wie daar kan inloggen, kan dan ook hier inloggen. Koppel het alleen als het van jou is.',
    go: 'Koppelen',
    dont: 'Niet koppelen',
    takenTitle: (provider) => `Dit account van ${provider} is al in gebruik`,
    taken:
      'Het is hier gekoppeld aan een ander account. Ontkoppel het daar eerst, of kies een ander.',
    otherTitle: (provider) => `Er is een ander account van ${provider} gekoppeld`,
    other: 'Een account kan er van elke aanbieder één hebben. Ontkoppel eerst het andere.',
    tooManyTitle: 'Er zijn te veel accounts gekoppeld',
    tooMany: 'Ontkoppel er eerst een.',
    unverifiedTitle: 'Bevestig eerst je e-mailadres',
    unverified:
      'Open de link die we je mailden toen je je account maakte. Daarna kun je dit koppelen.',
  },
  connections: {
    title: 'Manieren om in te loggen',
    intro: 'Met deze accounts die je elders hebt, kun je hier inloggen.',
    since: (when) => `Gekoppeld op ${when}.`,
    lastUsed: (when) => `Laatst gebruikt: ${when}.`,
    notConnected: 'Niet gekoppeld',
    connectTitle: (provider) => `${provider} koppelen`,
    connectWhat:
      'Je gaat naar <provider></provider> en komt hier terug. We vragen het nog een keer voordat er iets wordt gekoppeld.',
    connected: (provider) => `${provider} is gekoppeld`,
    connectedMore: 'Je kunt er vanaf nu mee inloggen.',
    yours: (provider) => `${provider} was al gekoppeld`,
    yoursMore: 'Er is niets veranderd.',
    disconnected: (provider) => `${provider} is ontkoppeld`,
    disconnectedMore: 'Niemand kan er hier nog mee inloggen.',
    expired: 'Er is niets te koppelen',
    expiredMore: 'Het duurde te lang, of begon in een andere sessie. Begin hier opnieuw.',
  },
  disconnect: {
    title: (provider) => `${provider} ontkoppelen?`,
    what: 'Je kunt dan niet meer inloggen met <provider></provider>. Sessies die daarmee zijn begonnen, eindigen, behalve deze. Je kunt het altijd weer koppelen.',
    go: 'Ontkoppelen',
    keep: 'Behouden',
    last: 'Het is je enige manier om in te loggen',
    lastWhy:
      'Zonder <provider></provider> zou je niet meer kunnen inloggen. Stel eerst een wachtwoord in of voeg een passkey toe.',
    setPassword: 'Wachtwoord instellen',
    back: 'Terug',
  },
  notices: {
    refused: (provider) => `${provider} heeft je niet ingelogd`,
    refusedMore:
      'Misschien heb je het daar geannuleerd. Probeer het opnieuw, of kies een andere manier.',
    unreachable: (provider) => `${provider} is nu niet bereikbaar`,
    unreachableMore: 'Wacht een minuut en probeer het opnieuw, of kies een andere manier.',
    invalid: (provider) => `We konden het antwoord van ${provider} niet controleren`,
    invalidMore: 'Er is niets veranderd. Probeer het opnieuw, of kies een andere manier.',
    lost: 'Dit duurde te lang, of begon in een andere browser',
    lostMore: 'Er is niets veranderd. Begin hier opnieuw.',
  },
});
