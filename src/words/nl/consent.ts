import type { Words } from '../words.ts';

/** Texts of letting an app use the account, and of taking that back. */
export const consent = (): Words['consent'] => ({
  title: (app) => `${app} je account laten gebruiken?`,
  heading: 'Mag <app></app> je account gebruiken?',
  signedInAs: 'Je bent ingelogd als <who></who>.',
  may: 'De app kan dan:',
  scopes: {
    openid: 'weten dat jij het bent',
    profile: 'je naam, gebruikersnaam, taal en tijdzone zien',
    email: 'je e-mailadres zien',
    offline_access: 'deze toegang houden tot je die intrekt',
    roles: 'je rollen zien',
    account: 'je account voor je beheren',
  },
  goesTo: 'Daarna ga je naar <host></host>.',
  goesToDevice:
    'Daarna ga je naar een app op dit apparaat. Sta dit alleen toe als je die app net zelf hebt geopend.',
  allow: 'Toestaan',
  deny: 'Niet toestaan',
  later: 'Je kunt dit altijd intrekken, bij Koppelingen in je account.',
  notYou: 'Een ander account gebruiken',
  goingToApp: 'Je gaat terug naar de app. Gebeurt er niets? Druk dan op de knop.',
  stray: {
    client: 'Deze app is hier niet bekend',
    clientWhat:
      'De link die je hier bracht, hoort bij geen enkele app die deze dienst mag gebruiken. Ga terug en probeer het opnieuw, of laat het de makers van de app weten.',
    address: 'Deze app gaf een verkeerd adres op',
    addressWhat:
      'De app wil je naar een adres sturen dat niet voor de app is geregistreerd. Daarom zijn we hier gestopt. Laat het de makers van de app weten.',
    expired: 'Dit duurde te lang',
    expiredWhat: 'Ga terug naar de app en begin opnieuw. Er is niets doorgegeven.',
  },
  connections: {
    title: 'Apps die je account gebruiken',
    intro: 'Deze apps kunnen je account gebruiken. Je kunt dat van elke app weer intrekken.',
    since: (when) => `Toegestaan op ${when}.`,
    lastUsed: (ago) => `Laatst gebruikt: ${ago}.`,
    withdraw: 'Intrekken',
    withdrawn: (app) => `${app} kan je account niet meer gebruiken`,
    withdrawnWhat: 'De app moet het je opnieuw vragen.',
    notThere: 'Deze app kan je account niet gebruiken',
    notThereWhat: 'Misschien had je de toegang al ingetrokken.',
    gone: 'Een app die niet meer bestaat',
  },
});
