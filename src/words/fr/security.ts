import type { Words } from '../words.ts';

/** Texts of: how one signs in, and how one gets back in. */
export const security = (): Words['security'] => ({
  intro: 'Comment vous vous connectez, et comment vous retrouvez l’accès.',
  removal: (time) => `Des deuxièmes étapes de votre compte seront supprimées le ${time}`,
  removalWhat:
    'Quelqu’un l’a demandé. Si vous avez encore votre clé d’accès, votre application ou vos codes de récupération, utilisez l’un d’eux maintenant, et rien ne sera supprimé.',
  removalStop: 'Prouver que je l’ai',
  back: 'Retour à la sécurité',
  lockedTitle: 'Trop d’essais incorrects',
  locked: (time) => `Rien n’a été modifié. Réessayez dans ${time}.`,
  unavailableTitle: 'Ce n’est pas possible pour le moment',
  unavailable: 'Une partie de notre service ne répond pas. Réessayez dans quelques secondes.',
  needed: 'Votre compte en a besoin',
  neededWhy:
    'Vous ne pouvez pas vous connecter sans deuxième étape, et c’est la dernière que vous avez. Ajoutez-en d’abord une autre, puis supprimez celle-ci.',
  neededHint:
    'Vous ne pouvez pas la supprimer : votre compte a besoin d’une deuxième étape, et c’est la dernière.',
  codesGo:
    'C’est votre dernière clé d’accès ou application : vos codes de récupération cesseront aussi de fonctionner.',
  tooMany: 'Il n’y a plus de place',
  tooManyWhy:
    'Votre compte a atteint le maximum. Supprimez ce que vous n’utilisez plus, puis revenez.',

  password: {
    heading: 'Mot de passe',
    changedOn: (day) => `Dernier changement le ${day}`,
    neverChanged: 'Celui que vous avez choisi à la création du compte',
    none: 'Votre compte n’en a pas. Vous vous connectez autrement.',
    change: 'Changer le mot de passe',
    set: 'Définir un mot de passe',
    title: 'Changez votre mot de passe',
    ask: 'À l’enregistrement, nous fermerons votre session sur tous les autres appareils.',
    old: 'Mot de passe actuel',
    forgot: 'Vous ne le connaissez pas ? <a>Recevez un lien pour en choisir un nouveau</a>',
    missingOld: 'Saisissez votre mot de passe actuel.',
    wrongOld: 'Ce n’est pas votre mot de passe actuel. Saisissez-le de nouveau.',
    justChanged:
      'Ce n’est plus votre mot de passe actuel : il vient d’être changé. Si c’était vous, il n’y a plus rien à faire.',
    changed: 'Votre mot de passe est changé.',
    changedWhat: 'Votre session est fermée sur tous les autres appareils.',
    setTitle: 'Définissez un mot de passe',
    setAsk:
      'Nous vous enverrons un lien par e-mail. Ouvrez-le pour choisir un mot de passe ; votre session sera ensuite fermée partout.',
    setSend: 'Recevoir un lien',
  },

  passkeys: {
    heading: 'Clés d’accès',
    what: 'Connectez-vous avec votre empreinte digitale, votre visage ou le verrouillage de l’écran. Rien à retenir, et aucun risque d’hameçonnage.',
    add: 'Ajouter une clé d’accès',
    isNew: 'Nouveau',
    unnamed: 'Clé d’accès',
    synced: 'Synchronisée avec vos appareils.',
    alone: 'Sur un seul appareil ou une seule clé.',
    notSynced: 'Pas encore synchronisée avec d’autres appareils.',
    used: (where, added, used) => `${where} Ajoutée le ${added}. Dernière utilisation : ${used}`,
    unused: (where, added) => `${where} Ajoutée le ${added}, pas encore utilisée`,
    rename: 'Renommer',
    remove: 'Supprimer',
    addTitle: 'Ajoutez une clé d’accès',
    addAsk:
      'Votre appareil vous demande votre empreinte digitale, votre visage ou le verrouillage de l’écran, et garde la clé d’accès pour la prochaine fois.',
    name: 'Nom (facultatif)',
    nameHint: 'Pour la reconnaître dans votre liste, par exemple « Portable du bureau ».',
    addGo: 'Créer une clé d’accès',
    addWrong:
      'Votre appareil n’a pas créé de clé d’accès que nous puissions utiliser. Rien n’a été ajouté. Réessayez.',
    added: 'Clé d’accès ajoutée.',
    addedWhat: 'À votre prochaine connexion, choisissez « Utiliser une clé d’accès ».',
    renameTitle: 'Renommez votre clé d’accès',
    newName: 'Nom',
    newNameHint: 'Si ce champ est vide, elle porte le nom de son modèle.',
    nameWrong: 'Utilisez au plus 100 lettres pour le nom, sur une seule ligne.',
    renameGo: 'Enregistrer le nom',
    renamed: 'Clé d’accès renommée.',
    removeTitle: 'Supprimer cette clé d’accès ?',
    removeWhat: '<b></b> ne permettra plus de vous connecter. Vous pourrez l’ajouter de nouveau.',
    removeGo: 'Supprimer la clé d’accès',
    keep: 'La garder',
    removed: 'Clé d’accès supprimée.',
    removedWhat: 'Elle ne permet plus de vous connecter.',
  },

  totp: {
    heading: 'Application d’authentification',
    what: 'Après votre mot de passe, nous demandons un code à six chiffres d’une application comme 1Password, Google Authenticator ou Aegis.',
    off: 'Désactivée',
    setUp: 'Configurer une application',
    setUpMore: 'Configurer une autre application',
    unnamed: 'Application d’authentification',
    used: (added, used) => `Ajoutée le ${added}. Dernière utilisation : ${used}`,
    unused: (added) => `Ajoutée le ${added}, pas encore utilisée`,
    remove: 'Supprimer',
    title: 'Configurez une application d’authentification',
    begin:
      'Il vous faut une application qui crée des codes. Le gestionnaire de mots de passe de votre téléphone en est peut-être déjà une.',
    name: 'Nom (facultatif)',
    nameHint: 'Pour la reconnaître dans votre liste, par exemple « Téléphone ».',
    nameWrong: 'Utilisez au plus 64 lettres pour le nom, sur une seule ligne.',
    beginGo: 'Afficher le code à scanner',
    expired: 'Cela a pris trop de temps',
    expiredWhat:
      'Rien n’a été configuré. Recommencez, et supprimez l’entrée précédente de votre application.',
    scan: 'Scannez ceci avec l’application',
    qr: 'Code QR pour votre application d’authentification. La clé ci-dessous a le même effet.',
    onThisDevice: 'L’application est sur cet appareil ? <a>Ouvrez-la ici</a>',
    type: 'Vous ne pouvez pas le scanner ? Saisissez plutôt cette clé',
    code: 'Saisissez le code que l’application affiche',
    codeHint: 'Cette configuration expire au bout de dix minutes. Vous pouvez recommencer.',
    go: 'Activer',
    added: 'Application d’authentification configurée.',
    addedWhat: 'À partir de maintenant, nous demandons son code après votre mot de passe.',
    removeTitle: 'Supprimer cette application ?',
    removeWhat:
      'Nous ne demanderons plus les codes de <b></b>. Supprimez aussi l’entrée dans l’application.',
    removeGo: 'Supprimer l’application',
    keep: 'La garder',
    removed: 'Application d’authentification supprimée.',
    removedWhat: 'Nous ne demandons plus ses codes.',
  },

  codes: {
    heading: 'Codes de récupération',
    left: (count) =>
      count < 2
        ? `Il reste ${count} code. Chacun fonctionne une seule fois.`
        : `Il reste ${count} codes. Chacun fonctionne une seule fois.`,
    none: 'Il n’en reste aucun. Créez-en de nouveaux, sinon la perte de votre téléphone vous bloquera l’accès.',
    make: 'Créer de nouveaux codes',
    title: 'Créez de nouveaux codes de récupération',
    makeWhat:
      'Vous recevez dix nouveaux codes. Ceux que vous avez cessent immédiatement de fonctionner.',
    makeGo: 'Créer de nouveaux codes',
    missing: 'Configurez d’abord une deuxième étape',
    missingWhy:
      'Les codes de récupération remplacent une clé d’accès ou une application perdue, et votre compte n’a encore ni l’une ni l’autre.',
    saveTitle: 'Enregistrez vos codes de récupération',
    save: 'Si vous perdez votre téléphone ou votre clé, ces codes vous permettent de retrouver l’accès. Chacun fonctionne une seule fois. <b>Nous ne les affichons que maintenant</b> : gardez-les en lieu sûr.',
    download: 'Télécharger',
    saved: 'J’ai enregistré ces codes',
    file: (app) => `Codes de récupération pour ${app}. Chacun fonctionne une seule fois.`,
  },

  emailCode: {
    heading: 'Code par e-mail',
    on: 'Activé',
    off: 'Désactivé',
    isOn: 'Après votre mot de passe, nous vous envoyons un code par e-mail. Une application ou une clé d’accès est plus sûre.',
    isOff:
      'Après votre mot de passe, nous vous enverrions un code par e-mail. Une application ou une clé d’accès est plus sûre.',
    turnOn: 'Activer',
    turnOff: 'Désactiver',
    onTitle: 'Activer le code par e-mail ?',
    onWhat:
      'Quand vous vous connectez avec votre mot de passe, nous vous envoyons par e-mail un code à six chiffres à saisir.',
    offTitle: 'Désactiver le code par e-mail ?',
    offWhat:
      'Quand vous vous connectez avec votre mot de passe, nous ne vous envoyons plus de code par e-mail.',
    password: 'Votre mot de passe',
    turnedOn: 'Le code par e-mail est activé.',
    turnedOnWhat: 'Nous vous envoyons un code par e-mail après votre mot de passe.',
    turnedOff: 'Le code par e-mail est désactivé.',
    turnedOffWhat: 'Nous ne vous envoyons plus de code par e-mail après votre mot de passe.',
    noPassword: 'Définissez d’abord un mot de passe',
    noPasswordWhy: 'Le code vient après votre mot de passe, et votre compte n’en a pas.',
  },
});
