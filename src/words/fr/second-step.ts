import type { Words } from '../words.ts';

/** Texts of: the second step of a sign-in, setting one up during it, step-up. */
export const secondStep = (): Words['secondStep'] => ({
  totp: {
    title: 'Saisissez votre code',
    ask: (app) =>
      `Ouvrez votre application d’authentification et saisissez les six chiffres qu’elle affiche pour ${app}.`,
    label: 'Code à six chiffres',
    hint: 'Le code change toutes les 30 secondes.',
    missing: 'Saisissez les six chiffres que votre application affiche.',
    wrong:
      'Ce code est incorrect. Attendez le suivant dans votre application, puis saisissez-le ici.',
    go: 'Continuer',
    others: 'Vous ne pouvez pas utiliser votre application ?',
    way: 'Utiliser votre application d’authentification',
    wayHint: 'Saisissez les six chiffres qu’elle affiche.',
  },
  passkey: {
    title: 'Utilisez votre clé d’accès',
    ask: 'Confirmez votre identité avec votre empreinte digitale, votre visage, le verrouillage de l’écran ou une clé de sécurité.',
    wrong:
      'Cette clé d’accès n’a pas fonctionné. Réessayez, ou choisissez un autre moyen ci-dessous.',
    go: 'Utiliser ma clé d’accès',
    others: 'Vous ne pouvez pas utiliser votre clé d’accès ?',
    way: 'Utiliser une clé d’accès',
    wayHint:
      'Votre empreinte digitale, votre visage, le verrouillage de l’écran ou une clé de sécurité.',
  },
  recovery_code: {
    title: 'Saisissez un code de récupération',
    ask: 'Saisissez l’un des codes que vous avez enregistrés en configurant votre deuxième étape. Chacun fonctionne une seule fois.',
    label: 'Code de récupération',
    hint: 'Quatre groupes de quatre. Majuscules ou minuscules, c’est pareil.',
    missing: 'Saisissez l’un de vos codes de récupération.',
    wrong: 'Ce code est incorrect ou a déjà été utilisé. Vérifiez-le, ou utilisez-en un autre.',
    go: 'Continuer',
    others: 'Pas de code sous la main ?',
    way: 'Utiliser un code de récupération',
    wayHint: 'L’un des codes que vous avez enregistrés lors de la configuration.',
  },
  email_otp: {
    title: 'Consultez votre boîte de réception',
    ask: 'Nous vous avons envoyé par e-mail un code à six chiffres. Saisissez-le ici pour continuer.',
    label: 'Code à six chiffres',
    hint: (time) =>
      `Il fonctionne une seule fois, pendant ${time}, et uniquement pour cette connexion.`,
    stepUpHint: (time) => `Il fonctionne une seule fois, pendant ${time}.`,
    missing: 'Saisissez les six chiffres du code.',
    wrong:
      'Ce code est incorrect ou n’est plus valable. Vérifiez qu’il vient de notre dernier e-mail.',
    go: 'Continuer',
    others: 'Pas d’e-mail ?',
    way: 'Utiliser le code reçu par e-mail',
    wayHint: 'Il est dans votre boîte de réception, ou dans votre dossier de courrier indésirable.',
    again:
      'Rien reçu ? Regardez dans votre dossier de courrier indésirable, ou <again>reconnectez-vous</again> pour recevoir un nouveau code.',
  },
  password: {
    title: 'Saisissez votre mot de passe',
    ask: 'Encore une étape : votre mot de passe.',
    label: 'Mot de passe',
    missing: 'Saisissez votre mot de passe.',
    wrong: 'Ce n’est pas votre mot de passe. Saisissez-le de nouveau.',
    go: 'Continuer',
    others: 'Vous ne vous en souvenez plus ?',
    way: 'Utiliser votre mot de passe',
    wayHint: 'Celui avec lequel vous vous connectez.',
  },
  tooManyTitle: 'Trop d’essais incorrects',
  tooMany: (time) => `Réessayez dans ${time}, ou choisissez un autre moyen ci-dessous.`,
  signingInAs: 'Connexion pour <who></who>. <other>Ce n’est pas vous ?</other>',
  signingIn: 'Ce n’est pas votre connexion ? <other>Recommencez</other>',
  lost: 'Vous avez perdu tout ce que vous pourriez utiliser ici ? <help>Demandez de l’aide</help>.',

  setUp: {
    title: 'Configurez votre deuxième étape',
    ask: (app) =>
      `${app} demande deux preuves de votre identité. Choisissez maintenant la deuxième : votre session s’ouvrira juste après.`,
    totp: 'Configurer une application d’authentification',
    totpHint:
      'Une application sur votre téléphone affiche un nouveau code toutes les 30 secondes. Fonctionne hors ligne.',
    passkey: 'Créer une clé d’accès',
    passkeyHint:
      'Votre empreinte digitale, votre visage, le verrouillage de l’écran ou une clé de sécurité. Rien à retenir.',
    password: 'Choisir un mot de passe',
    passwordHint:
      'Vous vous connecterez avec votre mot de passe et un code de votre boîte de réception.',
    another: 'Choisir un autre moyen',

    totpTitle: 'Configurez votre application d’authentification',
    totpScan: 'Scannez ceci avec votre application d’authentification',
    totpCode: 'Saisissez le code qu’elle affiche',
    totpGo: 'Activer',
    totpGone: 'Cela a pris trop de temps',
    totpGoneMore:
      'Voici un nouveau code à scanner. Supprimez l’entrée précédente de votre application.',
    totpBegin:
      'Il vous faut une application d’authentification, par exemple celle fournie avec votre téléphone ou votre gestionnaire de mots de passe.',
    totpBeginGo: 'Afficher le code à scanner',

    passkeyTitle: 'Créez une clé d’accès',
    passkeyAsk:
      'Votre appareil vous demande votre empreinte digitale, votre visage ou le verrouillage de l’écran, et garde la clé d’accès pour la prochaine fois.',
    passkeyGo: 'Créer une clé d’accès',
    passkeyWrong:
      'Votre appareil n’a pas créé de clé d’accès que nous puissions utiliser. Réessayez, ou choisissez un autre moyen.',

    passwordTitle: 'Choisissez un mot de passe',
    passwordAsk:
      'À partir de maintenant, vous vous connectez avec ce mot de passe et une deuxième étape.',
    passwordLabel: 'Nouveau mot de passe',
    passwordGo: 'Enregistrer et se connecter',

    doneTitle: 'Votre deuxième étape est configurée',
    done: 'Votre session est ouverte. Les codes de récupération ne s’affichent qu’une fois ; vous pouvez en créer de nouveaux dans votre compte.',
    goOn: 'Continuer',
  },

  stepUp: {
    title: 'Confirmez votre identité',
    ask: 'Ce que vous allez faire est important : nous vérifions une fois de plus que c’est bien vous.',
    askCode:
      'Nous enverrons un code à <email></email>. Saisissez-le ici, et vous reviendrez où vous étiez.',
    send: 'Recevoir un code par e-mail',
    sendAgain: 'Envoyer un nouveau code',
    back: 'Pas maintenant',
  },
});
