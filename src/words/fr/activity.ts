import type { Words } from '../words.ts';

/** Texts of the history of an account. */
export const activity = (): Words['activity'] => ({
  intro: (span, zone) =>
    `Ce qui s’est passé sur votre compte depuis ${span}. Fuseau horaire : ${zone}.`,
  show: 'Afficher',
  kinds: {
    all: 'Tout',
    sign_ins: 'Connexions',
    security: 'Changements de sécurité',
    apps: 'Applications connectées',
  },
  today: (day) => `Aujourd’hui, ${day}`,
  yesterday: (day) => `Hier, ${day}`,
  older: 'Afficher l’activité plus ancienne',
  latest: 'Afficher l’activité la plus récente',
  nothing: 'Il n’y a rien ici',
  nothingWhat: 'Rien de ce type ne s’est passé pendant cette période.',
  nothingOlder: 'C’est tout. Il n’y a rien de plus ancien.',
  newPlace: 'Nouveau lieu',
  newDevice: 'Nouvel appareil',
  refused: 'Refusé',
  signedInWith: (ways) => `Connexion avec ${ways}`,
  confirmedWith: (ways) => `Vous avez confirmé votre identité avec ${ways}`,
  wrongPasswords: (count) =>
    count < 2
      ? 'Quelqu’un a saisi un mot de passe incorrect'
      : `Quelqu’un a saisi ${count} fois un mot de passe incorrect`,
  events: {
    'user.registered': {
      administrator: 'Un administrateur a créé votre compte',
      other: 'Vous avez créé votre compte',
    },
    'user.imported': 'Votre compte a été transféré ici',
    'user.email_verified': 'Vous avez confirmé votre adresse e-mail',
    'session.started': 'Connexion à votre compte',
    'session.started_from_new_device': 'Connexion depuis un nouvel appareil ou un nouveau lieu',
    'session.stepped_up': 'Vous avez confirmé votre identité',
    'session.ended': {
      logout: 'Déconnexion',
      terminated: 'Vous avez déconnecté l’un de vos appareils',
      replaced: 'Nouvelle connexion, qui a mis fin à la session précédente de ce navigateur',
      idle: 'Un appareil a été déconnecté, car il n’a pas servi pendant longtemps',
      token_revoked: 'Une application a mis fin à sa session',
      other: 'Une session a pris fin',
    },
    'session.others_ended': 'Vous avez déconnecté tous vos autres appareils',
    'token.revoked': 'Une application a renoncé à son accès',
    'grant.started': 'Connexion à une application avec ce compte',
    'grant.code_replayed':
      'Quelqu’un a utilisé une copie de ce qui avait été remis à une application pour se connecter : nous avons mis fin à son accès',
    'consent.given': 'Application autorisée à utiliser votre compte',
    'consent.withdrawn': 'Autorisation d’une application retirée',
    'session.sign_in_failed': 'Quelqu’un a saisi un mot de passe incorrect',
    'session.refresh_token_reused':
      'Quelqu’un a utilisé une copie de l’une de vos sessions, nous avons donc mis fin à cette session',
    'password.changed': 'Vous avez changé votre mot de passe',
    'password.reset_asked': 'Quelqu’un a demandé un e-mail pour définir un nouveau mot de passe',
    'password.reset':
      'Vous avez défini un nouveau mot de passe avec l’e-mail que nous vous avons envoyé',
    'password.found_in_breach':
      'Nous avons trouvé votre mot de passe dans une liste de mots de passe volés',
    'password.breach_check_failed':
      'Nous n’avons pas pu comparer votre mot de passe à ceux qui ont été volés',
    'account.locked':
      'Trop de mots de passe incorrects : nous avons verrouillé votre compte pendant un certain temps',
    'account.unlocked': 'Vous avez déverrouillé votre compte',
    'account.tries_used_up':
      'Trop de codes incorrects : nous avons verrouillé votre compte pendant un certain temps',
    'second_factor.failed': {
      code: 'Quelqu’un qui a votre mot de passe a saisi un code incorrect',
      password:
        'Quelqu’un qui a un code de votre boîte de réception a saisi un mot de passe incorrect',
      other: 'Quelqu’un a échoué à votre deuxième étape',
    },
    'second_factor.enabled': 'Vous avez activé les codes par e-mail comme deuxième étape',
    'second_factor.disabled': 'Vous avez désactivé les codes par e-mail comme deuxième étape',
    'factor.added': {
      totp: 'Vous avez ajouté une application d’authentification',
      passkey: 'Vous avez ajouté une clé d’accès',
      other: 'Vous avez ajouté une deuxième étape',
    },
    'factor.used': {
      totp: 'Vous avez utilisé votre application d’authentification',
      passkey: 'Vous avez utilisé une clé d’accès',
      email_otp: 'Vous avez utilisé un code reçu par e-mail',
      other: 'Vous avez utilisé une deuxième étape',
    },
    'factor.removed': {
      totp: 'Vous avez supprimé une application d’authentification',
      passkey: 'Vous avez supprimé une clé d’accès',
      other: 'Vous avez supprimé une deuxième étape',
    },
    'factor.change_undone': 'Un changement de vos deuxièmes étapes a été annulé par e-mail',
    'factor.removal_asked':
      'Un lien reçu par e-mail a servi à demander la suppression d’une deuxième étape',
    'factor.removal_cancelled': 'Vous avez arrêté la suppression de vos deuxièmes étapes',
    'recovery_code.used': 'Vous avez utilisé un code de récupération',
    'recovery_codes.replaced': 'Vous avez créé de nouveaux codes de récupération',
    'factor.counter_went_back':
      'Une clé d’accès qui est peut-être une copie de la vôtre a été utilisée',
    'identity.connected': 'Vous avez associé un autre de vos comptes pour vous connecter',
    'identity.disconnected': 'Vous avez dissocié un compte qui servait à vous connecter',
    'identity.refused': 'Une connexion avec un compte associé a été refusée',
    'user.profile_changed': 'Vous avez modifié votre profil',
    'email.change_asked': 'Vous avez demandé à changer votre adresse e-mail',
    'email.changed': 'Vous avez changé votre adresse e-mail',
    'email.change_undone': 'Un changement de votre adresse e-mail a été annulé par e-mail',
    'account.exported': 'Vous avez téléchargé vos données',
    'password.reset_forced': {
      administrator:
        'Un administrateur a supprimé votre mot de passe, et nous vous avons envoyé un lien par e-mail',
      other:
        'Nous avons supprimé votre mot de passe et vous avons envoyé par e-mail un lien pour en définir un nouveau',
    },
    'admin.locked': 'Un administrateur a verrouillé votre compte pendant un certain temps',
    'admin.unlocked': 'Un administrateur a déverrouillé votre compte',
    'admin.disabled': 'Un administrateur a fermé votre compte',
    'admin.enabled': 'Un administrateur a rouvert votre compte',
    'admin.email_verified': 'Un administrateur a confirmé votre adresse e-mail',
    'admin.sessions_ended': 'Un administrateur a déconnecté tous vos appareils',
    'admin.roles_changed': 'Un administrateur a modifié vos droits',
    'admin.factor_removal_asked':
      'Un administrateur a demandé la suppression de vos deuxièmes étapes',
    'admin.factor_removal_cancelled':
      'Un administrateur a arrêté la suppression de vos deuxièmes étapes',
    'admin.factors_removed':
      'Vos deuxièmes étapes ont été supprimées, à la demande d’un administrateur',
    'admin.reconciled': 'Nous avons remis en ordre les données de votre compte',
  },
  secure: {
    ask: 'Quelque chose ici ne vient pas de vous ?',
    what: 'Nous déconnecterons tous les autres appareils et vous demanderons un nouveau mot de passe.',
    open: 'Sécuriser mon compte',
    title: 'Sécurisez votre compte',
    why: 'Faites-le si vous voyez quelque chose qui ne vient pas de vous. Il y a deux étapes :',
    first:
      'Nous déconnectons tous les appareils sauf celui-ci. Toute autre personne devra se reconnecter.',
    second: 'Vous choisissez un nouveau mot de passe, pour que l’ancien ne laisse entrer personne.',
    go: 'Déconnecter les autres appareils',
    stay: 'C’était moi',
    nextTitle: 'Choisissez maintenant un nouveau mot de passe',
    next: 'Choisissez-en un que vous n’utilisez nulle part ailleurs.',
    nextGo: 'Choisir un nouveau mot de passe',
    nextToo:
      'Vérifiez ensuite vos clés d’accès et vos deuxièmes étapes, et supprimez ce qui n’est pas à vous.',
    lookTitle: 'Vérifiez maintenant comment vous vous connectez',
    look: 'Vérifiez vos clés d’accès et vos deuxièmes étapes, et supprimez ce qui n’est pas à vous.',
    lookGo: 'Voir comment je me connecte',
    done: 'C’est fait',
  },
});
