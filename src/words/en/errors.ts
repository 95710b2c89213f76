/** Texts of: errors that a whole page is about, limits, `/`. */
export const errors = {
  cookiesOff: 'Your browser didn’t send our cookie',
  cookiesOffWhy:
    'We need one cookie to know that this form is yours. Allow cookies for this site in your ' +
    'browser’s settings, then open the page again.',
  outOfDate: 'This page is out of date',
  outOfDateWhy:
    'You may have signed in or out in another tab, or left the page open for long. Open it again ' +
    'and go on from there.',
  nothingChanged: 'Nothing has been changed',
  openAgain: 'Open the page again',
  tooMany: 'Too many attempts',
  tooManyWhy: (wait: string) =>
    `There have been too many requests from you or your network. Try again in ${wait}.`,
  notFound: 'We can’t find that page',
  notFoundWhy:
    'The address may be mistyped, or the page may have moved. If you followed a link from an ' +
    'email, open the email again and use the whole link.',
  notAllowed: 'You can’t open this page',
  notAllowedWhy: 'Your account isn’t allowed to see it, or it can’t be opened in this way.',
  signInFirst: 'Sign in first',
  signInFirstWhy: 'This page is for people who are signed in.',
  refused: 'We couldn’t do that',
  refusedWhy: 'What your browser sent isn’t what this page expects. Open the page again.',
  busy: 'We can’t do this right now',
  busyWhy: 'A part of our service isn’t answering. Nothing is lost: try again in a few seconds.',
  fault: 'Something went wrong on our side',
  faultWhy: 'We’ve been told about it. Try again in a few minutes.',
  root: {
    title: (app: string) => `Your ${app} account`,
    what: 'Here you sign in, and look after your account: password, passkeys, devices and data.',
    signIn: 'Sign in',
    signUp: 'Create an account',
    developers: 'For developers',
    documents:
      'This service has an API. <docs>Try it in the browser</docs>, read its ' +
      '<reference>reference</reference>, or take its <schema>OpenAPI document</schema>.',
    collections:
      'The same requests are there for <postman>Postman</postman> and as an ' +
      '<http>.http file</http>.',
  },
  toAccount: 'Go to your account',
  toSignIn: 'Go to sign-in',
  tryAgain: 'Try again',
  /** With a link to help. */
  quote: 'Still stuck? <help>Ask for help</help> and quote <id>the id</id>.',
  quoteAlone: 'If you ask for help, quote <id>the id</id>.',
};
