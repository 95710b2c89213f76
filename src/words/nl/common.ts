import type { Words } from '../words.ts';

/** Texts that several pages share. */
export const common = (): Words['common'] => ({
  language: 'Taal',
  help: 'Hulp',
  terms: 'Voorwaarden',
  privacy: 'Privacy',
  skip: 'Naar de inhoud',
  error: 'Fout',
  errorTitle: (title) => `Fout: ${title}`,
  thingsToMend: (count) =>
    count === 1 ? 'Eén ding klopt nog niet' : `${count} dingen kloppen nog niet`,
  showPassword: 'Wachtwoord tonen',
  hidePassword: 'Wachtwoord verbergen',
  show: 'Tonen',
  hide: 'Verbergen',
  backTo: (app) => `Terug naar ${app}`,
  backToSignIn: 'Terug naar inloggen',
  signOut: 'Uitloggen',
  signedInAs: 'Ingelogd als',
  yourAccount: (name) => `Je account: ${name}`,
  cancel: 'Annuleren',
  or: 'of',
  goOn: 'Doorgaan',
  goingOn: 'We brengen je terug',
  goingOnTo: (host) => `Je gaat naar ${host}. Gebeurt er niets? Druk dan op de knop.`,
  nothingSaved: 'Je bent uitgelogd, dus er is niets opgeslagen',
  nothingSavedWhy: 'Log in, dan brengen we je terug naar waar je was.',
});
