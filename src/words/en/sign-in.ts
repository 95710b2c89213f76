/** Texts of: sign-in, sign-out. */
export const signIn = {
  title: 'Sign in',
  heading: (app: string) => `Sign in to ${app}`,
  name: 'Email address or username',
  password: 'Password',
  staySignedIn: (time: string) => `Stay signed in for ${time}`,
  forgot: 'Forgot password?',
  go: 'Sign in',
  usePasskey: 'Use a passkey',
  emailCode: 'Email me a code',
  newHere: (app: string) => `New to ${app}? <link>Create an account</link>`,

  /** What is wrong with the form. */
  nameMissing: 'Enter your email address or username.',
  passwordMissing: 'Enter your password.',
  passwordAgain: 'Enter your password again.',
  refusedTitle: 'We couldn’t sign you in',
  refused:
    'That name and password don’t go together. <again>Try again</again>, or have us email you a code instead.',
  refusedLock: (tries: number, time: string) =>
    tries === 1
      ? `After a wrong try, password sign-in pauses for ${time}.`
      : `After ${tries} wrong tries in a row, password sign-in pauses for ${time}.`,
  lockedTitle: 'Password sign-in is paused',
  locked: (time: string) =>
    `There were too many wrong tries. You can try your password again in ${time}.`,
  lockedWays:
    'Don’t want to wait? Have us email you a code, or <reset>choose a new password</reset>: that ends the pause.',
  disabledTitle: 'This account is closed for now',
  disabled: 'We can’t sign you in to it. Nothing you type here will change that.',
  disabledHelp: 'If you think that’s a mistake, <help>ask for help</help>.',
  unverifiedTitle: 'Confirm your email address first',
  unverified:
    'Your password is right. Before you can sign in, open the link that we emailed you when you signed up.',
  sendVerification: 'Send the email again',
  unavailableTitle: 'We can’t sign you in right now',
  unavailable: 'Something on our side doesn’t answer. Wait a minute, then try again.',
  passkeyRefusedTitle: 'That passkey didn’t work',
  passkeyRefused:
    'It may have been removed from your account, or the page was open for too long. Try again, or sign in another way.',

  /** Shown once, above the form. */
  noticeVerified: 'Your email address is confirmed',
  noticeVerifiedMore: 'Sign in to go on.',
  noticeExpired: 'Your sign-in took too long',
  noticeExpiredMore: 'Nothing has changed. Sign in again, and we ask for your second step anew.',
  noticeUsedUp: 'Those were too many wrong tries',
  noticeUsedUpMore: 'This sign-in has ended, to keep your account safe. Sign in again to go on.',

  /** Whoever is signed in already. */
  alreadyTitle: 'You’re already signed in',
  already: 'This browser is signed in as <who></who>.',
  goOn: 'Continue',
  someoneElse: 'Sign in as someone else',
  someoneElseHint: 'This signs you out first.',

  /** Sign-in with a mailed code. */
  code: {
    askTitle: 'Sign in with a code',
    ask: 'Enter your email address, and we’ll send you a code to sign in with. No password needed.',
    email: 'Email address',
    emailWrong: 'Enter a full email address, such as name@example.com.',
    emailNotName: 'Enter your email address. We can’t send a code to a username.',
    send: 'Email me a code',
    title: 'Check your inbox',
    sent: 'If there’s an account for <email></email>, a code is on its way.',
    label: 'Six-digit code',
    hint: (time: string) => `It works once, for ${time}.`,
    go: 'Sign in',
    missing: 'Type the six digits of the code.',
    wrong: 'That code isn’t right, or it has run out. Check it, or have us send a new one.',
    again: 'Nothing there?',
    againHint: 'Look in your spam folder first. A new code comes at most once a minute.',
    sendAgain: 'Send a new code',
    usePassword: 'Sign in with your password',
    otherAddress: 'Use another address',
  },

  /** Sign-out. */
  out: {
    title: 'Sign out',
    heading: (app: string) => `Sign out of ${app}?`,
    ask: 'You’re signed in as <who></who>. Signing out ends this session, on this device only.',
    go: 'Sign out',
    stay: 'Stay signed in',
    doneTitle: 'You’re signed out',
    done: 'Your session on this device has ended.',
    notIn: 'You’re not signed in on this device.',
    again: 'Sign in again',
  },
};
