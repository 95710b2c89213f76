/** A read of the mailbox. */
export type MailStep = {
  /** A mailed code, or the token of a link to a page; `none` skips old mails. */
  read: 'none' | 'code' | 'verify-email' | 'reset-password' | 'change-email';
  /** The variable with the address. */
  of: 'email' | 'newEmail';
};
/** A request by its operation, with the name of its example if there are several. */
type Step = string | MailStep;
type Chapter = { title: string; steps: Step[] };

const code: MailStep = { read: 'code', of: 'email' };
const old: MailStep = { read: 'none', of: 'email' };
const link = (page: MailStep['read'], of: MailStep['of'] = 'email'): MailStep => ({
  read: page,
  of,
});

/**
 * An order of requests in which each gets its documented response: a user signs up, uses every
 * route, and erases the account, so that each run starts from the same state.
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
      'getOpenidConfiguration',
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
      'getPasskeyOptions',
      'stepUp.password',
      'getNewPasskeyOptions',
      'listPasskeys',
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
      'listFactors',
      'beginTotp',
      'getStepUpOptions',
      'stepUp.password',
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
      'stepUp.password',
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
      'getFigures',
      'getMetrics',
      'searchEvents',
      'listDeadLetters',
      'actOnUser',
      'setRoles',
      'eraseUser',
    ],
  },
  {
    title: 'OAuth clients',
    steps: [
      'registerClient',
      'listClients',
      'getClient',
      'changeClient.names',
      'changeClient.secret',
      'rotateClientSecret',
      'removeClient',
    ],
  },
];

/** Operations that set the new password of the body. */
export const SET_PASSWORD = ['changePassword', 'resetPassword', 'resetPasswordWithCode'];
/** Used in order, each once (`PASSWORD_HISTORY`). The first two are those of the examples. */
export const PASSWORDS = [
  'correct-Horse-7-battery',
  'another-Horse-8-battery',
  'further-Zebra-9-lantern',
  'fourth-Walrus-3-teacup',
];
