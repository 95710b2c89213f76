import type { Words } from '../words.ts';

/** Texts of: mails about locks, recovery codes, and changes of factors that can be taken back. */
export const alarms = (): Words['alarms'] => ({
  lock: {
    ifYou: 'Si c’était vous, déverrouillez votre compte maintenant :',
    button: 'Déverrouiller mon compte',
    password: {
      subject: (app, span) => `Votre compte ${app} est verrouillé pendant ${span}`,
      text: (where, when, until) =>
        `Quelqu’un a saisi trop de mots de passe incorrects à la suite. Dernier essai : ${where}, le ${when}. Jusqu’au ${until}, personne ne peut se connecter depuis un nouvel appareil. Les appareils que vous avez déjà utilisés ne sont pas concernés.`,
    },
    code: {
      subject: (app) => `Trop de codes incorrects pour votre compte ${app}`,
      text: (where, when) =>
        `Quelqu’un a saisi trop de codes incorrects. Dernier essai : ${where}, le ${when}. Pendant un jour au plus, nous n’acceptons aucun code depuis un nouvel appareil. Les appareils que vous avez déjà utilisés ne sont pas concernés.`,
    },
    wasNotYou:
      'Vous pouvez ignorer cet e-mail : personne n’est entré, et le verrouillage se termine de lui-même.',
    secondStep: {
      passwordSubject: (app) => `Trop de mots de passe incorrects pour votre compte ${app}`,
      codeSubject: (app) => `Trop de codes incorrects pour votre compte ${app}`,
      password: (where, when) =>
        `Quelqu’un a passé la première étape de la connexion à votre compte, puis a saisi trop de mots de passe incorrects. Dernier essai : ${where}, le ${when}.`,
      code: (where, when) =>
        `Quelqu’un a passé la première étape de la connexion à votre compte, puis a saisi trop de codes incorrects. Dernier essai : ${where}, le ${when}.`,
      forAWhile:
        'Pendant un certain temps, personne ne peut terminer une connexion depuis un nouvel appareil. Les appareils que vous avez déjà utilisés ne sont pas concernés.',
      shutSubject: (app) =>
        `La connexion depuis de nouveaux appareils est bloquée pour votre compte ${app}`,
      shut: 'Personne ne peut se connecter depuis un nouvel appareil tant que vous n’avez pas déverrouillé votre compte ou ouvert une session sur un appareil que vous avez déjà utilisé.',
      hadCode:
        'Personne n’est entré, mais quelqu’un avait un code que nous vous avions envoyé par e-mail. Ne déverrouillez pas votre compte : choisissez un nouveau mot de passe sur la page que le bouton ouvre, ce qui le déverrouille aussi.',
      hadPassword:
        'Personne n’est entré, mais quelqu’un avait votre mot de passe. Ne déverrouillez pas votre compte : choisissez un nouveau mot de passe sur la page que le bouton ouvre, ce qui le déverrouille aussi.',
    },
  },
  recoveryCode: {
    subject: (app) => `Un code de récupération de votre compte ${app} a été utilisé`,
    text: 'Quelqu’un a confirmé votre identité avec l’un de vos codes de récupération. Ce code ne fonctionne plus. Si c’était vous, vous pouvez ignorer cet e-mail.',
    left: (count) =>
      count < 2
        ? `Il vous reste ${count} code de récupération.`
        : `Il vous reste ${count} codes de récupération.`,
    few: (count) => {
      if (count === 0)
        return 'Il ne vous reste aucun code de récupération. Créez-en de nouveaux maintenant, dans les paramètres de sécurité de votre compte.';
      return count === 1
        ? 'Il vous reste un seul code de récupération. Créez-en de nouveaux maintenant, dans les paramètres de sécurité de votre compte.'
        : `Il vous reste ${count} codes de récupération. Créez-en de nouveaux maintenant, dans les paramètres de sécurité de votre compte.`;
    },
    came: (where, when) => `Origine de l’utilisation du code : ${where}, le ${when}.`,
    wasNotYou:
      'Quelqu’un a vos codes de récupération et a passé votre première étape. Choisissez maintenant un nouveau mot de passe, ce qui déconnecte tout le monde sur tous les appareils, puis créez de nouveaux codes de récupération.',
  },
  factorChange: {
    passkeyAdded: {
      subject: (app) => `Une clé d’accès a été ajoutée à votre compte ${app}`,
      text: (where, when) =>
        `Une clé d’accès a été ajoutée à votre compte. Origine du changement : ${where}, le ${when}. S’il vient de vous, vous pouvez ignorer cet e-mail.`,
    },
    passkeyRemoved: {
      subject: (app) => `Une clé d’accès a été supprimée de votre compte ${app}`,
      text: (where, when) =>
        `Une clé d’accès a été supprimée de votre compte. Origine du changement : ${where}, le ${when}. S’il vient de vous, vous pouvez ignorer cet e-mail.`,
    },
    appAdded: {
      subject: (app) => `Une application d’authentification a été ajoutée à votre compte ${app}`,
      text: (where, when) =>
        `Une application d’authentification a été ajoutée à votre compte. Origine du changement : ${where}, le ${when}. S’il vient de vous, vous pouvez ignorer cet e-mail.`,
    },
    appRemoved: {
      subject: (app) => `Une application d’authentification a été supprimée de votre compte ${app}`,
      text: (where, when) =>
        `Une application d’authentification a été supprimée de votre compte. Origine du changement : ${where}, le ${when}. S’il vient de vous, vous pouvez ignorer cet e-mail.`,
    },
    wasNotYou:
      'Vous pouvez annuler le changement. Nous déconnectons alors tout le monde et supprimons tout ce qui a été ajouté depuis pour prouver votre identité. Choisissez ensuite un nouveau mot de passe.',
    button: 'Annuler ce changement',
    limit: (when) => `Le lien fonctionne une seule fois, jusqu’au ${when}.`,
  },
  identityChange: {
    connected: {
      subject: (provider, app) => `${provider} a été associé à votre compte ${app}`,
      text: (provider, where, when) =>
        `${provider} permet maintenant de se connecter à votre compte. Origine du changement : ${where}, le ${when}. S’il vient de vous, vous pouvez ignorer cet e-mail.`,
    },
    disconnected: {
      subject: (provider, app) => `${provider} a été dissocié de votre compte ${app}`,
      text: (provider, where, when) =>
        `${provider} ne permet plus de se connecter à votre compte. Origine du changement : ${where}, le ${when}. S’il vient de vous, vous pouvez ignorer cet e-mail.`,
    },
  },
  removal: {
    subject: (app) => `La connexion en deux étapes de votre compte ${app} va être supprimée`,
    byAdministrator: {
      what: (when, due) =>
        `Le ${when}, il a été demandé à un administrateur de supprimer les clés d’accès, les applications d’authentification et les codes de récupération de votre compte, parce qu’ils sont perdus. Cela se fera après le ${due}, et déconnectera tout le monde.`,
      ifYou: 'Si vous l’avez demandé, attendez ce moment et connectez-vous sans eux.',
      ifNot:
        'Si vous ne l’avez pas demandé, quelqu’un cherche peut-être à entrer dans votre compte. Connectez-vous avec l’un d’eux, ce qui arrête la suppression, ou annulez-la :',
    },
    byLink: {
      what: (where, when, due) =>
        `Le ${when}, quelqu’un a utilisé un lien que nous vous avions envoyé par e-mail. Origine : ${where}. Ce lien annule l’ajout d’une clé d’accès ou d’une application d’authentification à votre compte. Il n’en resterait aucune autre, cela se fera donc après le ${due}. Tout le monde a été déconnecté.`,
      ifYou: 'Si c’était vous, attendez ce moment et connectez-vous sans elle.',
      ifNot:
        'Si ce n’était pas vous, quelqu’un peut lire vos e-mails. Connectez-vous avec votre clé d’accès, votre application d’authentification ou un code de récupération, ce qui arrête la suppression, ou annulez-la :',
    },
    button: 'Gardez la connexion en deux étapes',
  },
});
