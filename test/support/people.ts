import type { TestApp } from './test-app.ts';

export const PASSWORD = 'correct-Horse-7-battery';

// A test that resets modules starts the counter anew, and guards that fell asleep outlive a reset of
// storage: the addresses of one counter must not meet those of another.
const family = crypto.randomUUID().slice(0, 8);
let counter = 0;

/** An address that no other test uses. */
export function freshEmail(): string {
  counter++;
  return `person${counter}-${family}@example.com`;
}

export type Tokens = {
  access_token: string;
  refresh_token: string;
  session_id: string;
  user: { id: string; email: string };
};

/** Registers somebody and opens the mailed link; answers the address. */
export async function register(
  app: TestApp,
  email = freshEmail(),
  extra: Record<string, unknown> = {},
): Promise<string> {
  const registered = await app.post('/api/v1/auth/register', {
    email,
    password: PASSWORD,
    ...extra,
  });
  if (registered.status !== 201)
    throw new Error(`register: ${registered.status} ${await registered.text()}`);
  const token = tokenOf((await app.lastMail(email)).links[0]);
  const verified = await app.post('/api/v1/auth/email/verify', { token });
  if (verified.status !== 200)
    throw new Error(`verify: ${verified.status} ${await verified.text()}`);
  return email;
}

/** Signs in and answers the tokens, the refresh token included. */
export async function signIn(
  app: TestApp,
  email: string,
  extra: Record<string, unknown> = {},
): Promise<Tokens> {
  const answer = await app.post('/api/v1/auth/login', {
    email,
    password: PASSWORD,
    token_delivery: 'body',
    ...extra,
  });
  if (answer.status !== 200) throw new Error(`login: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Registers and signs in. */
export async function newcomer(app: TestApp): Promise<Tokens & { email: string }> {
  const email = await register(app);
  return { ...(await signIn(app, email)), email };
}

/** The token in a mailed link. */
export function tokenOf(link: string | undefined): string {
  const token = new URL(link ?? 'missing:').searchParams.get('token');
  if (token === null) throw new Error('no token in the link');
  return token;
}

/** The headers of a request by a signed-in client. */
export function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}

/** A password that is wrong for everybody. */
export const WRONG = 'wrong-Horse-7-battery';

/** What a refusal said: its status and its code. */
export async function refusal(response: Response): Promise<[number, string]> {
  return [response.status, (await response.json<{ code: string }>()).code];
}
