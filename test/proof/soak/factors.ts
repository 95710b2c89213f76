import { setTimeout as sleep } from 'node:timers/promises';
import { createAuthenticator } from '../../../src/cli/probe/authenticator.ts';
import { totpCode } from '../../../src/cli/probe/totp.ts';
import type { Answer, Api } from './api.ts';
import { DELIVERY, type Device, deviceIn, type Person, stepUp } from './person.ts';

/** The origin of `wrangler.toml`, which passkeys are bound to. */
const ORIGIN = 'http://localhost:8787';
/** Milliseconds of a time step, and what a request may take at its end. */
const [STEP, ROOM] = [30_000, 10_000];

type Options = Parameters<ReturnType<typeof createAuthenticator>['get']>[0];
type Shown = { recovery_codes?: string[] };

/**
 * Sets up an app, signs in by its code, by a recovery code and by a passkey, steps up by the app,
 * and takes it all away again. Somebody with a mailed second step does without.
 */
export async function useFactors(api: Api, person: Person, device: Device): Promise<void> {
  await stepUp(api, person, device);
  if (person.secondStep) return;
  const app = await addApp(api, person, device);
  await finishSignIn(api, person, { otp: app.code(0) });
  await finishSignIn(api, person, { recovery_code: app.recoveryCode });
  await mailed(api, person, 'A recovery code of your Latchkey account was used');
  const json = { otp: app.code(1), ...DELIVERY };
  const { body } = await api.ask(person, 'POST', '/auth/step-up', { token: device.access, json });
  Object.assign(device, deviceIn(body));
  const passkey = await addPasskey(api, person, device);
  await signInByPasskey(api, person, passkey.authenticator);
  await remove(api, person, device, `/auth/passkeys/${passkey.id}`, 'A passkey');
  await remove(api, person, device, `/auth/mfa/${app.id}`, 'An authenticator app');
}

/** The mail comes, before anything else is done. */
async function mailed(api: Api, { email }: Person, subject: string): Promise<void> {
  api.expectMail(email, subject);
  await api.awaitMail(email, subject);
}

async function addApp(api: Api, person: Person, { access: token }: Device) {
  const { body } = await api.ask(person, 'POST', '/auth/mfa/totp', { token, expect: 201 });
  const { id, secret } = body as { id: string; secret: string };
  const left = STEP - (Date.now() % STEP);
  // Timers may end a millisecond early, still within the former step.
  if (left < ROOM) await sleep(left + 100);
  // Each step counts once: the former one confirms, this one signs in, the next one steps up.
  const codes = [-1, 0, 1].map((away) => totpCode(secret, away));
  const code = (away: number) => codes[away + 1];
  const json = { otp: code(-1) };
  const confirmed = await api.ask(person, 'POST', `/auth/mfa/totp/${id}/confirm`, { token, json });
  await mailed(api, person, 'An authenticator app was added to your Latchkey account');
  const [recoveryCode] = (confirmed.body as Shown).recovery_codes ?? [];
  return { id, code, recoveryCode };
}

async function finishSignIn(api: Api, person: Person, proof: object): Promise<void> {
  const { email, password } = person;
  const first = await api.ask(person, 'POST', '/auth/login', { json: { email, password } });
  const { mfa_token } = first.body;
  const json = { mfa_token, ...proof, ...DELIVERY };
  push(person, await api.ask(person, 'POST', '/auth/login/otp-verify', { json }));
}

async function addPasskey(api: Api, person: Person, { access: token }: Device) {
  const authenticator = createAuthenticator(ORIGIN);
  const asked = await api.ask(person, 'POST', '/auth/passkeys/register/options', { token });
  const json = { credential: authenticator.create(asked.body as Options) };
  const path = '/auth/passkeys/register';
  const { body } = await api.ask(person, 'POST', path, { token, json, expect: 201 });
  await mailed(api, person, 'A passkey was added to your Latchkey account');
  return { authenticator, ...(body as { passkey: { id: string } }).passkey };
}

async function signInByPasskey(
  api: Api,
  person: Person,
  authenticator: ReturnType<typeof createAuthenticator>,
): Promise<void> {
  const { body } = await api.ask(person, 'POST', '/auth/passkeys/authenticate/options');
  const { challenge_token } = body;
  const json = { credential: authenticator.get(body as Options), challenge_token, ...DELIVERY };
  push(person, await api.ask(person, 'POST', '/auth/passkeys/authenticate', { json }));
}

const push = (person: Person, { body }: Answer) => void person.devices.push(deviceIn(body));

async function remove(
  api: Api,
  person: Person,
  { access: token }: Device,
  path: string,
  what: string,
): Promise<void> {
  await api.ask(person, 'DELETE', path, { token });
  await mailed(api, person, `${what} was removed from your Latchkey account`);
}
