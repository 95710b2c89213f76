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
};
