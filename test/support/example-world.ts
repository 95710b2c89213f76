import { EXAMPLE_IDS } from '../../src/http/example-values.ts';
import { consumeDeadJobs } from '../../src/mail/consume-jobs.ts';
import { EXAMPLE_TOKENS } from '../../src/tokens/example-tokens.ts';
import type { Route } from './api-document.ts';
import { giveRoles } from './edit-users.ts';
import { addPasskey, askToSignIn, tryPasskey } from './passkeys.ts';
import {
  as,
  mailedCode,
  mailedToken,
  PASSWORD,
  pendingIn,
  register,
  signIn,
  type Tokens,
  tokenOf,
  tokensIn,
} from './people.ts';
import { switchSecondStepOn } from './second-step.ts';
import type { TestApp } from './test-app.ts';
import { beginTotp, givePassword, setUpTotp, signInWithTotp } from './totp.ts';
import { verify } from './unproved.ts';
import { type Authenticator, createAuthenticator } from './virtual-authenticator.ts';

export const CRON_SECRET = 'a-cron-secret-that-only-the-tests-know';
export const CLIENT = 'api:a-long-client-secret';

/** The id of a dead letter, in place of the example’s. */
export const LETTER = 'dead-letter';

const ADA = { email: 'ada@example.com', username: 'ada', first_name: 'Ada' };
const CREDENTIAL = /\{"id":"[^"]*","rawId".*?\}\}/;
const RECOVERY_CODE = '7K3M-Q9TD-2WXA-B6FH-0RCE-4YVN';
const LINK = /\w{3}_Jm3v0eB7oZ0pYw1rT6uKqXh2LsC4nDfA8gRkVtEiUyM/;

/** The state in which an example is sent: Ada, another user, and real values of its secrets. */
export type World = {
  tokens: Tokens | null;
  otherSession: string;
  otherUser: string;
  secrets: [placeholder: string | RegExp, real: string][];
};

/** Operations that Ada calls before her first sign-in. */
const BEFORE_SIGN_IN: Record<string, (app: TestApp) => Promise<World['secrets']>> = {
  register: async () => [],
  resendVerification: registerAda,
  verifyEmail: registerAda,
  exchangeToken: verifyAda,
  'exchangeToken.second_factor': async (app) => {
    const secrets = await verifyAda(app);
    await switchSecondFactorOn();
    return secrets;
  },
};

