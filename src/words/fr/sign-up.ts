import type { Words } from '../words.ts';

/** Texts of: sign-up, verification. */
export const signUp = (): Words['signUp'] => ({
  title: 'Créez votre compte',
  haveOne: 'Vous en avez déjà un ? <a>Connectez-vous</a>',
  email: 'Adresse e-mail',
  emailHint: 'Nous y enverrons un lien pour confirmer qu’elle est à vous.',
  name: 'Votre nom (facultatif)',
  password: 'Mot de passe',
  consent: 'Avant de continuer',
  terms: 'J’accepte les <a>conditions d’utilisation</a>',
  privacy: 'J’ai lu la <a>politique de confidentialité</a>',
  create: 'Créer un compte',
  problems: {
    email: 'Saisissez une adresse e-mail complète, par exemple nom@example.com.',
    name: 'Votre nom doit comporter au plus 150 lettres, sur une seule ligne.',
    terms: 'Acceptez les conditions d’utilisation pour créer un compte.',
    privacy: 'Lisez la politique de confidentialité et cochez sa case pour créer un compte.',
    code: 'Saisissez les six chiffres de notre dernier e-mail. Ce code est incorrect ou n’est plus valable.',
    wrongPassword:
      'Ce n’est pas le mot de passe choisi à la création du compte. Réessayez, ou choisissez-en un nouveau.',
    missingPassword:
      'Saisissez le mot de passe choisi à la création du compte, ou choisissez-en un nouveau.',
  },
  sent: {
    title: 'Consultez votre boîte de réception',
    to: (email) =>
      `Nous avons envoyé un e-mail à <b>${email}</b>. Ouvrez le lien qu’il contient pour continuer.`,
    toUnknown: 'Nous vous avons envoyé un e-mail. Ouvrez le lien qu’il contient pour continuer.',
    code: 'Code reçu par e-mail',
    codeHint: 'Ou saisissez ici les six chiffres, si vous lisez vos e-mails sur un autre appareil.',
    confirm: 'Confirmer mon adresse',
    spam: 'Rien reçu après quelques minutes ? Regardez dans votre dossier de courrier indésirable, ou renvoyez l’e-mail.',
    again: 'Renvoyer l’e-mail',
    sentAgain: 'Nous avons renvoyé l’e-mail. Seul le dernier compte.',
    wrongAddress: 'Mauvaise adresse ? <a>Recommencez</a>',
  },
  verify: {
    title: 'Confirmez votre adresse e-mail',
    what: (email) => `Confirmez que <b>${email}</b> est à vous, et nous vous connecterons.`,
    confirm: 'Confirmer mon adresse',
    wasItYou: 'Était-ce vous ?',
    someone: (email, app) =>
      `Quelqu’un a utilisé <b>${email}</b> pour créer un compte ${app}. Dites-nous si c’était vous, et nous confirmerons votre adresse.`,
    several: (email, app) =>
      `<b>${email}</b> a été utilisée plusieurs fois pour créer un compte ${app}. Dites-nous si c’était vous, et nous confirmerons votre adresse.`,
    when: 'Date',
    where: 'Lieu',
    browser: 'Navigateur',
    unknownPlace: 'Pays inconnu',
    unknownBrowser: 'Navigateur inconnu',
    ifYou: '<b>Si c’était vous,</b> votre mot de passe ne change pas.',
    ifNot:
      '<b>Sinon,</b> nous supprimons ce mot de passe et déconnectons tous les appareils. Vous choisirez un nouveau mot de passe à la page suivante.',
    yes: 'Oui, c’était moi',
    no: 'Non, ou je ne sais pas',
    password: 'Votre mot de passe',
    passwordHint:
      'Quelqu’un d’autre a peut-être aussi utilisé votre adresse. Saisissez le mot de passe que vous avez choisi.',
    keep: 'Garder mon mot de passe',
    chooseNew: 'Choisir un nouveau mot de passe',
    ignore:
      'Vous n’avez rien demandé ? Fermez cette page, et personne ne pourra utiliser le compte.',
    deadWhy:
      'Les liens de confirmation d’adresse ne fonctionnent qu’une fois. Celui-ci a déjà été utilisé ou a expiré. Si votre adresse est confirmée, connectez-vous simplement.',
    deadHint: 'Si cette adresse reste à confirmer, nous enverrons un nouveau lien.',
    done: 'Votre adresse e-mail est confirmée',
    doneWhat: 'Connectez-vous pour continuer.',
  },
});
