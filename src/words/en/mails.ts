/** Texts of: mails with a link or a code. `app` is the company's name, `when` a moment in words. */
export const mails = {
  /** What screen readers call a mail. */
  itself: 'email',
  wasNotYou: 'Wasn’t you?',
  /** Above the address of a button. */
  copyAddress: 'Or copy this address into your browser:',
  foot: (app: string) => `Sent by ${app}. We never ask for your password or your codes.`,
  /** Where a request came from; stands inside sentences as `where`. */
  where: {
    browser: (browser: string, system: string) => `${browser} on ${system}`,
    unknownBrowser: 'an unknown browser',
    unknownSystem: 'an unknown system',
    appleApp: 'an Apple app',
    script: (name: string) => `an app or script (${name})`,
    inCountry: (device: string, country: string) => `${device} in ${country}`,
    withAddress: (place: string, address: string) => `${place} (${address})`,
    administrator: 'an administrator',
    operator: 'the command line',
  },
  /** Buttons. */
  chooseNewPassword: 'Choose a new password',
  openSecurity: 'Open your security settings',
  signIn: 'Sign in',

  verification: {
    subject: (app: string) => `Confirm your email address for ${app}`,
    what: (app: string) =>
      `Someone used this email address to create a ${app} account. If that was you, confirm that the address is yours:`,
    button: 'Confirm my email address',
    limit: (when: string) => `The link works once, until ${when}.`,
    code: (when: string) => `If you’re asked for a code, enter this one. It works until ${when}:`,
    wasNotYou: (where: string) =>
      `You can ignore this email: without the link or the code, no one can use the account. The request came from ${where}.`,
  },
  alreadyRegistered: {
    subject: (app: string) => `You already have a ${app} account`,
    what: (app: string) =>
      `Someone tried to create a ${app} account with your email address, but you already have one. Nothing has changed.`,
    next: 'If that was you, sign in with this address. If you’ve forgotten your password, choose a new one:',
    wasNotYou: (where: string) => `You can ignore this email. The request came from ${where}.`,
  },
  reset: {
    subject: (app: string) => `Reset your ${app} password`,
    what: (app: string) =>
      `Someone asked for a new password for your ${app} account. If that was you, choose one here:`,
    /** Where the company itself sends the link. */
    official: (app: string) =>
      `The team behind ${app} asks you to choose a new password for your account. Until you do, you can’t sign in with a password. Choose one here:`,
    /** Where accounts at these providers are connected, such as "Google and GitHub". */
    connected: (providers: string) =>
      `Your account also lets in anyone who can sign in with: ${providers}. If you don’t know one of these, disconnect it in your account after choosing the password.`,
    limit: (when: string) =>
      `The link works once, until ${when}. When you save the new password, we sign you out everywhere.`,
    wasNotYou: (where: string) =>
      `You can ignore this email: nothing changes unless the link is used. The request came from ${where}.`,
  },
  /** Mails whose only way on is a code. */
  code: {
    limit: (when: string) => `The code works once, until ${when}.`,
    came: (where: string) => `The request came from ${where}. Don’t share the code with anyone.`,
    signIn: {
      subject: (app: string) => `Your code to sign in to ${app}`,
      what: (app: string) => `Enter this code to sign in to ${app}:`,
      wasNotYou: 'You can ignore this email: without the code, no one gets in.',
    },
    reset: {
      subject: (app: string) => `Your code to reset your password for ${app}`,
      what: (app: string) => `Enter this code to reset your password for ${app}:`,
      wasNotYou: 'You can ignore this email: nothing changes unless the code is used.',
    },
    secondStep: {
      subject: (app: string) => `Your code to finish signing in to ${app}`,
      what: (app: string) => `Enter this code to finish signing in to ${app}:`,
      wasNotYou:
        'Someone knows your password. They can’t get in without the code, but choose a new password now.',
    },
    stepUp: {
      subject: (app: string) => `Your code to confirm that it’s you at ${app}`,
      what: (app: string) => `Enter this code to confirm that it’s you at ${app}:`,
      wasNotYou:
        'Someone is signed in to your account. Choose a new password to sign everyone out.',
    },
    /** For the address of somebody who came from a provider that does not vouch for it. */
    address: {
      subject: (app: string) => `Your code to confirm your email address for ${app}`,
      what: (app: string, provider: string) =>
        `Someone came from ${provider} to ${app} and gave this email address. If that was you, enter this code to confirm that the address is yours:`,
      wasNotYou: 'You can ignore this email: without the code, no one can use your address.',
    },
  },
  /** To the new address. */
  emailChange: {
    subject: (app: string) => `Confirm your new email address for ${app}`,
    what: (app: string) =>
      `Someone asked to move a ${app} account to this email address. If that was you, confirm that the address is yours:`,
    button: 'Use this address',
    limit: (when: string) => `The link works once, until ${when}.`,
    wasNotYou: (where: string) =>
      `You can ignore this email: without the link, the account keeps its current address. The request came from ${where}.`,
  },
  addressInUse: {
    subject: (app: string) => `Your email address already belongs to a ${app} account`,
    what: (app: string) =>
      `Someone tried to move another ${app} account to this email address, but the address already has an account of its own. Nothing has changed.`,
    next: 'If that was you, sign in with this address instead:',
    wasNotYou: (where: string) => `You can ignore this email. The request came from ${where}.`,
  },
  /** To the old address, before and after. */
  emailNotice: {
    asked: {
      subject: (app: string) => `The email address of your ${app} account is about to change`,
      what: (where: string, when: string) =>
        `Someone who is signed in to your account and knows your password asked to move it to another email address. The request came from ${where} on ${when}.`,
      next: 'If that was you, open the email that we sent to the new address. Nothing changes until you confirm it there.',
    },
    done: {
      subject: (app: string) => `The email address of your ${app} account was changed`,
      what: (where: string, when: string) =>
        `Your account now has another email address, and we write to you there from now on. The new address was confirmed from ${where} on ${when}.`,
      next: 'If that was you, use the new address the next time you sign in.',
    },
    wasNotYou:
      'Someone else knows your password. You can keep this address. We then sign everyone out and email you a link to choose a new password.',
    button: 'Keep this address',
    limit: (when: string) => `The link works once, until ${when}.`,
  },
  erased: {
    subject: (app: string) => `Your ${app} account was erased`,
    what: 'Your account and everything in it are gone and can’t be restored.',
    byAdministrator: (when: string) => `An administrator erased the account on ${when}.`,
    came: (where: string, when: string) => `The request came from ${where} on ${when}.`,
    wasNotYou:
      'Someone knows the password you had here. If you use it anywhere else, change it there now.',
  },
};
