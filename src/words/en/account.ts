/** Texts of the pages of an account, and of its profile. */
export const account = {
  /** The name of the list of pages. */
  yours: 'Account',
  /** The way to `/admin`, for staff and admins. */
  console: 'Console',
  pages: {
    profile: 'Profile',
    security: 'Security',
    sessions: 'Sessions',
    activity: 'Activity',
    connections: 'Connections',
    data: 'Your data',
  },
  save: 'Save changes',
  profile: {
    intro: 'Your name, and how pages and emails are written for you.',
    saved: 'Your profile is saved',
    about: 'About you',
    firstName: 'First name',
    lastName: 'Last name',
    displayName: 'What we call you',
    displayNameHint: 'Left empty, we use your first and last name.',
    timezone: 'Time zone',
    timezoneHint: 'Times on pages and in emails are shown in it.',
    language: 'Language',
    languageHint: 'Pages and emails are written in it.',
    languageOfBrowser: 'The one my browser asks for',
    problems: {
      name: 'Use at most 150 letters, on one line.',
      timezone: 'Choose a time zone from the list.',
      locale: 'Choose a language from the list.',
    },
  },
  /** How a person is known when they sign in. */
  names: {
    title: 'How you sign in',
    email: 'Email address',
    confirmed: 'Confirmed',
    notConfirmed: 'Not confirmed yet',
    changeEmail: 'Change email address',
    username: 'Username',
    noUsername: 'You have none. You sign in with your email address.',
    changeUsername: 'Change username',
    chooseUsername: 'Choose a username',
  },
  username: {
    title: 'Change your username',
    chooseTitle: 'Choose a username',
    ask: 'You can sign in with it in place of your email address.',
    hint: '3 to 30 letters, digits, dots, hyphens or underscores. Left empty, you have none.',
    saved: 'Your username is saved',
    problems: {
      form: 'Use 3 to 30 letters, digits, dots, hyphens or underscores, with a letter or digit at both ends.',
      taken: 'Choose another username. Somebody else has this one.',
    },
  },
  email: {
    title: 'Change your email address',
    /** With the address in bold. */
    now: 'Your account has the address <b></b>.',
    ask: 'We’ll send a link to the new address. Your account changes when you open it, not before.',
    undo: 'We also tell your current address, with a link that takes the change back for three days.',
    newEmail: 'New email address',
    password: 'Your password',
    send: 'Send me a link',
    sent: 'Check the inbox of your new address',
    /** With the address in bold. */
    sentWhat: 'We’ve sent a link to <b></b>. Open it to finish the change.',
    noPassword: 'Set a password first',
    noPasswordWhy:
      'Only somebody who knows your password may change your address, and your account has none.',
    problems: {
      form: 'Enter a full email address, such as name@example.com.',
      unchanged: 'Enter another address. This is the one your account has.',
    },
  },
};
