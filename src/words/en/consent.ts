/** Texts of letting an app use the account, and of taking that back. */
export const consent = {
  title: (app: string) => `Let ${app} use your account?`,
  heading: 'Let <app></app> use your account?',
  signedInAs: 'You’re signed in as <who></who>.',
  may: 'It will be able to:',
  scopes: {
    openid: 'know that it’s you',
    profile: 'see your name, username, language and time zone',
    email: 'see your email address',
    offline_access: 'keep this access until you take it back',
    roles: 'see your roles',
    account: 'manage your account for you',
  },
  goesTo: 'You’ll go to <host></host> next.',
  goesToDevice:
    'You’ll go to an app on this device next. Allow this only if you’ve just opened that app yourself.',
  allow: 'Allow',
  deny: 'Don’t allow',
  later: 'You can take this back at any time, under Connections in your account.',
  notYou: 'Use another account',
  goingToApp: 'You’re on your way back to the app. If nothing happens, press the button.',
  stray: {
    client: 'This app isn’t known here',
    clientWhat:
      'The link that brought you here belongs to no app that may use this service. Go back and try again, or tell the people who make the app.',
    address: 'This app gave a wrong address',
    addressWhat:
      'The app wants you sent to an address that isn’t registered for it, so we stopped here. Tell the people who make the app.',
    expired: 'This took too long',
    expiredWhat: 'Go back to the app and start again. Nothing was passed on.',
  },
  connections: {
    title: 'Apps that use your account',
    intro: 'These apps can use your account. You can take that back from each of them.',
    since: (when: string) => `Allowed on ${when}.`,
    lastUsed: (ago: string) => `Last used ${ago}.`,
    withdraw: 'Take back',
    withdrawn: (app: string) => `${app} can no longer use your account`,
    withdrawnWhat: 'It has to ask you again.',
    notThere: 'This app can’t use your account',
    notThereWhat: 'Perhaps you took that back already.',
    gone: 'An app that no longer exists',
  },
};
