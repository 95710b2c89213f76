import type { InferRequestType, InferResponseType } from 'hono/client';
import { copyUser } from './copy-user.ts';
import type { TestApp } from './test-app.ts';

export const PASSWORD = 'correct-Horse-7-battery';

// A test that resets modules restarts the counter, and evicted guards survive a reset of storage:
// the addresses of one counter must differ from those of another.
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

type Auth = TestApp['auth'];
export type Registration = InferRequestType<Auth['register']['$post']>['json'];
export type Login = InferRequestType<Auth['login']['$post']>['json'];

type SignInBody = InferResponseType<Auth['login']['$post']>;
export type PendingSignIn = Extract<SignInBody, { otp_required: true }>;

type Copy = Awaited<ReturnType<typeof copyUser>>;
/** One registered person to copy, by the settings of the app. */
const originals = new Map<string, Promise<Copy>>();

async function original(app: TestApp): Promise<Copy> {
  const twin = app.twin();
  const email = await registerByMail(twin);
  const found = twin.env.DB.prepare('select id from users where email = ?').bind(email);
  return copyUser((await found.first<string>('id')) ?? '');
}

/**
 * Creates a user who has registered and redeemed the mailed link; returns the address. After the
 * first one with an app's settings it copies rows of D1: no mail is sent, no password is hashed,
 * and the guard knows nothing of the registration. Tests that depend on those use `registerByMail`.
 */
export async function register(
  app: TestApp,
  email = freshEmail(),
  extra: Partial<Registration> = {},
): Promise<string> {
  const { settings } = app;
  const isAlike = Object.keys(extra).length === 0 && email === email.toLowerCase();
  if (settings === null || !isAlike) return registerByMail(app, email, extra);
  const copying = originals.get(settings) ?? original(app);
  originals.set(settings, copying);
  // One that failed fails its own test, and no other.
  const copy = await copying.catch((error: unknown) => {
    originals.delete(settings);
    throw error;
  });
  await copy(email, app.clock());
  return email;
}

/** Registers a user and redeems the mailed link; returns the address. */
export async function registerByMail(
  app: TestApp,
  email = freshEmail(),
  extra: Partial<Registration> = {},
): Promise<string> {
  const json = { email, password: PASSWORD, ...extra };
  await expectOk('register', await app.auth.register.$post({ json }));
  const token = await mailedToken(app, email);
  await expectOk('verify', await app.auth.email.verify.$post({ json: { token } }));
  return email;
}

/** Signs in and returns the tokens, including the refresh token. */
export async function signIn(
  app: TestApp,
  email: string,
  extra: Partial<Login> = {},
): Promise<Tokens> {
  const json: Login = { email, password: PASSWORD, token_delivery: 'body', ...extra };
  const response = await app.auth.login.$post({ json });
  await expectOk('login', response);
  return tokensIn(response);
}

/** Registers and signs in. */
export async function newcomer(app: TestApp): Promise<Tokens & { email: string }> {
  const email = await register(app);
  return { ...(await signIn(app, email)), email };
}

/** Registers by mail and signs in. */
export async function newcomerByMail(app: TestApp): Promise<Tokens & { email: string }> {
  const email = await registerByMail(app);
  return { ...(await signIn(app, email)), email };
}

/** Throws unless a call succeeded, with its response. */
export async function expectOk(call: string, response: Answer): Promise<void> {
  if (!response.ok) throw new Error(`${call}: ${response.status} ${await response.text()}`);
}

/** The token in a mailed link. */
export function tokenOf(link: string | undefined): string {
  const token = new URL(link ?? 'missing:').searchParams.get('token');
  if (token === null) throw new Error('no token in the link');
  return token;
}

/** The token of the latest link mailed to an address. */
export async function mailedToken(app: TestApp, to: string): Promise<string> {
  return tokenOf((await app.lastMail(to)).links[0]);
}

/** The latest code mailed to an address. */
export async function mailedCode(app: TestApp, to: string): Promise<string> {
  const { codes } = await app.lastMail(to, (mail) => mail.codes.length > 0);
  return codes[0] ?? '';
}

/** The tokens in the response to a sign-in that is complete. */
export async function tokensIn(response: Pick<Answer, 'json'>): Promise<Tokens> {
  return (await response.json()) as Tokens;
}

/** The body of a response to a sign-in that waits for a second step. */
export async function pendingIn(response: Pick<Answer, 'json'>): Promise<PendingSignIn> {
  return (await response.json()) as PendingSignIn;
}

/** The headers of a request by a signed-in client. */
export function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}

/** Options of a call by a signed-in client: `app.auth.me.$get({}, as(person))`. */
export function as(by: string | { access_token: string }) {
  return { headers: bearer(typeof by === 'string' ? by : by.access_token) };
}

/** Options of a call from an address: `app.auth.login.$post({ json }, from('198.51.100.9'))`. */
export function from(ip: string) {
  return { headers: { 'CF-Connecting-IP': ip } };
}

/** A password that no user has. */
export const WRONG = 'wrong-Horse-7-battery';

/** A response, whether of `fetch` or of the typed client. */
export type Answer = {
  ok: boolean;
  status: number;
  json(): Promise<unknown>;
  text(): Promise<string>;
};

/** The status and the code of an error response. */
export async function refusal(
  response: Pick<Answer, 'status' | 'json'>,
): Promise<[number, string]> {
  return [response.status, ((await response.json()) as { code: string }).code];
}
