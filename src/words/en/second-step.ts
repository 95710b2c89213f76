/** Texts of: the second step of a sign-in, setting one up during it, step-up. */
export const secondStep = {
  /** The page of each proof: a heading, what to do, its field. */
  totp: {
    title: 'Enter your code',
    ask: (app: string) =>
      `Open your authenticator app and type the six digits it shows for ${app}.`,
    label: 'Six-digit code',
    hint: 'The code changes every 30 seconds.',
    missing: 'Type the six digits that your app shows.',
    wrong: 'That code isn’t right. Wait for the next one in your app, then type it here.',
    go: 'Continue',
    /** Heads the other ways. */
    others: 'Can’t use your app?',
    way: 'Use your authenticator app',
    wayHint: 'Type the six digits that it shows.',
  },
  passkey: {
    title: 'Use your passkey',
    ask: 'Confirm that it’s you with your fingerprint, face, screen lock or security key.',
    wrong: 'That passkey didn’t work. Try again, or choose another way below.',
    go: 'Use my passkey',
    others: 'Can’t use your passkey?',
    way: 'Use a passkey',
    wayHint: 'Your fingerprint, face, screen lock or security key.',
  },
  recovery_code: {
    title: 'Enter a recovery code',
    ask: 'Type one of the codes you saved when you set up your second step. Each works once.',
    label: 'Recovery code',
    hint: 'Four groups of four. Capital or small letters are all the same.',
    missing: 'Type one of your recovery codes.',
    wrong: 'That code isn’t right, or it has been used. Check it, or use another one.',
    go: 'Continue',
    others: 'No codes at hand?',
    way: 'Use a recovery code',
    wayHint: 'One of the codes you saved when you set this up.',
  },
  email_otp: {
    title: 'Check your inbox',
    ask: 'We’ve emailed you a six-digit code. Type it here to continue.',
    label: 'Six-digit code',
    hint: (time: string) => `It works once, for ${time}, and only for this sign-in.`,
    stepUpHint: (time: string) => `It works once, for ${time}.`,
    missing: 'Type the six digits of the code.',
    wrong: 'That code isn’t right, or it has run out. Check that it’s from our latest email.',
    go: 'Continue',
    others: 'No email?',
    way: 'Use the code we emailed you',
    wayHint: 'It’s in your inbox, or in your spam folder.',
    again:
      'Nothing there? Look in your spam folder, or <again>sign in again</again> for a new code.',
  },
  password: {
    title: 'Enter your password',
    ask: 'One more step: your password.',
    label: 'Password',
    missing: 'Enter your password.',
    wrong: 'That’s not your password. Enter it again.',
    go: 'Continue',
    others: 'Can’t remember it?',
    way: 'Use your password',
    wayHint: 'The one you sign in with.',
  },
  tooManyTitle: 'Too many wrong tries',
  tooMany: (time: string) => `Try again in ${time}, or choose another way below.`,
  signingInAs: 'Signing in as <who></who>. <other>Not you?</other>',
  signingIn: 'Not your sign-in? <other>Start again</other>',
  /** Where no other way is left. */
  lost: 'Lost everything you could use here? <help>Ask for help</help>.',

  /** An account that has to set up a second step during its sign-in. */
  setUp: {
    title: 'Set up your second step',
    ask: (app: string) =>
      `${app} asks for two proofs that it’s you. Choose your second one now; you’re signed in right after.`,
    totp: 'Set up an authenticator app',
    totpHint: 'An app on your phone shows a new code every 30 seconds. Works offline.',
    passkey: 'Make a passkey',
    passkeyHint: 'Your fingerprint, face, screen lock or security key. Nothing to remember.',
    password: 'Choose a password',
    passwordHint: 'You then sign in with your password and a code from your inbox.',
    another: 'Choose another way',

    totpTitle: 'Set up your authenticator app',
    totpScan: 'Scan this with your authenticator app',
    totpCode: 'Type the code it shows',
    totpGo: 'Turn it on',
    totpGone: 'That took too long',
    totpGoneMore: 'Here is a new code to scan. Remove the earlier entry from your app.',
    totpBegin:
      'You need an authenticator app, such as the one that came with your phone or password manager.',
    totpBeginGo: 'Show me the code to scan',

    passkeyTitle: 'Make a passkey',
    passkeyAsk:
      'Your device asks for your fingerprint, face or screen lock, and keeps the passkey for next time.',
    passkeyGo: 'Make a passkey',
    passkeyWrong:
      'Your device didn’t make a passkey that we can use. Try again, or choose another way.',

    passwordTitle: 'Choose a password',
    passwordAsk: 'From now on you sign in with this password and a second step.',
    passwordLabel: 'New password',
    passwordGo: 'Save and sign in',

    doneTitle: 'Your second step is set up',
    done: 'You’re signed in. Recovery codes are shown only once; you can make new ones in your account.',
    goOn: 'Continue',
  },

  /** Proving oneself again before something that matters. */
  stepUp: {
    title: 'Confirm it’s you',
    ask: 'What you’re about to do matters, so we check once more that it’s you.',
    askCode: 'We’ll email a code to <email></email>. Type it here, and you’re back where you were.',
    send: 'Email me a code',
    sendAgain: 'Send a new code',
    back: 'Not now',
  },
};