/** Ada's steps before an operation or one of its examples; codes and links come from her mails. */
const BEFORE: Record<string, (app: TestApp, tokens: Tokens) => Promise<World['secrets']>> = {
  'logIn.second_factor': async () => {
    await switchSecondFactorOn();
    return [];
  },
  'signInWithCode.second_factor': async (app) => {
    await switchSecondFactorOn();
    await app.auth.otp.request.$post({ json: { email: ADA.email } });
    return [];
  },
  'finishSignIn.password': async (app) => {
    await switchSecondFactorOn();
    await app.auth.otp.request.$post({ json: { email: ADA.email } });
    const otp = await mailedCode(app, ADA.email);
    const pending = await app.auth.otp.verify.$post({ json: { email: ADA.email, otp } });
    return [[EXAMPLE_TOKENS.secondFactor, (await pendingIn(pending)).mfa_token]];
  },
  'finishSignIn.recovery_code': async (app, tokens) => {
    const { recoveryCodes } = await setUpTotp(app, tokens);
    const { mfa_token } = await givePassword(app, ADA.email);
    return [
      [EXAMPLE_TOKENS.secondFactor, mfa_token],
      [RECOVERY_CODE, recoveryCodes[0] ?? ''],
    ];
  },
  'finishSignIn.credential': async (app, tokens) => {
    const { authenticator } = await addPasskey(app, tokens);
    const { mfa_token, passkey_options } = await givePassword(app, ADA.email);
    return [
      [EXAMPLE_TOKENS.secondFactor, mfa_token],
      await proofOf(authenticator, passkey_options),
    ];
  },
  'stepUp.otp': async (app, tokens) => {
    const { code } = await setUpTotp(app, tokens);
    return [['123456', await code()]];
  },
  'stepUp.recovery_code': async (app, tokens) => {
    const { recoveryCodes } = await setUpTotp(app, tokens);
    return [[RECOVERY_CODE, recoveryCodes[0] ?? '']];
  },
  'stepUp.credential': async (app, tokens) => {
    const { authenticator } = await addPasskey(app, tokens);
    const asked = await app.auth['step-up'].options.$post({}, as(tokens));
    return [await proofOf(authenticator, (await asked.json()).passkey_options)];
  },
  finishSignIn: async (app) => {
    await switchSecondFactorOn();
    const login = await app.auth.login.$post({ json: { email: ADA.email, password: PASSWORD } });
    return [[EXAMPLE_TOKENS.secondFactor, (await pendingIn(login)).mfa_token]];
  },
  confirmEmailChange: async (app, tokens) => {
    await app.auth.email.change.$post(
      { json: { new_email: 'ada@example.net', password: PASSWORD } },
      as(tokens),
    );
    await app.deliverJobs();
    const link = app.mails.find((mail) => mail.to === 'ada@example.net')?.links[0];
    return [[LINK, tokenOf(link)]];
  },
  registerPasskey: async (app, tokens) => {
    const authenticator = await createAuthenticator();
    const asked = await app.auth.passkeys.register.options.$post({}, as(tokens));
    return [[CREDENTIAL, JSON.stringify(await authenticator.create(await asked.json()))]];
  },
  signInWithPasskey: async (app, tokens) => {
    const { authenticator } = await addPasskey(app, tokens);
    const options = await askToSignIn(app);
    return [
      [CREDENTIAL, JSON.stringify(await authenticator.get(options))],
      ['oVn3vXwq0Xq2mB4h9sTfLg', options.challenge_token],
    ];
  },
  listPasskeys: withPasskey,
  renamePasskey: withPasskey,
  removePasskey: async (app, tokens) => {
    const { id, authenticator } = await addPasskey(app, tokens);
    // The strongest proof that the account has.
    Object.assign(tokens, await tokensIn(await tryPasskey(app, authenticator)));
    return [[EXAMPLE_IDS.passkey, id]];
  },
  signInWithCode: asked(({ auth }) => auth.otp.request),
  resetPasswordWithCode: asked(({ auth }) => auth['forgot-password']),
  confirmTotp: async (app, tokens) => {
    const { id, code } = await beginTotp(app, tokens);
    return [
      [EXAMPLE_IDS.factor, id],
      ['123456', await code()],
    ];
  },
  replaceRecoveryCodes: signInWithDevice,
  removeFactor: signInWithDevice,
  getClient: withClient(),
  changeClient: withClient(),
  'changeClient.secret': withClient('none'),
  rotateClientSecret: withClient(),
  removeClient: withClient(),
  retryDeadLetter: withDeadLetter,
  dropDeadLetter: withDeadLetter,
  resetPassword: asked(({ auth }) => auth.password.reset),
};

/** Creates the state in which an example of an operation succeeds. */
export async function prepareWorld(
  app: TestApp,
  { operationId, path }: Route,
  example: string,
): Promise<World> {
  const early = BEFORE_SIGN_IN[`${operationId}.${example}`] ?? BEFORE_SIGN_IN[operationId];
  if (early !== undefined) {
    const secrets = await early(app);
    return {
      tokens: null,
      otherSession: '',
      otherUser: '',
      secrets: [...secrets, ...(await secretsOfMails(app))],
    };
  }
  await register(app, ADA.email, ADA);
  const other = await signIn(app, await register(app));
  if (path.startsWith('/api/v1/admin/')) await giveRoles(['admin'], { email: ADA.email });
  const { session_id: otherSession } = await signIn(app, ADA.email);
  const tokens = await signIn(app, ADA.email);
  app.mails.splice(0);
  const before = BEFORE[`${operationId}.${example}`] ?? BEFORE[operationId];
  const secrets = before === undefined ? [] : await before(app, tokens);
  const known: World['secrets'] = [
    [EXAMPLE_TOKENS.access, tokens.access_token],
    [EXAMPLE_TOKENS.refresh, tokens.refresh_token],
  ];
  return {
    tokens,
    otherSession,
    otherUser: other.user.id,
    secrets: [...secrets, ...known, ...(await secretsOfMails(app))],
  };
}

