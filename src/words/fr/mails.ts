import type { Words } from '../words.ts';

/** Texts of: mails with a link or a code. `app` is the company's name, `when` a moment in words. */
export const mails = (): Words['mails'] => ({
  itself: 'e-mail',
  wasNotYou: 'Ce n’était pas vous ?',
  copyAddress: 'Ou copiez cette adresse dans votre navigateur :',
  foot: (app) =>
    `Envoyé par ${app}. Nous ne vous demandons jamais votre mot de passe ni vos codes.`,
  where: {
    browser: (browser, system) => `${browser} sur ${system}`,
    unknownBrowser: 'navigateur inconnu',
    unknownSystem: 'un système inconnu',
    appleApp: 'application Apple',
    script: (name) => `application ou script (${name})`,
    inCountry: (device, country) => `${device}, ${country}`,
    withAddress: (place, address) => `${place} (${address})`,
    administrator: 'un administrateur',
    operator: 'la ligne de commande',
  },
  chooseNewPassword: 'Choisir un nouveau mot de passe',
  openSecurity: 'Ouvrir vos paramètres de sécurité',
  signIn: 'Se connecter',

  verification: {
    subject: (app) => `Confirmez votre adresse e-mail pour ${app}`,
    what: (app) =>
      `Quelqu’un a utilisé cette adresse e-mail pour créer un compte ${app}. Si c’était vous, confirmez que l’adresse est à vous :`,
    button: 'Confirmer mon adresse e-mail',
    limit: (when) => `Le lien fonctionne une seule fois, jusqu’au ${when}.`,
    code: (when) =>
      `Si un code vous est demandé, saisissez celui-ci. Il fonctionne jusqu’au ${when} :`,
    wasNotYou: (where) =>
      `Vous pouvez ignorer cet e-mail : sans le lien ou le code, personne ne peut utiliser le compte. Origine de la demande : ${where}.`,
  },
  alreadyRegistered: {
    subject: (app) => `Vous avez déjà un compte ${app}`,
    what: (app) =>
      `Quelqu’un a essayé de créer un compte ${app} avec votre adresse e-mail, mais vous en avez déjà un. Rien n’a été modifié.`,
    next: 'Si c’était vous, connectez-vous avec cette adresse. Si vous avez oublié votre mot de passe, choisissez-en un nouveau :',
    wasNotYou: (where) => `Vous pouvez ignorer cet e-mail. Origine de la demande : ${where}.`,
  },
  reset: {
    subject: (app) => `Réinitialisez votre mot de passe ${app}`,
    what: (app) =>
      `Quelqu’un a demandé un nouveau mot de passe pour votre compte ${app}. Si c’était vous, choisissez-en un ici :`,
    official: (app) =>
      `L’équipe ${app} vous demande de choisir un nouveau mot de passe pour votre compte. D’ici là, vous ne pouvez pas vous connecter avec un mot de passe. Choisissez-en un ici :`,
    connected: (providers) =>
      `Votre compte s’ouvre aussi avec : ${providers}. Si vous ne reconnaissez pas l’un d’eux, dissociez-le dans votre compte après avoir choisi le mot de passe.`,
    limit: (when) =>
      `Le lien fonctionne une seule fois, jusqu’au ${when}. Quand vous enregistrez le nouveau mot de passe, nous fermons votre session partout.`,
    wasNotYou: (where) =>
      `Vous pouvez ignorer cet e-mail : rien ne change tant que le lien n’est pas utilisé. Origine de la demande : ${where}.`,
  },
  code: {
    limit: (when) => `Le code fonctionne une seule fois, jusqu’au ${when}.`,
    came: (where) => `Origine de la demande : ${where}. Ne communiquez ce code à personne.`,
    signIn: {
      subject: (app) => `Votre code pour vous connecter à ${app}`,
      what: (app) => `Saisissez ce code pour vous connecter à ${app} :`,
      wasNotYou: 'Vous pouvez ignorer cet e-mail : sans le code, personne n’entre.',
    },
    reset: {
      subject: (app) => `Votre code pour réinitialiser votre mot de passe ${app}`,
      what: (app) => `Saisissez ce code pour réinitialiser votre mot de passe ${app} :`,
      wasNotYou:
        'Vous pouvez ignorer cet e-mail : rien ne change tant que le code n’est pas utilisé.',
    },
    secondStep: {
      subject: (app) => `Votre code pour terminer la connexion à ${app}`,
      what: (app) => `Saisissez ce code pour terminer la connexion à ${app} :`,
      wasNotYou:
        'Quelqu’un connaît votre mot de passe. Cette personne ne peut pas entrer sans le code, mais choisissez un nouveau mot de passe maintenant.',
    },
    stepUp: {
      subject: (app) => `Votre code pour confirmer votre identité sur ${app}`,
      what: (app) => `Saisissez ce code pour confirmer votre identité sur ${app} :`,
      wasNotYou:
        'Quelqu’un a une session ouverte sur votre compte. Choisissez un nouveau mot de passe pour déconnecter tout le monde.',
    },
    address: {
      subject: (app) => `Votre code pour confirmer votre adresse e-mail sur ${app}`,
      what: (app, provider) =>
        `Quelqu’un a demandé à utiliser ${app} avec ${provider} et a indiqué cette adresse e-mail. Si c’était vous, saisissez ce code pour confirmer que l’adresse est à vous :`,
      wasNotYou:
        'Vous pouvez ignorer cet e-mail : sans le code, personne ne peut utiliser votre adresse.',
    },
  },
  emailChange: {
    subject: (app) => `Confirmez votre nouvelle adresse e-mail pour ${app}`,
    what: (app) =>
      `Quelqu’un a demandé à rattacher un compte ${app} à cette adresse e-mail. Si c’était vous, confirmez que l’adresse est à vous :`,
    button: 'Utiliser cette adresse',
    limit: (when) => `Le lien fonctionne une seule fois, jusqu’au ${when}.`,
    wasNotYou: (where) =>
      `Vous pouvez ignorer cet e-mail : sans le lien, le compte garde son adresse actuelle. Origine de la demande : ${where}.`,
  },
  addressInUse: {
    subject: (app) => `Votre adresse e-mail appartient déjà à un compte ${app}`,
    what: (app) =>
      `Quelqu’un a essayé de rattacher un autre compte ${app} à cette adresse e-mail, mais l’adresse a déjà son propre compte. Rien n’a été modifié.`,
    next: 'Si c’était vous, connectez-vous plutôt avec cette adresse :',
    wasNotYou: (where) => `Vous pouvez ignorer cet e-mail. Origine de la demande : ${where}.`,
  },
  emailNotice: {
    asked: {
      subject: (app) => `L’adresse e-mail de votre compte ${app} va changer`,
      what: (where, when) =>
        `Quelqu’un qui a une session ouverte sur votre compte et connaît votre mot de passe a demandé à le rattacher à une autre adresse e-mail. Origine de la demande : ${where}, le ${when}.`,
      next: 'Si c’était vous, ouvrez l’e-mail que nous avons envoyé à la nouvelle adresse. Rien ne change tant que vous n’avez pas confirmé le changement depuis cet e-mail.',
    },
    done: {
      subject: (app) => `L’adresse e-mail de votre compte ${app} a été changée`,
      what: (where, when) =>
        `Votre compte a maintenant une autre adresse e-mail, et c’est là que nous vous écrivons désormais. Origine de la confirmation : ${where}, le ${when}.`,
      next: 'Si c’était vous, utilisez la nouvelle adresse à votre prochaine connexion.',
    },
    wasNotYou:
      'Quelqu’un d’autre connaît votre mot de passe. Vous pouvez garder cette adresse. Nous déconnectons alors tout le monde et vous envoyons par e-mail un lien pour choisir un nouveau mot de passe.',
    button: 'Garder cette adresse',
    limit: (when) => `Le lien fonctionne une seule fois, jusqu’au ${when}.`,
  },
  erased: {
    subject: (app) => `Votre compte ${app} a été effacé`,
    what: 'Votre compte et tout ce qu’il contenait ont disparu et ne peuvent pas être rétablis.',
    byAdministrator: (when) => `Un administrateur a effacé le compte le ${when}.`,
    came: (where, when) => `Origine de la demande : ${where}, le ${when}.`,
    wasNotYou:
      'Quelqu’un connaît le mot de passe que vous aviez ici. Si vous l’utilisez ailleurs, changez-le là-bas maintenant.',
  },
});
