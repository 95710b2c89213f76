import type { Words } from '../words.ts';

/** Texts of the sessions of an account; devices and places are named here for other pages too. */
export const sessions = (): Words['sessions'] => ({
  intro:
    'Überall dort sind Sie angemeldet. Kommt Ihnen etwas unbekannt vor? Melden Sie es ab, und <password>ändern Sie Ihr Passwort</password>.',
  thisDevice: 'Dieses Gerät',
  twoSteps: 'Zwei Schritte',
  lastUsed: (ago) => `Zuletzt verwendet: ${ago}.`,
  signedIn: (when) => `Angemeldet am ${when}.`,
  signedInWith: (when, ways) => `Angemeldet am ${when} mit ${ways}.`,
  // They follow "mit".
  ways: {
    pwd: 'Ihrem Passwort',
    otp: 'einem Code',
    email: 'einem Link aus einer E-Mail',
    fed: 'einem anderen Ihrer Konten',
    hwk: 'einem Passkey',
  },
  place: (city, country) => `${city}, ${country}`,
  device: {
    browserOn: (browser, os) => `${browser} unter ${os}`,
    browser: (browser) => `${browser}, unbekanntes System`,
    unknownOn: (os) => `Unbekannter Browser unter ${os}`,
    unknown: 'Unbekannter Browser',
    app: (name) => `App oder Skript (${name})`,
    appleApp: 'App von Apple',
  },
  end: 'Abmelden',
  ended: 'Das Gerät ist abgemeldet',
  endedWhy: 'Dort muss man sich neu anmelden.',
  notThere: 'Das Gerät ist nicht mehr angemeldet',
  notThereWhy: 'Vielleicht wurde es in einem anderen Tab abgemeldet, oder seine Zeit war um.',
  others: {
    open: 'Überall sonst abmelden',
    title: (count) =>
      count === 1 ? 'Ihr anderes Gerät abmelden?' : `${count} andere Geräte abmelden?`,
    what: 'Dort müssen Sie sich dann neu anmelden. Auf diesem Gerät bleiben Sie angemeldet.',
    go: (count) => (count === 1 ? 'Ein Gerät abmelden' : `${count} Geräte abmelden`),
    keep: () => 'Angemeldet lassen',
    none: 'Sie sind nirgends sonst angemeldet',
    noneWhat: 'Es gibt nur dieses Gerät, also ist nichts abzumelden.',
    back: 'Zurück zu den Sitzungen',
    done: (count) => {
      if (count === 0) return 'Sie waren nirgends sonst angemeldet';
      return count === 1
        ? 'Ihr anderes Gerät ist abgemeldet'
        : `Ihre ${count} anderen Geräte sind abgemeldet`;
    },
  },
});
