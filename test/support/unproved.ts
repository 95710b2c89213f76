import { env } from 'cloudflare:workers';
import { PASSWORD, tokenOf } from './people.ts';
import type { TestApp } from './test-app.ts';

/** What a stranger would like to sign in with. */
export const SQUATTERS = 'squatter-Has-1-plan';

/** The answer of `email/verify`, of either kind. */
export type Verified = {
  exchange_token?: string;
  password_reset_required?: true;
  reset_token?: string;
  username?: null;
  username_taken?: true;
};

/** Registers an address and leaves it unproved; answers the id and the cookie of the registration. */
export async function signUp(
  app: TestApp,
  email: string,
  extra: Record<string, unknown> = {},
): Promise<{ id: string; cookie: Record<string, string> }> {
  const answer = await app.post('/api/v1/auth/register', { email, password: PASSWORD, ...extra });
  if (answer.status !== 201) throw new Error(`register: ${answer.status} ${await answer.text()}`);
  const set = answer.headers.getSetCookie().find((cookie) => cookie.includes('registration='));
  const { user_id: id } = await answer.json<{ user_id: string }>();
  return { id, cookie: { Cookie: set?.split(';')[0] ?? '' } };
}

/** Registers an address and answers the token of the link that this registration mailed. */
export async function signUpAndRead(
  app: TestApp,
  email: string,
  extra: Record<string, unknown> = {},
): Promise<{ id: string; cookie: Record<string, string>; token: string; code: string }> {
  const registered = await signUp(app, email, extra);
  const mail = await app.lastMail(email);
  return { ...registered, token: tokenOf(mail.links[0]), code: mail.codes[0] ?? '' };
}

/** Verifies and answers the body; throws unless that worked. */
export async function verify(
  app: TestApp,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Verified> {
  const answer = await app.post('/api/v1/auth/email/verify', body, headers);
  if (answer.status !== 200) throw new Error(`verify: ${answer.status} ${await answer.text()}`);
  return answer.json<Verified>();
}

/** Asks for another verification and answers its link's token. */
export async function resend(app: TestApp, email: string): Promise<string> {
  app.advance(61_000);
  await app.post('/api/v1/auth/email/resend', { email });
  return tokenOf((await app.lastMail(email)).links[0]);
}

/** A sign-in by password that may fail. */
export const logIn = (app: TestApp, email: string, password: string, headers = {}) =>
  app.post('/api/v1/auth/login', { email, password, token_delivery: 'body' }, headers);

/** The rows of an address, the oldest first. */
export async function rowsOf(email: string) {
  const { results } = await env.DB.prepare(
    'select id, username, email_verified_at is not null as verified, password_hash is not null as has_password from users where email_normalized = ? order by created_at, id',
  )
    .bind(email)
    .all<{ id: string; username: string | null; verified: number; has_password: number }>();
  return results;
}
