import type { Words } from '../words.ts';

/** Texts of the pages of an account, and of its profile. */
export const account = (): Words['account'] => ({
  yours: 'Compte',
  pages: {
    profile: 'Profil',
    security: 'Sécurité',
    sessions: 'Sessions',
    activity: 'Activité',
    connections: 'Applications connectées',
    data: 'Vos données',
  },
  save: 'Enregistrer les modifications',
  profile: {
    intro: 'Votre nom, et la façon dont les pages et les e-mails sont écrits pour vous.',
    saved: 'Votre profil est enregistré',
    about: 'À propos de vous',
    firstName: 'Prénom',
    lastName: 'Nom de famille',
    displayName: 'Comment nous vous appelons',
    displayNameHint: 'Si ce champ est vide, nous utilisons votre prénom et votre nom.',
    timezone: 'Fuseau horaire',
    timezoneHint: 'Les heures des pages et des e-mails suivent ce fuseau.',
    language: 'Langue',
    languageHint: 'Les pages et les e-mails sont écrits dans cette langue.',
    languageOfBrowser: 'Celle que demande mon navigateur',
    problems: {
      name: 'Utilisez au plus 150 lettres, sur une seule ligne.',
      timezone: 'Choisissez un fuseau horaire dans la liste.',
      locale: 'Choisissez une langue dans la liste.',
    },
  },
  names: {
    title: 'Comment vous vous connectez',
    email: 'Adresse e-mail',
    confirmed: 'Confirmée',
    notConfirmed: 'Pas encore confirmée',
    changeEmail: 'Changer l’adresse e-mail',
    username: 'Nom d’utilisateur',
    noUsername: 'Vous n’en avez pas. Vous vous connectez avec votre adresse e-mail.',
    changeUsername: 'Changer le nom d’utilisateur',
    chooseUsername: 'Choisir un nom d’utilisateur',
  },
  username: {
    title: 'Changez votre nom d’utilisateur',
    chooseTitle: 'Choisissez un nom d’utilisateur',
    ask: 'Vous pourrez vous connecter avec lui, au lieu de votre adresse e-mail.',
    hint: 'De 3 à 30 lettres, chiffres, points, traits d’union ou tirets bas. Si ce champ est vide, vous n’en aurez pas.',
    saved: 'Votre nom d’utilisateur est enregistré',
    problems: {
      form: 'Utilisez de 3 à 30 lettres, chiffres, points, traits d’union ou tirets bas, avec une lettre ou un chiffre au début et à la fin.',
      taken: 'Choisissez un autre nom d’utilisateur. Celui-ci est déjà pris.',
    },
  },
  email: {
    title: 'Changez votre adresse e-mail',
    now: 'Votre compte a l’adresse <b></b>.',
    ask: 'Nous enverrons un lien à la nouvelle adresse. Votre compte change quand vous l’ouvrez, pas avant.',
    undo: 'Nous prévenons aussi votre adresse actuelle, avec un lien qui permet d’annuler le changement pendant trois jours.',
    newEmail: 'Nouvelle adresse e-mail',
    password: 'Votre mot de passe',
    send: 'Recevoir un lien',
    sent: 'Consultez la boîte de réception de votre nouvelle adresse',
    sentWhat: 'Nous avons envoyé un lien à <b></b>. Ouvrez-le pour terminer le changement.',
    noPassword: 'Définissez d’abord un mot de passe',
    noPasswordWhy:
      'Seule une personne qui connaît votre mot de passe peut changer votre adresse, et votre compte n’en a pas.',
    problems: {
      form: 'Saisissez une adresse e-mail complète, par exemple nom@example.com.',
      unchanged: 'Saisissez une autre adresse. Celle-ci est déjà celle de votre compte.',
    },
  },
});
