/** Texts of: mails about locks, recovery codes, and changes of factors that can be taken back. */
export const alarms = {
  lock: {
    ifYou: 'If that was you, unlock your account now:',
    button: 'Unlock my account',
    password: {
      /** `span` is a duration, such as "15 minutes". */
      subject: (app: string, span: string) => `Your ${app} account is locked for ${span}`,
      text: (where: string, when: string, until: string) =>
        `Someone entered too many wrong passwords in a row, the last one from ${where} on ${when}. Until ${until}, no one can sign in from a new device. Devices that you’ve used before aren’t affected.`,
    },
    code: {
      subject: (app: string) => `Too many wrong codes for your ${app} account`,
      text: (where: string, when: string) =>
        `Someone entered too many wrong codes, the last one from ${where} on ${when}. For up to a day, we accept no code from a new device. Devices that you’ve used before aren’t affected.`,
    },
    wasNotYou: 'You can ignore this email: no one got in, and the lock ends by itself.',
    /** After a first step that went well. */
    secondStep: {
      passwordSubject: (app: string) => `Too many wrong passwords for your ${app} account`,
      codeSubject: (app: string) => `Too many wrong codes for your ${app} account`,
      password: (where: string, when: string) =>
        `Someone got past the first step of signing in to your account and then entered too many wrong passwords, the last one from ${where} on ${when}.`,
      code: (where: string, when: string) =>
        `Someone got past the first step of signing in to your account and then entered too many wrong codes, the last one from ${where} on ${when}.`,
      forAWhile:
        'For a while, no one can finish signing in from a new device. Devices that you’ve used before aren’t affected.',
      shutSubject: (app: string) => `Sign-in from new devices is blocked for your ${app} account`,
      shut: 'No one can sign in from a new device until you unlock your account or sign in on a device that you’ve used before.',
      hadCode:
        'No one got in, but someone had a code that we emailed to you. Don’t unlock your account: choose a new password on the page that the button opens, which unlocks it too.',
      hadPassword:
        'No one got in, but someone had your password. Don’t unlock your account: choose a new password on the page that the button opens, which unlocks it too.',
    },
  },
  recoveryCode: {
    subject: (app: string) => `A recovery code of your ${app} account was used`,
    text: 'Someone proved to be you with one of your recovery codes. That code no longer works. If that was you, you can ignore this email.',
    left: (count: number) =>
      count === 1 ? 'You have one recovery code left.' : `You have ${count} recovery codes left.`,
    /** Where few are left; none, as well. */
    few: (count: number) => {
      if (count === 0)
        return 'You have no recovery codes left. Make new ones now, in your account’s security settings.';
      return count === 1
        ? 'You have one recovery code left. Make new ones now, in your account’s security settings.'
        : `You have ${count} recovery codes left. Make new ones now, in your account’s security settings.`;
    },
    came: (where: string, when: string) => `The code was used from ${where} on ${when}.`,
    wasNotYou:
      'Someone has your recovery codes and got past your first step. Choose a new password now, which signs everyone out on every device, then make new recovery codes.',
  },
  factorChange: {
    passkeyAdded: {
      subject: (app: string) => `A passkey was added to your ${app} account`,
      text: (where: string, when: string) =>
        `A passkey was added to your account. The change came from ${where} on ${when}. If you made it, you can ignore this email.`,
    },
    passkeyRemoved: {
      subject: (app: string) => `A passkey was removed from your ${app} account`,
      text: (where: string, when: string) =>
        `A passkey was removed from your account. The change came from ${where} on ${when}. If you made it, you can ignore this email.`,
    },
    appAdded: {
      subject: (app: string) => `An authenticator app was added to your ${app} account`,
      text: (where: string, when: string) =>
        `An authenticator app was added to your account. The change came from ${where} on ${when}. If you made it, you can ignore this email.`,
    },
    appRemoved: {
      subject: (app: string) => `An authenticator app was removed from your ${app} account`,
      text: (where: string, when: string) =>
        `An authenticator app was removed from your account. The change came from ${where} on ${when}. If you made it, you can ignore this email.`,
    },
    wasNotYou:
      'You can take the change back. We then sign everyone out and remove whatever was added since to prove who you are. Choose a new password after that.',
    button: 'Take this change back',
    limit: (when: string) => `The link works once, until ${when}.`,
  },
  /** The button and the rest are those of `factorChange`; `provider` is a name, such as Google. */
  identityChange: {
    connected: {
      subject: (provider: string, app: string) =>
        `${provider} was connected to your ${app} account`,
      text: (provider: string, where: string, when: string) =>
        `${provider} can now be used to sign in to your account. The change came from ${where} on ${when}. If you made it, you can ignore this email.`,
    },
    disconnected: {
      subject: (provider: string, app: string) =>
        `${provider} was disconnected from your ${app} account`,
      text: (provider: string, where: string, when: string) =>
        `${provider} can no longer be used to sign in to your account. The change came from ${where} on ${when}. If you made it, you can ignore this email.`,
    },
  },
  removal: {
    subject: (app: string) => `Two-step sign-in of your ${app} account is about to be removed`,
    byAdministrator: {
      what: (when: string, due: string) =>
        `On ${when}, an administrator was asked to remove the passkeys, authenticator apps and recovery codes of your account, because they are lost. That happens after ${due}, and signs everyone out.`,
      ifYou: 'If you asked for it, wait until then and sign in without them.',
      ifNot:
        'If you didn’t ask for it, someone may want to get into your account. Sign in with one of them, which stops it, or cancel it:',
    },
    byLink: {
      what: (where: string, when: string, due: string) =>
        `On ${when}, someone with ${where} used a link that we emailed to you: it takes back that a passkey or an authenticator app was added to your account. No other one would be left, so that happens after ${due}. Everyone was signed out.`,
      ifYou: 'If it was you, wait until then and sign in without it.',
      ifNot:
        'If it wasn’t you, someone can read your email. Sign in with your passkey, authenticator app or a recovery code, which stops it, or cancel it:',
    },
    button: 'Keep two-step sign-in',
  },
};
