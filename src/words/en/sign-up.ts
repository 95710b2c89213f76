/** Texts of: sign-up, verification. */
export const signUp = {
  title: 'Create your account',
  /** With a link. */
  haveOne: 'Already have one? <a>Sign in</a>',
  email: 'Email address',
  emailHint: 'We’ll send a link here to confirm it’s yours.',
  name: 'Your name (optional)',
  password: 'Password',
  consent: 'Before you continue',
  /** With a link. */
  terms: 'I agree to the <a>terms of use</a>',
  privacy: 'I’ve read the <a>privacy notice</a>',
  create: 'Create account',
  problems: {
    email: 'Enter a full email address, such as name@example.com.',
    name: 'Use at most 150 letters for your name, on one line.',
    terms: 'Agree to the terms of use to create an account.',
    privacy: 'Read the privacy notice and tick its box to create an account.',
    code: 'Enter the six digits from our latest email. This code is wrong or has run out.',
    wrongPassword: 'This isn’t the password you signed up with. Try again, or choose a new one.',
    missingPassword: 'Enter the password you signed up with, or choose a new one.',
  },
  sent: {
    title: 'Check your inbox',
    /** With the address in bold. */
    to: (email: string) => `We’ve sent an email to <b>${email}</b>. Open its link to go on.`,
    toUnknown: 'We’ve sent you an email. Open its link to go on.',
    code: 'Code from the email',
    codeHint: 'Or enter the six digits here, if you read your mail on another device.',
    confirm: 'Confirm my address',
    spam: 'Nothing there after a few minutes? Look in your spam folder, or send it again.',
    again: 'Send it again',
    sentAgain: 'We’ve sent it again. Only the latest email counts.',
    /** With a link. */
    wrongAddress: 'Wrong address? <a>Start again</a>',
  },
  verify: {
    title: 'Confirm your email address',
    /** With the address in bold. */
    what: (email: string) => `Confirm that <b>${email}</b> is yours, and we’ll sign you in.`,
    confirm: 'Confirm my address',
    wasItYou: 'Was this you?',
    /** With the address in bold. */
    someone: (email: string, app: string) =>
      `Someone has used <b>${email}</b> to create an account at ${app}. Tell us if it was you, and we’ll confirm your address.`,
    /** The same, where there are several. With the address in bold. */
    several: (email: string, app: string) =>
      `<b>${email}</b> has been used more than once to create an account at ${app}. Tell us if it was you, and we’ll confirm your address.`,
    when: 'When',
    where: 'Where',
    browser: 'Browser',
    unknownPlace: 'Unknown country',
    unknownBrowser: 'Unknown browser',
    ifYou: '<b>If it was you,</b> your password stays as it is.',
    ifNot:
      '<b>If it wasn’t,</b> we throw that password away and sign everyone out. You choose a new password on the next page.',
    yes: 'Yes, that was me',
    no: 'No, or I’m not sure',
    password: 'Your password',
    passwordHint: 'Someone else may have used your address too. Enter the password you chose.',
    keep: 'Keep my password',
    chooseNew: 'Choose a new password',
    ignore: 'Didn’t ask for this? Close this page, and nobody can use the account.',
    deadWhy:
      'Links to confirm an address work once. This one has been used already or has run out. If your address is confirmed, just sign in.',
    deadHint: 'If this address still has to be confirmed, we’ll send a new link.',
    done: 'Your email address is confirmed',
    doneWhat: 'Sign in to go on.',
  },
};
