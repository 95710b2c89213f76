/** A look into the mailbox. */
export type MailStep = {
  /** A mailed code, or the token of a link to a page; `none` notes which mails are old. */
  read: 'none' | 'code' | 'verify-email' | 'reset-password' | 'change-email';
  /** The variable with the address. */
  of: 'email' | 'newEmail';
};
/** A request is named by its operation, with the name of its example where there are several. */
type Step = string | MailStep;
type Chapter = { title: string; steps: Step[] };

const code: MailStep = { read: 'code', of: 'email' };
const old: MailStep = { read: 'none', of: 'email' };
const link = (page: MailStep['read'], of: MailStep['of'] = 'email'): MailStep => ({
  read: page,
  of,
});

/**
 * The order in which the documented requests can be sent one after the other, each answered as documented: somebody signs up,
 * uses everything, and erases the account, so that the next run finds what this one found.
 */
export const RUN: Chapter[] = [
  {
    title: 'Sign-up',
    steps: [
      old,
      'register',
      code,
      'resendVerification',
      code,
      'verifyEmail.code',
      'exchangeToken.client',
    ],
  },
  {
    title: 'Tokens',
    steps: [
      'verifyToken',
      'introspectToken.good',
      'introspectToken.dead',
      'getCsrfToken',
      'refreshSession',
      'getPublicKeys',
      'getServerMetadata',
      'revokeToken',
    ],
  },
  {
    title: 'Sign-in',
    steps: [
      'logIn.browser',
      'logIn.client',
      'requestSignInCode',
      code,
      'signInWithCode.browser',
      'requestSignInCode',
      code,
      'signInWithCode.client',
    ],
  },
  { title: 'Sessions', steps: ['listSessions', 'endSession', 'endOtherSessions', 'logOut'] },
  {
    title: 'Recovery',
    steps: [
      'requestPasswordReset',
      link('reset-password'),
      'resetPassword',
      'requestPasswordResetCode',
      code,
      'resetPasswordWithCode',
    ],
  },
  {
    title: 'Account',
    steps: [
      'logIn.client',
      'getMe',
      'saveProfile',
      'updateProfile',
      'changePassword',
      'listAuditEvents',
      'exportAccount',
      'requestEmailChange',
      link('change-email', 'newEmail'),
      'confirmEmailChange',
      'eraseAccount',
    ],
  },
  {
    title: 'Two steps',
    steps: [
      'register',
      link('verify-email'),
      'verifyEmail.link',
      'exchangeToken.browser',
      'setMailedSecondStep',
      'logIn.second_factor',
      code,
      'finishSignIn.token',
      'logIn.second_factor',
      code,
      'finishSignIn.address',
      'requestSignInCode',
      code,
      'signInWithCode.second_factor',
      'finishSignIn.password',
      'eraseAccount',
    ],
  },
  { title: 'Operations', steps: ['checkHealth', 'checkLiveness', 'flushExpired'] },
  {
    title: 'Administration',
    steps: [
      'register',
      'searchUsers',
      'getUser',
      'getStatistics',
      'actOnUser',
      'setRoles',
      'eraseUser',
    ],
  },
];

/** Operations after which the new password of the body is the password. */
export const SET_PASSWORD = ['changePassword', 'resetPassword', 'resetPasswordWithCode'];
/** One after the other: none may come back (`PASSWORD_HISTORY`). The first two are those of the examples. */
export const PASSWORDS = [
  'correct-Horse-7-battery',
  'another-Horse-8-battery',
  'further-Zebra-9-lantern',
  'fourth-Walrus-3-teacup',
];
