import type { Words } from '../words.ts';

/**
 * Texts of: mails that tell somebody what happened to their account. `came` is null where no
 * request caused it.
 */
export const notices = (): Words['notices'] => ({
  new_device: {
    subject: (app) => `Nouvelle connexion à votre compte ${app}`,
    text: 'Quelqu’un s’est connecté à votre compte depuis un appareil ou un pays que nous n’avions jamais vu. Si c’était vous, vous pouvez ignorer cet e-mail.',
    came: (where, when) => `Origine de la connexion : ${where}, le ${when}.`,
    wasNotYou:
      'Choisissez un nouveau mot de passe maintenant. Cela déconnecte tout le monde, sur tous les appareils.',
  },
  refresh_token_reused: {
    subject: (app) => `Nous avons mis fin à une session de votre compte ${app}`,
    text: 'Une clé périmée de l’une de vos sessions a été utilisée de nouveau : quelqu’un l’a peut-être copiée. Par précaution, nous avons mis fin à cette session, et l’un de vos appareils vous demandera peut-être de vous reconnecter. Vos autres sessions ne sont pas concernées.',
    came: (where, when) => `Origine de l’utilisation de la clé : ${where}, le ${when}.`,
    wasNotYou:
      'Si vous ne reconnaissez pas cet appareil ou ce lieu, choisissez un nouveau mot de passe. Cela déconnecte tout le monde, sur tous les appareils.',
  },
  password_known: {
    subject: (app) => `Quelqu’un connaît votre mot de passe ${app}`,
    text: 'Quelqu’un a saisi votre mot de passe, mais a échoué à la deuxième étape et n’est pas entré. Si c’était vous, vous pouvez ignorer cet e-mail.',
    came: (where, when) => `Origine de la tentative : ${where}, le ${when}.`,
    wasNotYou:
      'Quelqu’un connaît votre mot de passe. Choisissez-en un nouveau maintenant. Cela déconnecte tout le monde, sur tous les appareils.',
  },
  mailbox_known: {
    subject: (app) => `Quelqu’un a utilisé un code que ${app} vous a envoyé par e-mail`,
    text: 'Quelqu’un a utilisé un code ou un lien que nous vous avions envoyé par e-mail, mais a échoué à la deuxième étape et n’est pas entré. Si c’était vous, vous pouvez ignorer cet e-mail.',
    came: (where, when) => `Origine de la tentative : ${where}, le ${when}.`,
    wasNotYou:
      'Quelqu’un peut lire vos e-mails. Changez d’abord le mot de passe de votre messagerie, puis choisissez un nouveau mot de passe ici.',
  },
  password_changed: {
    subject: (app) => `Votre mot de passe ${app} a été changé`,
    text: 'Quelqu’un qui avait une session ouverte sur votre compte et connaissait votre mot de passe l’a changé. Tous les autres appareils ont été déconnectés. Si ce changement vient de vous, vous pouvez ignorer cet e-mail.',
    came: (where, when) => `Origine du changement : ${where}, le ${when}.`,
    wasNotYou:
      'Quelqu’un d’autre connaît maintenant votre mot de passe, et vous non. Choisissez-en un nouveau grâce à un lien que nous enverrons à cette adresse. Cela déconnecte tout le monde, sur tous les appareils.',
  },
  password_reset: {
    subject: (app) => `Votre mot de passe ${app} a été réinitialisé`,
    text: 'Quelqu’un a choisi un nouveau mot de passe avec un lien ou un code que nous avions envoyé à cette adresse. Tous les appareils ont été déconnectés. Si c’était vous, vous pouvez ignorer cet e-mail.',
    came: (where, when) => `Origine du nouveau mot de passe : ${where}, le ${when}.`,
    wasNotYou:
      'Quelqu’un peut lire vos e-mails. Changez d’abord le mot de passe de votre messagerie, puis choisissez un nouveau mot de passe ici. Cela déconnecte tout le monde, sur tous les appareils.',
  },
  password_breached: {
    subject: (app) => `Il est temps de changer votre mot de passe ${app}`,
    text: 'Votre mot de passe figure dans une liste de mots de passe volés à d’autres services, et des pirates les essaient partout. À notre connaissance, votre compte n’a pas été utilisé abusivement. Choisissez un nouveau mot de passe que vous n’utilisez nulle part ailleurs.',
    came: null,
    wasNotYou: null,
  },
  second_factor_enabled: {
    subject: (app) => `La connexion en deux étapes a été activée pour votre compte ${app}`,
    text: 'À partir de maintenant, nous vous envoyons un code par e-mail après la saisie de votre mot de passe. Si ce changement vient de vous, vous pouvez ignorer cet e-mail.',
    came: (where, when) => `Origine du changement : ${where}, le ${when}.`,
    wasNotYou:
      'Quelqu’un connaît votre mot de passe. Choisissez-en un nouveau maintenant pour déconnecter tout le monde.',
  },
  second_factor_disabled: {
    subject: (app) => `La connexion en deux étapes a été désactivée pour votre compte ${app}`,
    text: 'À partir de maintenant, votre mot de passe suffit pour se connecter. Si ce changement vient de vous, vous pouvez ignorer cet e-mail.',
    came: (where, when) => `Origine du changement : ${where}, le ${when}.`,
    wasNotYou:
      'Quelqu’un connaît votre mot de passe. Choisissez-en un nouveau maintenant pour déconnecter tout le monde, puis réactivez la connexion en deux étapes.',
  },
  recovery_codes_replaced: {
    subject: (app) => `Votre compte ${app} a de nouveaux codes de récupération`,
    text: 'Quelqu’un qui avait une session ouverte sur votre compte a créé de nouveaux codes de récupération, et les anciens ne fonctionnent plus. Si ce changement vient de vous, vous pouvez ignorer cet e-mail.',
    came: (where, when) => `Origine de la demande : ${where}, le ${when}.`,
    wasNotYou:
      'Choisissez un nouveau mot de passe maintenant. Cela déconnecte tout le monde, sur tous les appareils. Créez ensuite de nouveaux codes de récupération.',
  },
  passkey_copied: {
    subject: (app) => `Quelqu’un a peut-être copié une clé d’accès de votre compte ${app}`,
    text: 'Une clé d’accès de votre compte a été utilisée avec un compteur périmé : il en existe peut-être une copie. Nous avons refusé cette connexion. Votre clé d’accès fonctionne toujours.',
    came: (where, when) => `Origine de la tentative : ${where}, le ${when}.`,
    wasNotYou:
      'Connectez-vous autrement, supprimez cette clé d’accès et ajoutez-en une nouvelle. Si c’est votre seul moyen de connexion, choisissez d’abord un mot de passe.',
  },
  factors_removed: {
    subject: (app) => `La connexion en deux étapes de votre compte ${app} a été supprimée`,
    text: 'Un administrateur a supprimé les clés d’accès, les applications d’authentification et les codes de récupération de votre compte, et a déconnecté tout le monde, parce qu’ils ont été signalés comme perdus. Connectez-vous et configurez-en de nouveaux.',
    came: null,
    wasNotYou:
      'Quelqu’un est peut-être en train d’entrer dans votre compte. Choisissez un nouveau mot de passe maintenant, et prévenez les responsables de ce service.',
  },
  factor_change_undone: {
    subject: (app) => `Un changement de vos moyens de connexion à ${app} a été annulé`,
    text: 'Quelqu’un a utilisé un lien que nous vous avions envoyé par e-mail pour annuler un changement de vos moyens de connexion. Tous les appareils ont été déconnectés. Choisissez maintenant un nouveau mot de passe, sauf si vous l’avez fait depuis : la personne qui a fait le changement connaît peut-être l’ancien.',
    came: (where, when) => `Origine de la demande : ${where}, le ${when}.`,
    wasNotYou:
      'Quelqu’un peut lire vos e-mails. Changez d’abord le mot de passe de votre messagerie, puis choisissez un nouveau mot de passe ici.',
  },
  factor_removal_stopped: {
    subject: (app) => `La connexion en deux étapes de votre compte ${app} est conservée`,
    text: 'Des clés d’accès, des applications d’authentification et des codes de récupération de votre compte allaient être supprimés. Ils sont conservés : quelqu’un a prouvé depuis en posséder un, ou l’administrateur qui devait les supprimer ne l’est plus.',
    came: null,
    wasNotYou:
      'Si vous les avez perdus, ou s’ils ne sont pas à vous, prévenez les responsables de ce service. Si c’est vous qui aviez fait la demande et que vous connaissez votre mot de passe, rouvrez le lien que vous avez utilisé et saisissez-le : la suppression sera alors immédiate.',
  },
});
