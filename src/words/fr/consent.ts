import type { Words } from '../words.ts';

/** Texts of letting an app use the account, and of taking that back. */
export const consent = (): Words['consent'] => ({
  title: (app) => `Autoriser ${app} à utiliser votre compte ?`,
  heading: 'Autoriser <app></app> à utiliser votre compte ?',
  signedInAs: 'La session est ouverte pour <who></who>.',
  may: 'Cette application pourra :',
  scopes: {
    openid: 'savoir que c’est vous',
    profile: 'voir votre nom, votre nom d’utilisateur, votre langue et votre fuseau horaire',
    email: 'voir votre adresse e-mail',
    offline_access: 'garder cet accès jusqu’à ce que vous le retiriez',
    roles: 'voir vos rôles',
    account: 'gérer votre compte pour vous',
  },
  goesTo: 'Vous irez ensuite sur <host></host>.',
  goesToDevice:
    'Vous irez ensuite dans une application de cet appareil. N’acceptez que si vous venez de l’ouvrir vous-même.',
  allow: 'Autoriser',
  deny: 'Refuser',
  later:
    'Vous pouvez retirer cet accès à tout moment, dans « Comptes et applications » de votre compte.',
  notYou: 'Utiliser un autre compte',
  goingToApp: 'Vous retournez dans l’application. Si rien ne se passe, appuyez sur le bouton.',
  stray: {
    client: 'Cette application est inconnue ici',
    clientWhat:
      'Le lien qui vous a conduit ici n’appartient à aucune application autorisée à utiliser ce service. Revenez en arrière et réessayez, ou prévenez les auteurs de l’application.',
    address: 'Cette application a donné une mauvaise adresse',
    addressWhat:
      'L’application veut vous envoyer à une adresse qui n’est pas enregistrée pour elle : nous nous sommes arrêtés là. Prévenez les auteurs de l’application.',
    expired: 'Le délai est dépassé',
    expiredWhat: 'Retournez dans l’application et recommencez. Rien n’a été transmis.',
  },
  connections: {
    title: 'Applications qui utilisent votre compte',
    intro:
      'Ces applications peuvent utiliser votre compte. Vous pouvez retirer cet accès à chacune d’elles.',
    since: (when) => `Autorisée le ${when}.`,
    lastUsed: (ago) => `Dernière utilisation : ${ago}.`,
    withdraw: 'Retirer l’accès',
    withdrawn: (app) => `${app} ne peut plus utiliser votre compte`,
    withdrawnWhat: 'Elle devra vous le redemander.',
    notThere: 'Cette application ne peut pas utiliser votre compte',
    notThereWhat: 'Vous lui avez peut-être déjà retiré l’accès.',
    gone: 'Une application qui n’existe plus',
  },
});
