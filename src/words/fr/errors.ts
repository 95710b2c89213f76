import type { Words } from '../words.ts';

/** Texts of: errors that a whole page is about, limits, `/`. */
export const errors = (): Words['errors'] => ({
  cookiesOff: 'Votre navigateur n’a pas envoyé notre cookie',
  cookiesOffWhy:
    'Il nous faut un cookie pour savoir que ce formulaire vient de vous. Autorisez les cookies pour ce site dans les paramètres de votre navigateur, puis ouvrez de nouveau la page.',
  outOfDate: 'Cette page n’est plus à jour',
  outOfDateWhy:
    'Vous avez peut-être ouvert ou fermé une session dans un autre onglet, ou laissé la page ouverte longtemps. Ouvrez-la de nouveau et continuez à partir de là.',
  nothingChanged: 'Rien n’a été modifié',
  openAgain: 'Ouvrir de nouveau la page',
  tooMany: 'Trop de tentatives',
  tooManyWhy: (wait) =>
    `Trop de demandes sont venues de vous ou de votre réseau. Réessayez dans ${wait}.`,
  notFound: 'Cette page est introuvable',
  notFoundWhy:
    'L’adresse contient peut-être une erreur, ou la page a été déplacée. Si vous avez suivi le lien d’un e-mail, ouvrez de nouveau cet e-mail et utilisez le lien en entier.',
  notAllowed: 'Vous ne pouvez pas ouvrir cette page',
  notAllowedWhy:
    'Votre compte n’a pas le droit de la voir, ou elle ne peut pas être ouverte de cette façon.',
  signInFirst: 'Connectez-vous d’abord',
  signInFirstWhy: 'Pour voir cette page, il faut se connecter.',
  refused: 'Nous n’avons pas pu faire cela',
  refusedWhy:
    'Ce que votre navigateur a envoyé ne correspond pas à ce que cette page attend. Ouvrez de nouveau la page.',
  busy: 'Ce n’est pas possible pour le moment',
  busyWhy:
    'Une partie de notre service ne répond pas. Rien n’est perdu : réessayez dans quelques secondes.',
  fault: 'Une erreur s’est produite de notre côté',
  faultWhy: 'Nous en avons été informés. Réessayez dans quelques minutes.',
  root: {
    title: (app) => `Votre compte ${app}`,
    what: 'Connectez-vous ici et gérez votre compte : mot de passe, clés d’accès, appareils et données.',
    signIn: 'Se connecter',
    signUp: 'Créer un compte',
    developers: 'Pour les développeurs',
    documents:
      'Ce service a une API. <docs>Essayez-la dans le navigateur</docs>, lisez sa <reference>référence</reference> ou prenez son <schema>document OpenAPI</schema>.',
    collections:
      'Les mêmes requêtes existent pour <postman>Postman</postman> et sous forme de <http>fichier .http</http>.',
  },
  toAccount: 'Aller à votre compte',
  toSignIn: 'Aller à la connexion',
  tryAgain: 'Réessayer',
  quote:
    'Le problème persiste ? <help>Demandez de l’aide</help> en indiquant <id>l’identifiant</id>.',
  quoteAlone: 'Si vous demandez de l’aide, indiquez <id>l’identifiant</id>.',
});
