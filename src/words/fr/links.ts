import type { Words } from '../words.ts';

/** Texts of: the pages of mailed links. */
export const links = (): Words['links'] => ({
  dead: 'Ce lien ne fonctionne plus',
  sendNew: 'Envoyer un nouveau lien',
  signIn: 'Se connecter',
  toAccount: 'Aller à votre compte',
  newPassword: 'Choisir un nouveau mot de passe',
  unlock: {
    title: 'Déverrouillez votre compte',
    what: 'Quelqu’un a saisi trop de mots de passe ou de codes incorrects, nous avons donc verrouillé votre compte pendant un certain temps.',
    more: 'Si c’était vous, déverrouillez-le maintenant. Sinon, laissez-le verrouillé : il se rouvrira de lui-même.',
    secondStep: {
      what: 'Quelqu’un a passé la première étape de la connexion à votre compte, puis a saisi trop de mots de passe ou de codes incorrects, nous l’avons donc verrouillé pour les nouveaux appareils.',
      more: 'Si c’était vous, déverrouillez-le maintenant. Sinon, choisissez plutôt un nouveau mot de passe : cela le déverrouille aussi.',
    },
    button: 'Déverrouiller mon compte',
    done: 'Votre compte est déverrouillé',
    doneWhat: 'Vous pouvez de nouveau vous connecter.',
    deadWhy:
      'Il a déjà été utilisé, ou votre compte n’est plus verrouillé. Essayez de vous connecter : si le compte est toujours verrouillé, nous vous enverrons un nouveau lien.',
  },
  changeEmail: {
    title: 'Confirmez votre nouvelle adresse e-mail',
    what: (email) =>
      `Utilisez <b>${email}</b> pour votre compte, et connectez-vous avec cette adresse à partir de maintenant.`,
    more: (email) => `Elle remplace <b>${email}</b>.`,
    button: 'Utiliser cette adresse',
    done: 'Votre adresse e-mail a changé',
    doneWhat: 'Utilisez la nouvelle adresse à votre prochaine connexion.',
    deadWhy:
      'Il a déjà été utilisé ou a expiré, ou le changement a été annulé. Si vous voulez toujours changer votre adresse e-mail, recommencez depuis votre compte.',
  },
  undoEmailChange: {
    title: 'Gardez votre adresse e-mail',
    what: (email) =>
      `Quelqu’un d’autre a-t-il changé l’adresse de votre compte ? Nous pouvons rétablir <b>${email}</b>.`,
    more: 'Nous déconnecterons alors tout le monde, supprimerons ce qui a été ajouté à votre compte, et vous enverrons un lien pour choisir un nouveau mot de passe.',
    button: 'Garder cette adresse',
    done: 'Votre compte garde son adresse',
    doneWhat:
      'Tout le monde est déconnecté. Consultez votre boîte de réception : nous vous envoyons un lien pour choisir un nouveau mot de passe.',
    deadWhy:
      'Il a déjà été utilisé ou a expiré, ou l’adresse appartient désormais à un autre compte. Essayez de vous connecter pour voir où vous en êtes.',
  },
  undoFactorChange: {
    title: 'Annulez le changement',
    what: 'Quelqu’un d’autre a-t-il changé vos moyens de connexion ? Appuyez sur le bouton pour annuler ce qui a été ajouté ou supprimé.',
    more: 'Nous déconnecterons alors tout le monde.',
    password: {
      label: 'Votre mot de passe d’avant le changement',
      hint: 'Sans lui, il faut 24 heures pour retirer votre seule clé d’accès ou application d’authentification.',
      wrong:
        'Saisissez le mot de passe que vous aviez avant le changement, ou laissez ce champ vide.',
    },
    button: 'Annuler le changement',
    done: 'Le changement est annulé',
    waits: 'Le changement sera annulé',
    signedOut: 'Tout le monde est déconnecté.',
    newPassword:
      'Choisissez un nouveau mot de passe : la personne qui a fait le changement connaît peut-être l’ancien.',
    checkCodes: 'Vérifiez vos codes de récupération.',
    waitsWhy:
      'Il ne resterait aucune autre clé d’accès ni application d’authentification, nous attendons donc avant de l’annuler.',
    waitsKnow:
      'Si vous connaissez le mot de passe d’avant le changement, ouvrez de nouveau le lien et saisissez-le avant d’en choisir un nouveau. Le changement sera annulé immédiatement.',
    waitsWhat: (at) =>
      `Le ${at}, nous supprimerons ce qui a été ajouté, sauf si quelqu’un s’en sert avant pour se connecter.`,
    deadWhy:
      'Il a déjà été utilisé ou a expiré. Connectez-vous pour voir comment votre compte est protégé.',
  },
  cancelRemoval: {
    title: 'Gardez la connexion en deux étapes',
    what: 'Quelqu’un a demandé la suppression de clés d’accès, d’applications d’authentification ou de codes de récupération de votre compte.',
    more: 'Appuyez sur le bouton pour les garder.',
    button: 'Les garder',
    done: 'Rien n’est supprimé',
    doneWhat: 'Connectez-vous comme avant.',
    deadWhy:
      'Il a déjà été utilisé ou a expiré, ou la suppression a été effectuée. Connectez-vous pour voir comment votre compte est protégé.',
  },
});
