import { codeAt, stepAt } from '../../../src/second-step/totp/one-time-passwords.ts';
import { fromBase32 } from '../../support/base32.ts';
import { call, type Person, signUp } from '../sign-up.ts';
import { GO, type Visitor, type World } from './world.ts';

let people = 0;

/** Somebody at a provider whom nobody knows here, with an address that nobody has. */
export function newcomer(domain = 'example.com') {
  people++;
  const email = `ada${Date.now()}.${people}@${domain}`;
  const names = { name: 'Ada Lovelace', given_name: 'Ada', family_name: 'Lovelace' };
  return { sub: crypto.randomUUID(), email, ...names };
}

/** Somebody with an account and a password, and how they are known at a provider. */
export async function owner({ url }: World): Promise<Person & { sub: string }> {
  const { email, password } = await signUp(url);
  return { email, password, sub: crypto.randomUUID() };
}

/** Signs in by the form of the page that is open. */
export async function enterPassword(
  { page, press }: Visitor,
  { email, password }: Person,
  to: string,
): Promise<void> {
  await page.fill('[name=email_or_username]', email);
  await page.fill('[name=password]', password);
  await press('#sign-in button.go', to);
}

/** Signs in by password on the page for that. */
export async function signInByPassword(visitor: Visitor, person: Person, to: string) {
  await visitor.go(`/sign-in?return_to=${encodeURIComponent(to)}`);
  await enterPassword(visitor, person, to);
}

/** Proves the password again where that is asked for. */
export async function proveAgain({ page, press }: Visitor, { password }: Person, to: string) {
  await page.fill('[name=password]', password);
  await press(GO, to);
}

/** Gives an account an authenticator app; returns what shows its codes, some steps from now. */
export async function addTotp({ url }: World, person: Person) {
  const given = { ...person, token_delivery: 'body' };
  const { access_token: token } = await call<{ access_token: string }>(url, 'POST', 'login', given);
  const begun = await call<{ id: string; secret: string }>(url, 'POST', 'mfa/totp', {}, token);
  const secret = fromBase32(begun.secret);
  const code = (steps = 0) => codeAt(secret, stepAt(Date.now()) + steps);
  await call(url, 'POST', `mfa/totp/${begun.id}/confirm`, { otp: await code() }, token);
  return code;
}
