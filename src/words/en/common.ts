/** Texts that several pages share. */
export const common = {
  language: 'Language',
  help: 'Help',
  terms: 'Terms',
  privacy: 'Privacy',
  skip: 'Skip to content',
  error: 'Error',
  errorTitle: (title: string) => `Error: ${title}`,
  /** The heading of a summary of errors in a form. */
  thingsToMend: (count: number) =>
    count === 1 ? 'One thing needs another look' : `${count} things need another look`,
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  show: 'Show',
  hide: 'Hide',
  backTo: (app: string) => `Back to ${app}`,
  backToSignIn: 'Back to sign-in',
  signOut: 'Sign out',
  signedInAs: 'Signed in as',
  yourAccount: (name: string) => `Your account: ${name}`,
  cancel: 'Cancel',
  or: 'or',
  goOn: 'Continue',
  goingOn: 'Taking you back',
  goingOnTo: (host: string) =>
    `You’re on your way to ${host}. If nothing happens, press the button.`,
  /** A form came after its session had ended. */
  nothingSaved: 'You’ve been signed out, so nothing was saved',
  nothingSavedWhy: 'Sign in, and we’ll take you back to where you were.',
};
