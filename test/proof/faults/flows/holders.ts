import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import {
  readRecoveryCode,
  recoveryDigest,
} from '../../../../src/second-step/recovery-codes/recovery-code.ts';
import { codeAt, STEP, stepAt } from '../../../../src/second-step/totp/one-time-passwords.ts';
import { fromBase32 } from '../../../support/base32.ts';
import { PASSWORD } from '../../../support/people.ts';
import { type Authenticator, createAuthenticator } from '../../../support/virtual-authenticator.ts';
import { type Answer, assertOk, bodyOf, type Person, tokensOf, type World } from '../world.ts';
import { aPerson } from './prepared.ts';

export const AUTH = '/api/v1/auth';
export const SECOND_STEP = 'POST /api/v1/auth/login/otp-verify';

/** What shows the codes of an account. */
export type App = { id: string; code: () => Promise<string> };
/** What an answer shows of recovery codes; undefined where none are. */
export const codesIn = (answer: Answer) => bodyOf<{ recovery_codes?: string[] }>(answer);

/** Lets a time step begin whose code is unused, as are those of its neighbours. */
export function toFreshStep({ app, timeline }: World): void {
  timeline.move(3 * STEP - (app.clock() % STEP));
}

/** Begins to set up an authenticator app. */
export async function beginApp(world: World, by: { access_token: string }) {
  const begun = await world.post('mfa/totp', { label: 'Phone' }, by);
  assertOk('mfa/totp', begun);
  const { id, secret } = bodyOf<{ id: string; secret: string }>(begun);
  const code = () => codeAt(fromBase32(secret), stepAt(world.app.clock()));
  return { id, code };
}
export const confirmApp = (world: World, by: { access_token: string }, id: string, otp: string) =>
  world.post(`mfa/totp/${id}/confirm`, { otp }, by);

/** Someone with an authenticator app, signed in by their password alone; nothing is queued. */
export async function aHolder(world: World) {
  const prepared = await aPerson(world);
  await world.wait(1000);
  const app: App = await beginApp(world, prepared.person);
  const confirmed = await confirmApp(world, prepared.person, app.id, await app.code());
  assertOk('confirm', confirmed);
  const { recovery_codes: codes = [] } = codesIn(confirmed);
  await world.wait(0);
  toFreshStep(world);
  return { ...prepared, app, codes };
}
export type Holder = Awaited<ReturnType<typeof aHolder>>;

/** The same, who has just proved that they hold it. */
export async function aFreshHolder(world: World): Promise<Holder> {
  const held = await aHolder(world);
  const proved = await world.post('step-up', { otp: await held.app.code() }, held.person);
  assertOk('step-up', proved);
  await world.wait(0);
  toFreshStep(world);
  return { ...held, person: { ...held.person, ...tokensOf(proved) } };
}

export const offerPasskey = (world: World, by: { access_token: string }, credential: object) =>
  world.post('passkeys/register', { credential }, by);
/** Asks for options of a new passkey, and makes one. */
export async function makePasskey(world: World, by: { access_token: string }, counter = 0) {
  const authenticator = await createAuthenticator({ counter });
  const asked = await world.post('passkeys/register/options', {}, by);
  assertOk('options', asked);
  return { authenticator, credential: await authenticator.create(bodyOf(asked)) };
}

/** Someone with a passkey that counts, signed in by their password alone; nothing is queued. */
export async function aPasskeyHolder(world: World) {
  const prepared = await aPerson(world);
  await world.wait(1000);
  const { authenticator, credential } = await makePasskey(world, prepared.person, 1);
  const registered = await offerPasskey(world, prepared.person, credential);
  assertOk('register', registered);
  const { recovery_codes: codes = [] } = codesIn(registered);
  const { id } = bodyOf<{ passkey: { id: string } }>(registered).passkey;
  await world.wait(0);
  return { ...prepared, authenticator, id, codes };
}

/** The same, signed in by the passkey. */
export async function aFreshPasskeyHolder(world: World) {
  const held = await aPasskeyHolder(world);
  const signedIn = await presentPasskey(world, await answerOf(world, held.authenticator));
  assertOk('authenticate', signedIn);
  await world.wait(0);
  return { ...held, person: { ...held.person, ...tokensOf(signedIn) } };
}

/** What an authenticator answers to options of a sign-in without a name. */
export async function answerOf(world: World, authenticator: Authenticator) {
  const asked = await world.post('passkeys/authenticate/options');
  const { challenge_token, ...options } = bodyOf<{ challenge_token: string }>(asked);
  return { challenge_token, credential: await authenticator.get(options as never) };
}
export const presentPasskey = (world: World, answer: object) =>
  world.post('passkeys/authenticate', { ...answer, token_delivery: 'body' });

/** Gives the right password; what is answered asks for a second step. */
export async function givePassword<T = { mfa_token: string }>(
  world: World,
  { email }: { email: string },
): Promise<T> {
  const first = await world.post('login', { email, password: PASSWORD, token_delivery: 'body' });
  expect(bodyOf(first)).toMatchObject({ otp_required: true });
  return bodyOf<T>(first);
}
export const finish = (world: World, mfa_token: string, proof: object) =>
  world.post('login/otp-verify', { mfa_token, token_delivery: 'body', ...proof });

/** The status of a sign-in by password and a second proof. */
export async function signsInWith(world: World, who: { email: string }, proof: object) {
  const { mfa_token } = await givePassword(world, who);
  return (await finish(world, mfa_token, proof)).status;
}
/** An app signs its owner in. */
export async function expectAppWorks(
  world: World,
  { person, app }: Pick<Holder, 'person' | 'app'>,
) {
  toFreshStep(world);
  expect(await signsInWith(world, person, { otp: await app.code() })).toBe(200);
}

/** The factors of an account, as its owner sees them. */
export async function factorsOf(world: World, by: Person) {
  const listed = await world.get(`${AUTH}/mfa`, by);
  assertOk('mfa', listed);
  return bodyOf<{ factors: { id: string; kind: string }[]; recovery_codes_left: number }>(listed);
}

/** Codes that were shown are those of the account, all ten, and none is used. */
export async function expectCodes(
  { user: { id } }: { user: { id: string } },
  codes: string[] | undefined,
) {
  const shown = (codes ?? []).map((code) => recoveryDigest(id, readRecoveryCode(code) ?? ''));
  const { results } = await env.DB.prepare(
    'select code_digest from recovery_codes where user_id = ? and used_at is null',
  )
    .bind(id)
    .all<{ code_digest: string }>();
  expect(shown).toHaveLength(10);
  expect(results.map((row) => row.code_digest).toSorted()).toEqual(shown.toSorted());
}

/** The latest link to a page that was mailed to somebody. */
export async function linkTo(world: World, page: string, { email }: { email: string }) {
  await world.deliver();
  const found = world.provider.inbox
    .filter(({ mail }) => mail.to === email)
    .flatMap(({ mail }) => mail.links)
    .findLast((link) => link.includes(page));
  if (found === undefined) throw new Error(`no mail to ${email} leads to ${page}`);
  return new URL(found).searchParams.get('token') ?? '';
}
export const press = (world: World, page: string, token: string, password = '') =>
  world.ask('POST', page, { form: { token, password } });

/** How many events of a type D1 has of somebody. */
export const countOf = async (id: string, type: string) =>
  env.DB.prepare('select count(*) as n from audit_events where user_id = ? and type = ?')
    .bind(id, type)
    .first<number>('n');