/** A passkey’s proof in place of the example’s. */
async function proofOf(
  authenticator: Authenticator,
  options: unknown,
): Promise<World['secrets'][number]> {
  const proof = await authenticator.get(options as Parameters<Authenticator['get']>[0]);
  return [CREDENTIAL, JSON.stringify(proof)];
}

/** Ada sets up an authenticator app, and proves herself by it. */
async function signInWithDevice(app: TestApp, tokens: Tokens): Promise<World['secrets']> {
  const device = await setUpTotp(app, tokens);
  Object.assign(tokens, await signInWithTotp(app, ADA.email, device));
  return [[EXAMPLE_IDS.factor, device.id]];
}

async function withPasskey(app: TestApp, tokens: Tokens): Promise<World['secrets']> {
  return [[EXAMPLE_IDS.passkey, (await addPasskey(app, tokens)).id]];
}

/** Ada registers an OAuth client. */
function withClient(
  token_endpoint_auth_method: 'none' | 'client_secret_basic' = 'client_secret_basic',
) {
  return async (app: TestApp, tokens: Tokens): Promise<World['secrets']> => {
    const redirect_uris = ['https://app.example.com/'];
    const json = { client_name: 'Example app', redirect_uris, token_endpoint_auth_method };
    const made = await app.admin.clients.$post({ json }, as(tokens));
    return [[EXAMPLE_IDS.client, (await made.json()).client_id]];
  };
}

/** A mail to Ada is given up. */
async function withDeadLetter(app: TestApp): Promise<World['secrets']> {
  await app.auth.password.reset.$post({ json: { email: ADA.email } });
  const [body] = app.queued.splice(0);
  const id = 'a-message';
  const message = { ...{ id, body, timestamp: new Date(), attempts: 6 }, ack() {}, retry() {} };
  const late: Promise<unknown>[] = [];
  const services = app.servicesWith((work) => void late.push(work));
  const batch = { queue: 'jobs-dead', messages: [message] };
  await consumeDeadJobs(batch as unknown as MessageBatch, services);
  await Promise.all(late);
  return [[LETTER, id]];
}

async function registerAda(app: TestApp): Promise<World['secrets']> {
  await app.auth.register.$post({ json: { ...ADA, password: PASSWORD } });
  return [];
}

async function verifyAda(app: TestApp): Promise<World['secrets']> {
  await registerAda(app);
  const { exchange_token: exchange = '' } = await verify(app, {
    token: await mailedToken(app, ADA.email),
  });
  return [[LINK, exchange]];
}

type MailRoute = { $post(args: { json: { email: string } }): Promise<unknown> };

function asked(route: (app: TestApp) => MailRoute): (app: TestApp) => Promise<World['secrets']> {
  return async (app) => {
    await route(app).$post({ json: { email: ADA.email } });
    return [];
  };
}

const switchSecondFactorOn = () => switchSecondStepOn(ADA.email);

/** The code and the link in the latest mails. */
async function secretsOfMails(app: TestApp): Promise<World['secrets']> {
  await app.deliverJobs();
  const code = app.mails.flatMap((mail) => mail.codes).at(-1);
  const link = app.mails
    .flatMap((mail) => mail.links)
    .findLast((candidate) => candidate.includes('token='));
  return [
    ...(code === undefined ? [] : [['123456', code] as [string, string]]),
    ...(link === undefined ? [] : [[LINK, tokenOf(link)] as [RegExp, string]]),
  ];
}
