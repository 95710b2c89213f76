import type { Words } from '../words.ts';

/** Texts of the sessions of an account; devices and places are named here for other pages too. */
export const sessions = (): Words['sessions'] => ({
  intro:
    'Tous les appareils connectés à votre compte. Vous n’en reconnaissez pas un ? Déconnectez-le, puis <password>changez votre mot de passe</password>.',
  thisDevice: 'Cet appareil',
  twoSteps: 'Deux étapes',
  lastUsed: (ago) => `Dernière utilisation : ${ago}.`,
  signedIn: (when) => `Connexion : ${when}.`,
  signedInWith: (when, ways) => `Connexion : ${when}, avec ${ways}.`,
  ways: {
    pwd: 'votre mot de passe',
    otp: 'un code',
    email: 'un lien reçu par e-mail',
    fed: 'un autre de vos comptes',
    hwk: 'une clé d’accès',
  },
  place: (city, country) => `${city}, ${country}`,
  device: {
    browserOn: (browser, os) => `${browser} sur ${os}`,
    browser: (browser) => `${browser} sur un système inconnu`,
    unknownOn: (os) => `Navigateur inconnu sur ${os}`,
    unknown: 'Navigateur inconnu',
    app: (name) => `Application ou script (${name})`,
    appleApp: 'Application Apple',
  },
  end: 'Déconnecter',
  ended: 'Cet appareil est déconnecté',
  endedWhy: 'Il devra se reconnecter.',
  notThere: 'Cet appareil n’est plus connecté',
  notThereWhy: 'Il a peut-être été déconnecté dans un autre onglet, ou sa durée est écoulée.',
  others: {
    open: 'Déconnecter partout ailleurs',
    title: (count) =>
      count < 2 ? 'Déconnecter votre autre appareil ?' : `Déconnecter ${count} autres appareils ?`,
    what: 'Il faudra s’y reconnecter. Cet appareil reste connecté.',
    go: (count) => (count < 2 ? 'Déconnecter un appareil' : `Déconnecter ${count} appareils`),
    keep: (count) => (count < 2 ? 'Le garder' : 'Les garder'),
    none: 'Vous n’avez aucune autre session ouverte',
    noneWhat: 'Cet appareil est le seul : il n’y a rien à déconnecter.',
    back: 'Retour aux sessions',
    done: (count) => {
      if (count === 0) return 'Vous n’aviez aucune autre session ouverte';
      return count === 1
        ? 'Votre autre appareil est déconnecté'
        : `Vos ${count} autres appareils sont déconnectés`;
    },
  },
});
