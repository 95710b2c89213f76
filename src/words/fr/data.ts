import type { Words } from '../words.ts';

/** Texts of connections, of downloading and of erasing an account. */
export const data = (): Words['data'] => ({
  connections: {
    none: 'Aucune application ne peut utiliser votre compte',
    what: 'Quand vous autorisez une application à utiliser votre nom ou votre adresse e-mail, elle apparaît ici.',
    activity: 'Voyez ce qui s’est passé sur votre compte dans <activity>Activité</activity>.',
  },
  intro: 'Vos données sont à vous : prenez-en une copie, ou partez en les emportant toutes.',
  download: {
    title: 'Téléchargez vos données',
    what: 'Tout ce que nous conservons sur vous dans un seul fichier : votre profil, vos moyens de connexion, vos appareils et votre activité. C’est un fichier JSON, que d’autres services peuvent lire.',
    proof: 'Nous vous demanderons d’abord de confirmer votre identité.',
    go: 'Télécharger mes données',
    ready: 'Merci. Vous pouvez maintenant télécharger vos données.',
  },
  erase: {
    title: 'Effacez votre compte',
    what: 'Votre compte disparaît pour toujours, avec tout ce qu’il contient.',
    open: 'Effacer mon compte',
    consequences: 'Cela se fait immédiatement et ne peut pas être annulé :',
    sessions: 'Votre session est fermée sur tous les appareils.',
    profile:
      'Votre profil, votre mot de passe, vos clés d’accès et vos codes de récupération sont supprimés.',
    apps: (app) =>
      `Vous ne pouvez plus vous connecter à ${app}, ni là où vous utilisiez ce compte.`,
    records:
      'Des traces de ce qui s’est passé restent quelque temps, sans rien qui vous identifie.',
    address: 'Nous envoyons un dernier e-mail à <email></email>.',
    copy: 'Vous voulez d’abord une copie ? <download>Téléchargez vos données</download>.',
    sure: 'Je comprends que mon compte ne pourra pas être rétabli',
    sureMissing: 'Cochez la case pour continuer : l’effacement ne peut pas être annulé.',
    password: 'Votre mot de passe',
    passwordMissing: 'Saisissez votre mot de passe.',
    passwordWrong: 'Ce n’est pas votre mot de passe. Saisissez-le de nouveau.',
    locked: 'Trop de mots de passe incorrects',
    lockedWhat: (span) => `Attendez ${span}, puis réessayez. Votre compte n’a pas changé.`,
    last: 'Il n’y a pas d’autre administrateur que vous',
    lastWhat: 'Donnez d’abord ce rôle à quelqu’un d’autre, puis effacez votre compte.',
    keep: 'Garder mon compte',
  },
  goodbye: {
    title: 'Votre compte est effacé',
    what: 'Votre session est fermée partout, et tout ce que contenait votre compte est supprimé.',
    again: 'Vous pouvez créer un nouveau compte quand vous le souhaitez.',
    signUp: 'Créer un nouveau compte',
  },
});
