import type { Words } from '../words.ts';

/** Texts of: sign-in, sign-out. */
export const signIn = (): Words['signIn'] => ({
  title: 'Se connecter',
  heading: (app) => `Se connecter à ${app}`,
  name: 'Adresse e-mail ou nom d’utilisateur',
  password: 'Mot de passe',
  staySignedIn: (time) => `Garder la session ouverte pendant ${time}`,
  forgot: 'Mot de passe oublié ?',
  go: 'Se connecter',
  usePasskey: 'Utiliser une clé d’accès',
  emailCode: 'Recevoir un code par e-mail',
  newHere: (app) => `Première visite sur ${app} ? <link>Créez un compte</link>`,

  nameMissing: 'Saisissez votre adresse e-mail ou votre nom d’utilisateur.',
  passwordMissing: 'Saisissez votre mot de passe.',
  passwordAgain: 'Saisissez de nouveau votre mot de passe.',
  refusedTitle: 'La connexion a échoué',
  refused:
    'Ce nom et ce mot de passe ne correspondent pas. <again>Réessayez</again>, ou recevez plutôt un code par e-mail.',
  refusedLock: (tries, time) =>
    tries === 1
      ? `Après un essai incorrect, la connexion par mot de passe est suspendue pendant ${time}.`
      : `Après ${tries} essais incorrects à la suite, la connexion par mot de passe est suspendue pendant ${time}.`,
  lockedTitle: 'La connexion par mot de passe est suspendue',
  locked: (time) =>
    `Il y a eu trop d’essais incorrects. Vous pourrez réessayer votre mot de passe dans ${time}.`,
  lockedWays:
    'Vous ne voulez pas attendre ? Recevez un code par e-mail, ou <reset>choisissez un nouveau mot de passe</reset> : cela met fin à la suspension.',
  disabledTitle: 'Ce compte est fermé pour le moment',
  disabled: 'Nous ne pouvons pas vous y connecter. Rien de ce que vous saisirez ici n’y changera.',
  disabledHelp: 'Si vous pensez que c’est une erreur, <help>demandez de l’aide</help>.',
  unverifiedTitle: 'Confirmez d’abord votre adresse e-mail',
  unverified:
    'Votre mot de passe est correct. Avant de vous connecter, ouvrez le lien que nous vous avons envoyé par e-mail à la création de votre compte.',
  sendVerification: 'Renvoyer l’e-mail',
  unavailableTitle: 'La connexion est impossible pour le moment',
  unavailable: 'Une partie de notre service ne répond pas. Attendez une minute, puis réessayez.',
  passkeyRefusedTitle: 'Cette clé d’accès n’a pas fonctionné',
  passkeyRefused:
    'Elle a peut-être été supprimée de votre compte, ou la page est restée ouverte trop longtemps. Réessayez, ou connectez-vous autrement.',

  noticeVerified: 'Votre adresse e-mail est confirmée',
  noticeVerifiedMore: 'Connectez-vous pour continuer.',
  noticeExpired: 'Votre connexion a pris trop de temps',
  noticeExpiredMore:
    'Rien n’a été modifié. Reconnectez-vous, et nous vous redemanderons votre deuxième étape.',
  noticeUsedUp: 'Il y a eu trop d’essais incorrects',
  noticeUsedUpMore:
    'Nous avons mis fin à cette connexion pour protéger votre compte. Reconnectez-vous pour continuer.',

  alreadyTitle: 'Une session est déjà ouverte',
  already: 'Ce navigateur a une session ouverte pour <who></who>.',
  goOn: 'Continuer',
  someoneElse: 'Utiliser un autre compte',
  someoneElseHint: 'La session de celui-ci sera d’abord fermée.',

  code: {
    askTitle: 'Se connecter avec un code',
    ask: 'Saisissez votre adresse e-mail, et nous vous enverrons un code de connexion. Pas besoin de mot de passe.',
    email: 'Adresse e-mail',
    emailWrong: 'Saisissez une adresse e-mail complète, par exemple nom@example.com.',
    emailNotName:
      'Saisissez votre adresse e-mail. Nous ne pouvons pas envoyer de code à un nom d’utilisateur.',
    send: 'Recevoir un code par e-mail',
    title: 'Consultez votre boîte de réception',
    sent: 'S’il existe un compte pour <email></email>, un code est en route.',
    label: 'Code à six chiffres',
    hint: (time) => `Il fonctionne une seule fois, pendant ${time}.`,
    go: 'Se connecter',
    missing: 'Saisissez les six chiffres du code.',
    wrong: 'Ce code est incorrect ou n’est plus valable. Vérifiez-le, ou demandez-en un nouveau.',
    again: 'Rien reçu ?',
    againHint:
      'Regardez d’abord dans votre dossier de courrier indésirable. Un nouveau code part au plus une fois par minute.',
    sendAgain: 'Envoyer un nouveau code',
    usePassword: 'Se connecter avec le mot de passe',
    otherAddress: 'Utiliser une autre adresse',
  },

  out: {
    title: 'Se déconnecter',
    heading: (app) => `Se déconnecter de ${app} ?`,
    ask: 'La session est ouverte pour <who></who>. La déconnexion met fin à cette session, sur cet appareil uniquement.',
    go: 'Se déconnecter',
    stay: 'Garder la session ouverte',
    doneTitle: 'Déconnexion effectuée',
    done: 'Votre session sur cet appareil est terminée.',
    notIn: 'Aucune session n’est ouverte sur cet appareil.',
    again: 'Se reconnecter',
  },
});
