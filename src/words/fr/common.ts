import type { Words } from '../words.ts';

/** Texts that several pages share. */
export const common = (): Words['common'] => ({
  language: 'Langue',
  help: 'Aide',
  terms: 'Conditions d’utilisation',
  privacy: 'Confidentialité',
  skip: 'Aller au contenu',
  error: 'Erreur',
  errorTitle: (title) => `Erreur : ${title}`,
  thingsToMend: (count) => (count < 2 ? 'Un point est à revoir' : `${count} points sont à revoir`),
  showPassword: 'Afficher le mot de passe',
  hidePassword: 'Masquer le mot de passe',
  show: 'Afficher',
  hide: 'Masquer',
  backTo: (app) => `Retour à ${app}`,
  backToSignIn: 'Retour à la connexion',
  signOut: 'Se déconnecter',
  signedInAs: 'Session ouverte pour',
  yourAccount: (name) => `Votre compte : ${name}`,
  cancel: 'Annuler',
  or: 'ou',
  goOn: 'Continuer',
  goingOn: 'Redirection en cours',
  goingOnTo: (host) => `Vous allez vers ${host}. Si rien ne se passe, appuyez sur le bouton.`,
  nothingSaved: 'Votre session est terminée : rien n’a été enregistré',
  nothingSavedWhy: 'Connectez-vous, et nous vous ramènerons là où vous étiez.',
});
