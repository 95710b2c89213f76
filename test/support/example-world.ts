import { EXAMPLE_TOKENS } from '../../src/tokens/example-tokens.ts';
import type { Route } from './api-document.ts';
import { giveRoles } from './edit-users.ts';
import { bearer, PASSWORD, register, signIn, type Tokens, tokenOf } from './people.ts';
import { switchSecondStepOn } from './second-step.ts';
import type { TestApp } from './test-app.ts';

export const CRON_SECRET = 'a-cron-secret-that-only-the-tests-know';
export const CLIENT = 'api:a-long-client-secret';

const ADA = { email: 'ada@example.com', username: 'ada', first_name: 'Ada' };
const LINK = /\w{3}_Jm3v0eB7oZ0pYw1rT6uKqXh2LsC4nDfA8gRkVtEiUyM/;
const auth = (tail: string) => `/api/v1/auth/${tail}`;

/** Who is there when an example is sent: Ada, whose it is, and somebody else; and what the example's secrets stand for. */
export type World = {
  tokens: Tokens | null;
  otherSession: string;
  otherUser: string;
  secrets: [placeholder: string | RegExp, real: string][];
};

/** Operations that Ada calls before she can have signed in. */
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

/** What Ada does just before, by operation or by operation and example. Codes and links of mails are found by themselves. */
const BEFORE: Record<string, (app: TestApp, tokens: Tokens) => Promise<World['secrets']>> = {
  'logIn.second_factor': async () => {
    await switchSecondFactorOn();
    return [];
  },
  'signInWithCode.second_factor': async (app) => {
    await switchSecondFactorOn();
    await app.post(auth('otp/request'), { email: ADA.email });
    return [];
  },
  'finishSignIn.password': async (app) => {
    await switchSecondFactorOn();
    await app.post(auth('otp/request'), { email: ADA.email });
    const otp = (await app.lastMail(ADA.email)).codes[0];
    const asked = await app.post(auth('otp/verify'), { email: ADA.email, otp });
    return [[EXAMPLE_TOKENS.secondFactor, (await asked.json<{ mfa_token: string }>()).mfa_token]];
  },
  finishSignIn: async (app) => {
    await switchSecondFactorOn();
    const login = await app.post(auth('login'), { email: ADA.email, password: PASSWORD });
    return [[EXAMPLE_TOKENS.secondFactor, (await login.json<{ mfa_token: string }>()).mfa_token]];
  },
  confirmEmailChange: async (app, tokens) => {
    await app.post(
      auth('email/change'),
      { new_email: 'ada@example.net', password: PASSWORD },
      bearer(tokens.access_token),
    );
    await app.deliverJobs();
    const link = app.mails.find((mail) => mail.to === 'ada@example.net')?.links[0];
    return [[LINK, tokenOf(link)]];
  },
  signInWithCode: asked('otp/request'),
  resetPasswordWithCode: asked('forgot-password'),
  resetPassword: asked('password/reset'),
};

/** Makes the world in which an example of an operation makes sense. */
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

async function registerAda(app: TestApp): Promise<World['secrets']> {
  await app.post(auth('register'), { ...ADA, password: PASSWORD });
  return [];
}

async function verifyAda(app: TestApp): Promise<World['secrets']> {
  await registerAda(app);
  const [link] = (await app.lastMail(ADA.email)).links;
  const verified = await app.post(auth('email/verify'), { token: tokenOf(link) });
  return [[LINK, (await verified.json<{ exchange_token: string }>()).exchange_token]];
}

function asked(tail: string): (app: TestApp) => Promise<World['secrets']> {
  return async (app) => {
    await app.post(auth(tail), { email: ADA.email });
    return [];
  };
}

const switchSecondFactorOn = () => switchSecondStepOn(ADA.email);

/** The code and the link of the latest mails. */
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
