import type { Words } from '../words.ts';

/** Texts of the sessions of an account; devices and places are named here for other pages too. */
export const sessions = (): Words['sessions'] => ({
  intro:
    'Overal waar je bent ingelogd. Herken je er een niet? Log die uit en <password>wijzig je wachtwoord</password>.',
  thisDevice: 'Dit apparaat',
  twoSteps: 'Twee stappen',
  lastUsed: (ago) => `Laatst gebruikt: ${ago}.`,
  signedIn: (when) => `Ingelogd op ${when}.`,
  signedInWith: (when, ways) => `Ingelogd op ${when} met ${ways}.`,
  ways: {
    pwd: 'je wachtwoord',
    otp: 'een code',
    email: 'een link uit een e-mail',
    fed: 'een ander account van jou',
    hwk: 'een passkey',
  },
  place: (city, country) => `${city}, ${country}`,
  device: {
    browserOn: (browser, os) => `${browser} op ${os}`,
    browser: (browser) => `${browser} op een onbekend systeem`,
    unknownOn: (os) => `Onbekende browser op ${os}`,
    unknown: 'Onbekende browser',
    app: (name) => `App of script (${name})`,
    appleApp: 'Apple-app',
  },
  end: 'Uitloggen',
  ended: 'Dat apparaat is uitgelogd',
  endedWhy: 'Er moet daar opnieuw worden ingelogd.',
  notThere: 'Dat apparaat is niet meer ingelogd',
  notThereWhy: 'Misschien is het in een ander tabblad uitgelogd, of was de tijd voorbij.',
  others: {
    open: 'Overal elders uitloggen',
    title: (count) =>
      count === 1 ? 'Je andere apparaat uitloggen?' : `${count} andere apparaten uitloggen?`,
    what: 'Daar moet opnieuw worden ingelogd. Op dit apparaat blijf je ingelogd.',
    go: (count) => (count === 1 ? 'Eén apparaat uitloggen' : `${count} apparaten uitloggen`),
    keep: () => 'Niet uitloggen',
    none: 'Je bent nergens anders ingelogd',
    noneWhat: 'Dit is het enige apparaat, dus er is niets om uit te loggen.',
    back: 'Terug naar sessies',
    done: (count) => {
      if (count === 0) return 'Je was nergens anders ingelogd';
      return count === 1
        ? 'Je andere apparaat is uitgelogd'
        : `Je ${count} andere apparaten zijn uitgelogd`;
    },
  },
});
