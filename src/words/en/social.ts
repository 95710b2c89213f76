/** Texts of signing in with a provider, and of connecting one to an account. */
export const social = {
  continueWith: 'Continue with <provider></provider>',
  orContinueWith: 'or continue with',

  /** Proving an address by mail. */
  address: {
    title: 'Your email address',
    why: '<provider></provider> doesn’t vouch for your email address. Enter it, and we’ll send you a code to make sure it’s yours.',
    hint: 'It has to be one that you can read mail at now.',
    send: 'Email me a code',
    haveOne: 'Do you have an account already? <link>Sign in and connect it</link>',
    sent: 'A code is on its way to <email></email>.',
  },

  /** Before there is an account. */
  finish: {
    title: 'Create your account',
    what: 'We’re about to make an account for <email></email>. You’ll sign in to it with <provider></provider>.',
  },

  /** The address has an account. */
  existing: {
    title: 'You already have an account',
    what: 'There’s an account for <email></email>. It isn’t connected to <provider></provider> yet.',
    once: 'Sign in the way you usually do. After that you can connect <provider></provider> and sign in with it.',
    go: 'Sign in to connect it',
  },

  /** Connecting a provider to an account. */
  join: {
    title: (provider: string) => `Connect ${provider}?`,
    named:
      '<identity></identity> at <provider></provider> will be connected to your account <who></who>.',
    unnamed: 'Your account at <provider></provider> will be connected to your account <who></who>.',
    means: 'Anyone who can sign in there can then sign in here. Connect it only if it’s yours.',
    go: 'Connect',
    dont: 'Don’t connect',
    takenTitle: (provider: string) => `This ${provider} account is in use`,
    taken:
      'It’s connected to another account here. Disconnect it there first, or choose another one.',
    otherTitle: (provider: string) => `Another ${provider} account is connected`,
    other: 'An account can have one of each provider. Disconnect the other one first.',
    tooManyTitle: 'There are too many connections',
    tooMany: 'Disconnect one of them first.',
    unverifiedTitle: 'Confirm your email address first',
    unverified: 'Open the link that we emailed you when you signed up. Then connect this again.',
  },

  /** The list of them. */
  connections: {
    title: 'Ways to sign in',
    intro: 'You can sign in here with these accounts of yours elsewhere.',
    since: (when: string) => `Connected on ${when}.`,
    lastUsed: (when: string) => `Last used ${when}.`,
    notConnected: 'Not connected',
    connectTitle: (provider: string) => `Connect ${provider}`,
    connectWhat:
      'You’ll go to <provider></provider> and come back here. We’ll ask you once more before anything is connected.',
    connected: (provider: string) => `${provider} is connected`,
    connectedMore: 'You can sign in with it from now on.',
    yours: (provider: string) => `${provider} was connected already`,
    yoursMore: 'Nothing has changed.',
    disconnected: (provider: string) => `${provider} is disconnected`,
    disconnectedMore: 'Nobody can sign in here with it any more.',
    expired: 'There’s nothing to connect',
    expiredMore: 'It took too long, or was begun in another session. Start again from here.',
  },

  /** Disconnecting one. */
  disconnect: {
    title: (provider: string) => `Disconnect ${provider}?`,
    what: 'You won’t be able to sign in with <provider></provider> any more. Sessions that began with it end, except this one. You can connect it again at any time.',
    go: 'Disconnect',
    keep: 'Keep it',
    last: 'It’s your only way in',
    lastWhy:
      'Without <provider></provider> you couldn’t sign in any more. Set a password or add a passkey first.',
    setPassword: 'Set a password',
    back: 'Back',
  },

  /** A way to a provider that led nowhere. */
  notices: {
    refused: (provider: string) => `${provider} didn’t sign you in`,
    refusedMore: 'Perhaps you cancelled there. Try again, or choose another way.',
    unreachable: (provider: string) => `${provider} can’t be reached right now`,
    unreachableMore: 'Wait a minute and try again, or choose another way.',
    invalid: (provider: string) => `We couldn’t verify the answer from ${provider}`,
    invalidMore: 'Nothing has changed. Try again, or choose another way.',
    lost: 'This took too long, or began in another browser',
    lostMore: 'Nothing has changed. Start again from here.',
  },
};
