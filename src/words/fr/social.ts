import type { Words } from '../words.ts';

/** Texts of signing in with a provider, and of connecting one to an account. */
export const social = (): Words['social'] => ({
  continueWith: 'Continuer avec <provider></provider>',
  orContinueWith: 'ou continuer avec',
  address: {
    title: 'Votre adresse e-mail',
    why: '<provider></provider> ne garantit pas votre adresse e-mail. Saisissez-la, et nous vous enverrons un code pour nous assurer qu’elle est à vous.',
    hint: 'Vous devez pouvoir y lire vos e-mails maintenant.',
    send: 'Recevoir un code par e-mail',
    haveOne: 'Vous avez déjà un compte ? <link>Connectez-vous et associez-le</link>',
    sent: 'Un code est en route vers <email></email>.',
  },
  finish: {
    title: 'Créez votre compte',
    what: 'Nous allons créer un compte pour <email></email>. Vous vous y connecterez avec <provider></provider>.',
  },
  existing: {
    title: 'Vous avez déjà un compte',
    what: 'Il existe un compte pour <email></email>. Il n’est pas encore associé à <provider></provider>.',
    once: 'Connectez-vous comme d’habitude. Vous pourrez ensuite associer <provider></provider> et vous en servir pour vous connecter.',
    go: 'Se connecter et associer',
  },
  join: {
    title: (provider) => `Associer ${provider} ?`,
    named:
      '<identity></identity> chez <provider></provider> sera associé à votre compte <who></who>.',
    unnamed: 'Votre compte chez <provider></provider> sera associé à votre compte <who></who>.',
    means:
      'Toute personne qui peut se connecter là-bas pourra alors se connecter ici. Ne l’associez que s’il est à vous.',
    go: 'Associer',
    dont: 'Ne pas associer',
    takenTitle: (provider) => `Ce compte ${provider} est déjà utilisé`,
    taken:
      'Il est associé à un autre compte ici. Dissociez-le d’abord de ce compte, ou choisissez-en un autre.',
    otherTitle: (provider) => `Un autre compte ${provider} est associé`,
    other: 'Un compte peut en avoir un seul par fournisseur. Dissociez d’abord l’autre.',
    tooManyTitle: 'Il y a trop de comptes associés',
    tooMany: 'Dissociez-en un d’abord.',
    unverifiedTitle: 'Confirmez d’abord votre adresse e-mail',
    unverified:
      'Ouvrez le lien que nous vous avons envoyé lors de votre inscription. Vous pourrez ensuite associer ce compte.',
  },
  connections: {
    title: 'Moyens de connexion',
    intro: 'Vous pouvez vous connecter ici avec ces comptes que vous avez ailleurs.',
    since: (when) => `Associé le ${when}.`,
    lastUsed: (when) => `Dernière utilisation : ${when}.`,
    notConnected: 'Non associé',
    connectTitle: (provider) => `Associer ${provider}`,
    connectWhat:
      'Vous irez chez <provider></provider> puis reviendrez ici. Nous vous demanderons encore une confirmation avant d’associer quoi que ce soit.',
    connected: (provider) => `${provider} est associé`,
    connectedMore: 'Vous pouvez désormais vous en servir pour vous connecter.',
    yours: (provider) => `${provider} était déjà associé`,
    yoursMore: 'Rien n’a changé.',
    disconnected: (provider) => `${provider} est dissocié`,
    disconnectedMore: 'Plus personne ne peut s’en servir pour se connecter ici.',
    expired: 'Il n’y a rien à associer',
    expiredMore:
      'Cela a pris trop de temps, ou avait commencé dans une autre session. Recommencez ici.',
  },
  disconnect: {
    title: (provider) => `Dissocier ${provider} ?`,
    what: 'Vous ne pourrez plus vous connecter avec <provider></provider>. Les sessions ouvertes avec ce compte prendront fin, sauf celle-ci. Vous pourrez l’associer de nouveau à tout moment.',
    go: 'Dissocier',
    keep: 'Conserver',
    last: 'C’est votre seul moyen d’entrer',
    lastWhy:
      'Sans <provider></provider>, vous ne pourriez plus vous connecter. Définissez d’abord un mot de passe ou ajoutez une clé d’accès.',
    setPassword: 'Définir un mot de passe',
    back: 'Retour',
  },
  notices: {
    refused: (provider) => `${provider} n’a pas confirmé votre identité`,
    refusedMore: 'Vous avez peut-être annulé là-bas. Réessayez, ou choisissez un autre moyen.',
    unreachable: (provider) => `${provider} est injoignable pour le moment`,
    unreachableMore: 'Attendez une minute et réessayez, ou choisissez un autre moyen.',
    invalid: (provider) => `Nous n’avons pas pu vérifier la réponse de ${provider}`,
    invalidMore: 'Rien n’a changé. Réessayez, ou choisissez un autre moyen.',
    lost: 'Cela a pris trop de temps, ou avait commencé dans un autre navigateur',
    lostMore: 'Rien n’a changé. Recommencez ici.',
  },
});
