import { env } from 'cloudflare:workers';
import type { InferRequestType } from 'hono/client';
import { expectOk, mailedToken, PASSWORD, type Registration, tokenOf } from './people.ts';
import type { TestApp } from './test-app.ts';

/** The password that a squatter registers someone else's address with. */
export const SQUATTERS = 'squatter-Has-1-plan';

type Verification = InferRequestType<TestApp['auth']['email']['verify']['$post']>['json'];

/** The body of a response of `email/verify`, of either kind. */
export type Verified = {
  exchange_token?: string;
  password_reset_required?: true;
  reset_token?: string;
  username?: null;
  username_taken?: true;
};

/** Registers an address without proving it; returns the id and the cookie of the registration. */
export async function signUp(
  app: TestApp,
  email: string,
  extra: Partial<Registration> = {},
): Promise<{ id: string; cookie: Record<string, string> }> {
  const response = await app.auth.register.$post({ json: { email, password: PASSWORD, ...extra } });
  await expectOk('register', response);
  const set = response.headers.getSetCookie().find((cookie) => cookie.includes('registration='));
  const { user_id: id } = await response.json();
  return { id, cookie: { Cookie: set?.split(';')[0] ?? '' } };
}

/** Registers an address and returns the link's token and the code that this registration mailed. */
export async function signUpAndRead(
  app: TestApp,
  email: string,
  extra: Partial<Registration> = {},
): Promise<{ id: string; cookie: Record<string, string>; token: string; code: string }> {
  const registered = await signUp(app, email, extra);
  const mail = await app.lastMail(email);
  return { ...registered, token: tokenOf(mail.links[0]), code: mail.codes[0] ?? '' };
}

/** Verifies an address and returns the body; throws if that fails. */
export async function verify(
  app: TestApp,
  json: Verification,
  headers: Record<string, string> = {},
): Promise<Verified> {
  const response = await app.auth.email.verify.$post({ json }, { headers });
  await expectOk('verify', response);
  return (await response.json()) as Verified;
}

/** Requests another verification mail and returns its link's token. */
export async function resend(app: TestApp, email: string): Promise<string> {
  app.advance(61_000);
  await app.auth.email.resend.$post({ json: { email } });
  return mailedToken(app, email);
}

/** A sign-in by password that may fail. */
export const logIn = (app: TestApp, email: string, password: string, headers = {}) =>
  app.post('/api/v1/auth/login', { email, password, token_delivery: 'body' }, headers);

/** The rows of an address, oldest first. */
export async function rowsOf(email: string) {
  const { results } = await env.DB.prepare(
    `select id, username, email_verified_at is not null as verified,
        password_hash is not null as has_password
      from users where email_normalized = ? order by created_at, id`,
  )
    .bind(email)
    .all<{ id: string; username: string | null; verified: number; has_password: number }>();
  return results;
}
