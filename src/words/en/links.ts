/** Texts of: the pages of mailed links. */
export const links = {
  /** Of every page whose link is dead. */
  dead: 'This link no longer works',
  sendNew: 'Send a new link',
  signIn: 'Sign in',
  toAccount: 'Go to your account',
  newPassword: 'Choose a new password',
  unlock: {
    title: 'Unlock your account',
    what: 'Someone entered too many wrong passwords or codes, so we locked your account for a while.',
    more: 'If that was you, unlock it now. If it wasn’t, leave it locked: it opens again by itself.',
    /** Of the lock behind the first step: a stranger who caused it has passed that. */
    secondStep: {
      what: 'Someone got past the first step of signing in to your account and then entered too many wrong passwords or codes, so we locked it for new devices.',
      more: 'If that was you, unlock it now. If it wasn’t, choose a new password instead: that unlocks it too.',
    },
    button: 'Unlock my account',
    done: 'Your account is unlocked',
    doneWhat: 'You can sign in again.',
    deadWhy:
      'It has been used already, or your account is no longer locked. Try to sign in: if it’s still locked, we’ll send you a new link.',
  },
  changeEmail: {
    title: 'Confirm your new email address',
    /** With the addresses in bold. */
    what: (email: string) =>
      `Use <b>${email}</b> for your account, and sign in with it from now on.`,
    more: (email: string) => `It takes the place of <b>${email}</b>.`,
    button: 'Use this address',
    done: 'Your email address has changed',
    doneWhat: 'Use the new address the next time you sign in.',
    deadWhy:
      'It has been used already or has run out, or the change was taken back. If you still want to change your email address, start again from your account.',
  },
  undoEmailChange: {
    title: 'Keep your email address',
    /** With the address in bold. */
    what: (email: string) =>
      `Did someone else change the address of your account? We can put <b>${email}</b> back.`,
    more: 'We then sign everyone out, remove what they added to your account, and send you a link to choose a new password.',
    button: 'Keep this address',
    done: 'Your account keeps its address',
    doneWhat:
      'Everyone is signed out. Check your inbox: we’re sending you a link to choose a new password.',
    deadWhy:
      'It has been used already or has run out, or the address now belongs to another account. Try to sign in to see where you stand.',
  },
  undoFactorChange: {
    title: 'Take the change back',
    what: 'Did someone else change how you can sign in to your account? Press the button to take back what they added or removed.',
    more: 'We then sign everyone out.',
    password: {
      label: 'Your password from before the change',
      hint: 'Without it, taking away your only passkey or authenticator app takes 24 hours.',
      wrong: 'Enter the password you had before the change, or leave this empty.',
    },
    button: 'Take it back',
    done: 'The change is taken back',
    waits: 'The change will be taken back',
    signedOut: 'Everyone is signed out.',
    newPassword: 'Choose a new password: the person who made the change may know the old one.',
    checkCodes: 'Check your recovery codes.',
    waitsWhy:
      'No other passkey or authenticator app would be left, so we wait before we take the change back.',
    waitsKnow:
      'If you know the password from before the change, open the link again and enter it before you choose a new one. That takes the change back at once.',
    waitsWhat: (at: string) =>
      `On ${at}, we’ll remove what was added, unless someone signs in with it before then.`,
    deadWhy:
      'It has been used already or has run out. Sign in to see how your account is protected.',
  },
  cancelRemoval: {
    title: 'Keep two-step sign-in',
    what: 'Someone asked to remove passkeys, authenticator apps or recovery codes of your account.',
    more: 'Press the button to keep them.',
    button: 'Keep them',
    done: 'Nothing is removed',
    doneWhat: 'Sign in as before.',
    deadWhy:
      'It has been used already or has run out, or the removal has been carried out. Sign in to see how your account is protected.',
  },
};
