import type { Words } from '../words.ts';

/** Texts that several pages share. */
export const common = (): Words['common'] => ({
  language: 'Sprache',
  help: 'Hilfe',
  terms: 'Nutzungsbedingungen',
  privacy: 'Datenschutz',
  skip: 'Zum Inhalt springen',
  error: 'Fehler',
  errorTitle: (title) => `Fehler: ${title}`,
  thingsToMend: (count) =>
    count === 1 ? 'Eine Angabe stimmt noch nicht' : `${count} Angaben stimmen noch nicht`,
  showPassword: 'Passwort anzeigen',
  hidePassword: 'Passwort verbergen',
  show: 'Anzeigen',
  hide: 'Verbergen',
  backTo: (app) => `Zurück zu ${app}`,
  backToSignIn: 'Zurück zur Anmeldung',
  signOut: 'Abmelden',
  signedInAs: 'Angemeldet als',
  yourAccount: (name) => `Ihr Konto: ${name}`,
  cancel: 'Abbrechen',
  or: 'oder',
  goOn: 'Weiter',
  goingOn: 'Gleich geht es weiter',
  goingOnTo: (host) =>
    `Sie werden zu ${host} weitergeleitet. Wenn nichts passiert, klicken Sie auf die Schaltfläche.`,
  nothingSaved: 'Sie wurden abgemeldet, deshalb wurde nichts gespeichert',
  nothingSavedWhy: 'Melden Sie sich an, dann bringen wir Sie dorthin zurück, wo Sie waren.',
});
