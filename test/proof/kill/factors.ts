import { codeAt, stepAt } from '../../../src/second-step/totp/one-time-passwords.ts';
import { fromBase32 } from '../../support/base32.ts';
import { type Authenticator, createAuthenticator } from '../../support/virtual-authenticator.ts';
import type { Answer } from './connection.ts';
import type { Person } from './person.ts';
import { makeProof } from './proof.ts';
import type { Device } from './record.ts';
import { APP_URL } from './runtime.ts';

type CreationOptions = Parameters<Authenticator['create']>[0];

/** Proves again who they are, in the same session. */
export async function stepUp(person: Person, device: Device): Promise<void> {
  const { world, record, post, problem } = person;
  if (record.factors === null) return person.refresh(device);
  const begun = Math.floor(Date.now() / 1000);
  const asked = await post('/step-up/options', {}, device.access);
  if (asked.status !== 200) return problem('a step-up is not offered', asked);
  const tried = { random: world.random, proofsTried: record.proofsTried };
  const proof = await makeProof(record.factors, tried, asked.body.passkey_options);
  const json = { ...proof.json, token_delivery: 'both' };
  const answer = await post('/step-up', json, device.access);
  person.noteSentAgain(answer);
  if (answer.status === 200) {
    person.takeTokens(device, answer);
    return person.noteProof(proof);
  }
  if (answer.lost === 0) return problem(`a step-up by ${proof.kind} is refused`, answer);
  await person.refresh(device);
  const [, claims = ''] = device.access.split('.');
  const { auth_time } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  if (proof.isGood() && Number(auth_time) < begun)
    world.connection.noteSpent(`step-up by ${proof.kind}`);
}

/** Sets up a passkey, and then an authenticator app. */
export async function addFactors(person: Person): Promise<void> {
  const { record, post, usable, problem } = person;
  await person.signIn();
  const device = usable().at(-1);
  if (device === undefined) return;
  const options = await post('/passkeys/register/options', {}, device.access);
  if (options.status !== 200) return problem('no passkey is offered', options);
  const authenticator = await createAuthenticator({ origin: APP_URL });
  const credential = await authenticator.create(options.body as unknown as CreationOptions);
  const added = await post('/passkeys/register', { credential }, device.access);
  if (added.status !== 201 && !(await hasAfter(person, device, added, 'passkey'))) return;
  const recoveryCodes = (added.body.recovery_codes ?? []) as string[];
  record.factors = { authenticator, recoveryCodes, secret: null, lastStep: 0 };
  await addApp(person);
}

async function addApp(person: Person): Promise<void> {
  const { record, post, usable, problem } = person;
  // With the passkey: the password alone does not change factors any more.
  await person.signIn();
  const device = usable().at(-1);
  if (device === undefined || record.factors === null) return;
  const begun = await post('/mfa/totp', {}, device.access);
  if (begun.status !== 201) return problem('no app can be set up', begun);
  const secret = fromBase32(String(begun.body.secret));
  const lastStep = stepAt(Date.now()) + 1;
  const json = { otp: await codeAt(secret, lastStep) };
  const path = `/mfa/totp/${String(begun.body.id)}/confirm`;
  const confirmed = await post(path, json, device.access);
  if (confirmed.status !== 200 && !(await hasAfter(person, device, confirmed, 'totp'))) return;
  Object.assign(record.factors, { secret, lastStep });
}

/** Whether a factor is there whose answer got lost. One that is not was refused for nothing. */
async function hasAfter(
  { ask, problem, world }: Person,
  device: Device,
  answer: Answer,
  kind: string,
): Promise<boolean> {
  if (answer.lost === 0) problem(`a new ${kind} is refused`, answer);
  const listed = await ask('GET', '/mfa', { token: device.access });
  const factors = (listed.body.factors ?? []) as { kind: string }[];
  if (factors.some((factor) => factor.kind === kind)) return true;
  if (answer.lost > 0) world.connection.noteSpent(`a new ${kind}`);
  return false;
}
