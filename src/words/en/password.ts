/** Texts of: choosing a password. */
export const password = {
  title: 'Choose a new password',
  newPassword: 'New password',
  again: 'New password again',
  save: 'Save password',
  /** What a password has to be, before one is chosen. */
  rules: {
    length: (least: number) => `At least ${least} characters`,
    lower: 'A lower-case letter',
    upper: 'An upper-case letter',
    digit: 'A number',
    symbol: 'A symbol, such as ! or ?',
    secret: 'Hard to guess, and on no list of leaked passwords',
    history: (count: number) =>
      count === 1 ? 'Not the password you have now' : `Not one of your last ${count} passwords`,
  },
  /** What is wrong with a password, by the code of the rule that it breaks. */
  problems: {
    too_short: (least: number, has: number) =>
      `Make the password at least ${least} characters. Yours has ${has}.`,
    too_long: (most: number) => `Make the password at most ${most} characters.`,
    missing_lowercase: 'Add a lower-case letter to the password.',
    missing_uppercase: 'Add an upper-case letter to the password.',
    missing_digit: 'Add a number to the password.',
    missing_symbol: 'Add a symbol to the password, such as ! or ?.',
    too_similar: 'Choose a password that is further from your name, your address and our name.',
    too_guessable: 'Make the password longer, or use several unrelated words. It’s easy to guess.',
    too_common: 'Choose another password. It is, or begins with, one of the most common ones.',
    keyboard_pattern: 'Choose another password. Keys side by side are easy to guess.',
    repeats: 'Choose another password. Repeating characters adds little.',
    sequence: 'Choose another password. Sequences such as abc or 6543 are easy to guess.',
    date: 'Choose another password. Dates and years are easy to guess.',
    single_word: 'Use several words for the password. A single one is easy to guess.',
    reused: 'Choose a password you haven’t used here before.',
    breached: 'Choose another password. This one is on a list of leaked passwords.',
    /** More than one. Also stands in the summary above the list of rules. */
    several: 'Choose a password that keeps every rule.',
    /** Any other rule. */
    other: 'Choose another password.',
    missing: 'Enter a password.',
    different: 'Type the same password twice. The two are different.',
  },
  reset: {
    /** With the address in bold. */
    who: (email: string) =>
      `This is for <b>${email}</b>. When you save it, we sign you out on every device.`,
    deadWhy:
      'Password links work once and for a short time. This one has been used already or has run out. Nothing has changed on your account.',
    saved: 'Your password is saved',
    savedWhat: 'We’ve signed you out everywhere. Sign in with your new password.',
    /** Above the form, for somebody whose earlier password was voided. */
    confirmedFirst:
      'Your email address is confirmed. The earlier password no longer works, so choose one now.',
    usernameGone:
      'Somebody else has taken your username in the meantime. You can choose another one in your profile.',
  },
  forgot: {
    title: 'Get a new password',
    what: 'Tell us your email address, and we’ll send you a link to choose a new password.',
    hint: 'If there’s an account for this address, we’ll send a link.',
    send: 'Send me a link',
    sentTitle: 'Check your inbox',
    /** With the address in bold. */
    sentTo: (email: string) =>
      `If there’s an account for <b>${email}</b>, we’ve sent it a link to choose a new password.`,
    sent: 'If there’s an account for your address, we’ve sent it a link to choose a new password.',
    sentOnce: 'The link works once and for a short time. You can close this page.',
    spam: 'Nothing there after a few minutes? Look in your spam folder, or send it again.',
    again: 'Send it again',
    otherAddress: 'Use another address',
  },
};
