/** Texts of connections, of downloading and of erasing an account. */
export const data = {
  connections: {
    none: 'No apps can use your account',
    what: 'When you let an app use your name or your email address, it’s listed here.',
    activity: 'See what happened on your account in <activity>Activity</activity>.',
  },
  intro: 'Your data is yours: take a copy, or leave and take it all with you.',
  download: {
    title: 'Download your data',
    what:
      'Everything we keep about you in one file: your profile, how you sign in, your devices ' +
      'and your activity. It’s a JSON file, which other services can read.',
    proof: 'We’ll ask you to confirm it’s you first.',
    go: 'Download my data',
    ready: 'Thank you. You can download your data now.',
  },
  erase: {
    title: 'Erase your account',
    what: 'Your account goes for good, with everything in it.',
    open: 'Erase my account',
    consequences: 'This happens at once and can’t be undone:',
    sessions: 'You’re signed out on every device.',
    profile: 'Your profile, password, passkeys and recovery codes are deleted.',
    apps: (app: string) => `You can’t sign in to ${app} any more, nor where you used this account.`,
    records: 'Records of what happened stay for a while, without anything that names you.',
    address: 'We send a last email to <email></email>.',
    copy: 'Want a copy first? <download>Download your data</download>.',
    sure: 'I understand that my account can’t be brought back',
    sureMissing: 'Tick the box to go on: erasing can’t be undone.',
    password: 'Your password',
    passwordMissing: 'Enter your password.',
    passwordWrong: 'That’s not your password. Enter it again.',
    locked: 'Too many wrong passwords',
    lockedWhat: (span: string) => `Wait ${span}, then try again. Your account is unchanged.`,
    last: 'You’re the last administrator',
    lastWhat: 'Make somebody else an administrator first, then erase your account.',
    keep: 'Keep my account',
  },
  goodbye: {
    title: 'Your account is erased',
    what: 'You’re signed out everywhere, and everything in your account is deleted.',
    again: 'You can make a new account whenever you like.',
    signUp: 'Make a new account',
  },
};
