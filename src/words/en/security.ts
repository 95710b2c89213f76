/** Texts of: how one signs in, and how one gets back in. */
export const security = {
  intro: 'How you sign in, and how you get back in.',
  /** A removal of factors waits until that time. */
  removal: (time: string) => `Second steps of your account will be removed on ${time}`,
  removalWhat:
    'Someone asked for that. If you still have your passkey, app or recovery codes, use one of them now, and nothing is removed.',
  removalStop: 'Prove that you have it',
  back: 'Back to security',
  /** Above a form, where a wrong password was given too often. */
  lockedTitle: 'Too many wrong tries',
  locked: (time: string) => `Nothing has changed. Try again in ${time}.`,
  unavailableTitle: 'We can’t do this right now',
  unavailable: 'A part of our service isn’t answering. Try again in a few seconds.',
  /** Where policy demands a second step and this is the last one. */
  needed: 'Your account needs this',
  neededWhy:
    'You can’t sign in without a second step, and this is the last one you have. Add another one first, then remove this.',
  neededHint: 'You can’t remove it: your account needs a second step, and this is the last one.',
  /** Where a removal takes the recovery codes along. */
  codesGo: 'It’s the last passkey or app you have, so your recovery codes stop working too.',
  tooMany: 'There’s no room for more',
  tooManyWhy:
    'Your account has as many as it can have. Remove one you no longer use, then come back.',

  password: {
    heading: 'Password',
    changedOn: (day: string) => `Last changed on ${day}`,
    neverChanged: 'The one you chose when you signed up',
    none: 'Your account has none. You sign in in another way.',
    change: 'Change password',
    set: 'Set a password',
    title: 'Change your password',
    ask: 'When you save it, we sign you out on every other device.',
    old: 'Current password',
    forgot: 'Don’t know it? <a>Get a link to choose a new one</a>',
    missingOld: 'Enter the password you have now.',
    wrongOld: 'That’s not your current password. Enter it again.',
    justChanged:
      'That’s not your current password any more: it was changed a moment ago. If that was you, there’s nothing left to do.',
    changed: 'Your password is changed.',
    changedWhat: 'You’re signed out on every other device.',
    setTitle: 'Set a password',
    setAsk:
      'We’ll email you a link. Open it to choose a password; you’re then signed out everywhere.',
    setSend: 'Send me a link',
  },

  passkeys: {
    heading: 'Passkeys',
    what: 'Sign in with your fingerprint, face or screen lock. Nothing to remember, and it can’t be phished.',
    add: 'Add a passkey',
    isNew: 'New',
    /** One without a name whose model is not known. */
    unnamed: 'Passkey',
    /** What follows where it is kept. */
    synced: 'Synced to your devices.',
    alone: 'On one device or key only.',
    notSynced: 'Not synced to other devices yet.',
    used: (where: string, added: string, used: string) =>
      `${where} Added on ${added}, last used ${used}`,
    unused: (where: string, added: string) => `${where} Added on ${added}, not used yet`,
    rename: 'Rename',
    remove: 'Remove',
    addTitle: 'Add a passkey',
    addAsk:
      'Your device asks for your fingerprint, face or screen lock, and keeps the passkey for next time.',
    name: 'Name (optional)',
    nameHint: 'To know it by in your list, such as “Work laptop”.',
    addGo: 'Make a passkey',
    addWrong: 'Your device didn’t make a passkey that we can use. Nothing was added. Try again.',
    added: 'Passkey added.',
    addedWhat: 'Next time you sign in, choose “Use a passkey”.',
    renameTitle: 'Rename your passkey',
    newName: 'Name',
    newNameHint: 'Left empty, it’s called after its model.',
    nameWrong: 'Use at most 100 letters for the name, on one line.',
    renameGo: 'Save name',
    renamed: 'Passkey renamed.',
    removeTitle: 'Remove this passkey?',
    /** With the name in bold. */
    removeWhat: '<b></b> no longer signs you in. You can add it again.',
    removeGo: 'Remove passkey',
    keep: 'Keep it',
    removed: 'Passkey removed.',
    removedWhat: 'It no longer signs you in.',
  },

  totp: {
    heading: 'Authenticator app',
    what: 'After your password, we ask for a six-digit code from an app such as 1Password, Google Authenticator or Aegis.',
    off: 'Off',
    setUp: 'Set up an app',
    setUpMore: 'Set up another app',
    unnamed: 'Authenticator app',
    used: (added: string, used: string) => `Added on ${added}, last used ${used}`,
    unused: (added: string) => `Added on ${added}, not used yet`,
    remove: 'Remove',
    title: 'Set up an authenticator app',
    begin:
      'You need an app that makes codes. The password manager on your phone may be one already.',
    name: 'Name (optional)',
    nameHint: 'To know it by in your list, such as “Phone”.',
    nameWrong: 'Use at most 64 letters for the name, on one line.',
    beginGo: 'Show the code to scan',
    expired: 'That took too long',
    expiredWhat: 'Nothing was set up. Begin again, and remove the earlier entry from your app.',
    scan: 'Scan this with the app',
    qr: 'QR code for your authenticator app. The key below does the same.',
    onThisDevice: 'Is the app on this device? <a>Open it here</a>',
    type: 'Can’t scan it? Type this key instead',
    code: 'Type the code the app shows',
    codeHint: 'This set-up runs out in ten minutes. You can start again.',
    go: 'Turn on',
    added: 'Authenticator app set up.',
    addedWhat: 'From now on we ask for its code after your password.',
    removeTitle: 'Remove this app?',
    /** With the name in bold. */
    removeWhat: 'We no longer ask for the codes of <b></b>. Delete the entry from the app too.',
    removeGo: 'Remove app',
    keep: 'Keep it',
    removed: 'Authenticator app removed.',
    removedWhat: 'We no longer ask for its codes.',
  },

  codes: {
    heading: 'Recovery codes',
    left: (count: number) =>
      count === 1
        ? 'One code is left. Each works once.'
        : `${count} codes are left. Each works once.`,
    none: 'None are left. Make new ones, or a lost phone locks you out.',
    make: 'Make new codes',
    title: 'Make new recovery codes',
    makeWhat: 'You get ten new codes. The ones you have now stop working at once.',
    makeGo: 'Make new codes',
    missing: 'Set up a second step first',
    missingWhy:
      'Recovery codes make up for a lost passkey or app, and your account has neither yet.',
    saveTitle: 'Save your recovery codes',
    /** With the reason in bold. */
    save: 'If you lose your phone or key, these are the way back in. Each works once. <b>We show them only now</b>, so keep them somewhere safe.',
    download: 'Download',
    saved: 'I’ve saved these codes',
    file: (app: string) => `Recovery codes for ${app}. Each works once.`,
  },

  emailCode: {
    heading: 'Code by email',
    on: 'On',
    off: 'Off',
    isOn: 'After your password, we email you a code. An app or a passkey is safer.',
    isOff: 'After your password, we’d email you a code. An app or a passkey is safer.',
    turnOn: 'Turn on',
    turnOff: 'Turn off',
    onTitle: 'Turn on the code by email?',
    onWhat: 'When you sign in with your password, we email you a six-digit code to type.',
    offTitle: 'Turn off the code by email?',
    offWhat: 'When you sign in with your password, we no longer email you a code.',
    password: 'Your password',
    turnedOn: 'Code by email is on.',
    turnedOnWhat: 'We email you a code after your password.',
    turnedOff: 'Code by email is off.',
    turnedOffWhat: 'We no longer email you a code after your password.',
    noPassword: 'Set a password first',
    noPasswordWhy: 'The code follows your password, and your account has none.',
  },
};
