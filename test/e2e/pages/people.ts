import { codeAt, stepAt } from '../../../src/second-step/totp/one-time-passwords.ts';
import { fromBase32 } from '../../support/base32.ts';
import { askJson, bearer } from '../ask.ts';
import { codeIn, inMails, type Mail } from '../mailbox.ts';
import type { Site } from './site.ts';
import type { Visitor } from './visitor.ts';

export const PASSWORD = 'correct-Horse-7-battery';

/** Somebody with an account. */
export type Person = { email: string; name: string };

/** An authenticator app, and what came with it. */
export type Device = { code: (steps?: number) => Promise<string>; recoveryCodes: string[] };

let people = 0;
let calls = 0;

/** An address that nobody has. */
export const freshEmail = (prefix = 'maya') => `${prefix}.${Date.now()}.${people++}@example.com`;

/** Each request comes from another address: none meets the limits of the others. */
function fromElsewhere() {
  calls++;
  return { 'CF-Connecting-IP': `198.51.${calls >> 8}.${calls & 255}` };
}

/** Calls a route under `/api/v1/auth` from an address of its own. Throws unless it succeeds. */
export async function call<T>(
  site: Site,
  path: string,
  body: object,
  { token, method = 'POST' }: { token?: string; method?: string } = {},
): Promise<T> {
  const headers = { ...fromElsewhere(), ...bearer(token) };
  return askJson(`${site.url}/api/v1/auth/${path}`, { method, body, headers });
}

/** Waits for a mailed link that leads to a page. */
export const mailedLink = ({ url }: Site, email: string, path: string): Promise<string> => {
  const isThere = (link: string) => link.includes(`${path}?`);
  const find = (mails: Mail[]) => mails.flatMap(({ links }) => links).find(isThere);
  return inMails(url, email, find, fromElsewhere);
};

/** Waits for the code that was mailed last, and for another one than `former`. */
export const mailedCode = ({ url }: Site, email: string, former = ''): Promise<string> =>
  codeIn(url, email, { former, headers: fromElsewhere });

/**
 * Signs a person up, by default with an address that is verified. Who signs an address up again
 * says which code it was mailed before.
 */
export async function signUp(
  site: Site,
  { name = 'Maya Lindqvist', verified = true, email = freshEmail(), former = '' } = {},
): Promise<Person & { code: string }> {
  await call(site, 'register', { email, password: PASSWORD, display_name: name });
  const code = await mailedCode(site, email, former);
  if (verified) await call(site, 'email/verify', { email, otp: code });
  return { email, name, code };
}

/** Signs a person in by the API and returns the access token. */
export async function tokenOf(site: Site, email: string, device?: string): Promise<string> {
  const given = { email, password: PASSWORD, token_delivery: 'body', device_name: device };
  return (await call<{ access_token: string }>(site, 'login', given)).access_token;
}

/** Gives an account an authenticator app. */
export async function addTotp(site: Site, email: string): Promise<Device> {
  const token = await tokenOf(site, email);
  const begun = await call<{ id: string; secret: string }>(site, 'mfa/totp', {}, { token });
  const code = totpOf(begun.secret);
  const path = `mfa/totp/${begun.id}/confirm`;
  const confirmed = await call<{ recovery_codes: string[] }>(
    site,
    path,
    { otp: await code() },
    { token },
  );
  return { code, recoveryCodes: confirmed.recovery_codes };
}

/** What shows the codes of a secret: the one of now, or some steps away from it. */
export function totpOf(base32: string): Device['code'] {
  const secret = fromBase32(base32);
  return (steps = 0) => codeAt(secret, stepAt(Date.now()) + steps);
}

/** Signs a visitor in as an app on our origin does: the cookies are then theirs. */
export async function enter({ site, context }: Visitor, email: string): Promise<void> {
  const response = await context.request.post(`${site.url}/api/v1/auth/login`, {
    headers: { Origin: site.url },
    data: { email, password: PASSWORD },
  });
  if (!response.ok()) throw new Error(`login: ${response.status()} ${await response.text()}`);
}
