/** Texts of the sessions of an account; devices and places are named here for other pages too. */
export const sessions = {
  intro:
    'Everywhere you’re signed in. Don’t recognise one? Sign it out, then ' +
    '<password>change your password</password>.',
  thisDevice: 'This device',
  twoSteps: 'Two steps',
  /** `ago` is a text such as "3 hours ago". */
  lastUsed: (ago: string) => `Last used ${ago}.`,
  signedIn: (when: string) => `Signed in on ${when}.`,
  /** `ways` is a list of {@link ways}. */
  signedInWith: (when: string, ways: string) => `Signed in on ${when} with ${ways}.`,
  /** What somebody signed in with, by `amr` (RFC 8176). */
  ways: {
    pwd: 'your password',
    otp: 'a code',
    email: 'a mailed link',
    fed: 'another account of yours',
    hwk: 'a passkey',
  },
  place: (city: string, country: string) => `${city}, ${country}`,
  device: {
    browserOn: (browser: string, os: string) => `${browser} on ${os}`,
    browser: (browser: string) => `${browser} on an unknown system`,
    unknownOn: (os: string) => `Unknown browser on ${os}`,
    unknown: 'Unknown browser',
    app: (name: string) => `App or script (${name})`,
    appleApp: 'Apple app',
  },
  /** The button of one session; a screen reader hears its device after it. */
  end: 'Sign out',
  ended: 'That device is signed out',
  endedWhy: 'It has to sign in again.',
  notThere: 'That device isn’t signed in any more',
  notThereWhy: 'It may have been signed out in another tab, or its time was over.',
  others: {
    open: 'Sign out everywhere else',
    title: (count: number) =>
      count === 1 ? 'Sign out your other device?' : `Sign out ${count} other devices?`,
    what: 'You’ll have to sign in there again. This device stays signed in.',
    go: (count: number) => (count === 1 ? 'Sign out one device' : `Sign out ${count} devices`),
    keep: (count: number): string => (count === 1 ? 'Keep it' : 'Keep them'),
    none: 'You’re signed in nowhere else',
    noneWhat: 'This device is the only one, so there’s nothing to sign out.',
    back: 'Back to sessions',
    done: (count: number) => {
      if (count === 0) return 'You were signed in nowhere else';
      return count === 1
        ? 'Your other device is signed out'
        : `Your ${count} other devices are signed out`;
    },
  },
};
