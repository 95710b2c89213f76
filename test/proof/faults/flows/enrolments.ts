import { expect } from 'vitest';
import { editUsers } from '../../../support/edit-users.ts';
import { defineFlow } from '../flow.ts';
import { type Answer, bodyOf, type Person, tokensOf, type World } from '../world.ts';
import {
  beginApp,
  codesIn,
  confirmApp,
  expectCodes,
  finish,
  makePasskey,
  offerPasskey,
  toFreshStep,
} from './holders.ts';
import { NEXT_PASSWORD } from './prepared.ts';

/** Every sign-in has two steps. */
const always = { env: { LOGIN_SECOND_FACTOR: 'always' } };

/** Someone with nothing but a mailbox, whose sign-in has to set something up. */
async function aNewcomer(world: World) {
  const email = await world.register();
  await editUsers('password_hash = null where email = ?', email);
  const id = await world.idOf(email);
  return { ids: [id], id, email, ...(await signInByCode(world, email)) };
}
type Step = { mfa_token: string; methods: string[]; enrol?: string[] };
async function signInByCode(world: World, email: string): Promise<Step> {
  world.timeline.move(61_000);
  await world.post('otp/request', { email });
  const otp = await world.mailedCode(email);
  return bodyOf<Step>(await world.post('otp/verify', { email, otp, token_delivery: 'body' }));
}
const bearer = (mfa_token: string) => ({ access_token: mfa_token });
const personIn = (email: string, answer: Answer): Person => ({ ...tokensOf(answer), email });

/** The sign-in is finished, and its token is of no more use. */
async function expectFinished(
  world: World,
  { email, mfa_token }: { email: string; mfa_token: string },
  last: Answer,
) {
  if (last.status < 300) {
    const person = personIn(email, last);
    expect(await world.lives(person)).toBe(true);
    await expectCodes(person, codesIn(last).recovery_codes);
  }
  const another = await world.post('mfa/totp', {}, bearer(mfa_token));
  expect(another.status).toBe(401);
}

export const ENROLMENTS = [
  defineFlow({
    name: 'begin to set up an app during a sign-in',
    world: always,
    prepare: aNewcomer,
    act: (world, { mfa_token }) => world.post('mfa/totp', {}, bearer(mfa_token)),
    async expect(world, { mfa_token }) {
      const { id, code } = await beginApp(world, bearer(mfa_token));
      const done = await confirmApp(world, bearer(mfa_token), id, await code());
      expect(await world.lives(tokensOf(done))).toBe(true);
    },
  }),
  defineFlow({
    name: 'set up an app during a sign-in',
    world: always,
    async prepare(world) {
      const newcomer = await aNewcomer(world);
      const app = await beginApp(world, bearer(newcomer.mfa_token));
      return { ...newcomer, app, otp: await app.code() };
    },
    act: (world, { mfa_token, app, otp }) => confirmApp(world, bearer(mfa_token), app.id, otp),
    doneBefore: [401],
    // The app is there, so the sign-in asks for its code instead.
    madeAnyway: [401],
    async expect(world, state, last) {
      await expectFinished(world, state, last);
      expect(world.hasMail(state.email, /app was added/)).toBe(true);
      toFreshStep(world);
      const { mfa_token, methods } = await signInByCode(world, state.email);
      expect(methods).toContain('totp');
      const done = await finish(world, mfa_token, { otp: await state.app.code() });
      expect(await world.lives(tokensOf(done))).toBe(true);
    },
  }),
  defineFlow({
    name: 'add a passkey during a sign-in',
    world: always,
    async prepare(world) {
      const newcomer = await aNewcomer(world);
      return { ...newcomer, ...(await makePasskey(world, bearer(newcomer.mfa_token))) };
    },
    act: (world, { mfa_token, credential }) => offerPasskey(world, bearer(mfa_token), credential),
    doneBefore: [401],
    // The passkey is there, so the sign-in asks for it instead.
    madeAnyway: [401],
    async expect(world, state, last) {
      await expectFinished(world, state, last);
      expect(world.hasMail(state.email, /passkey was added/)).toBe(true);
      const { mfa_token, methods, ...step } = await signInByCode(world, state.email);
      expect(methods).toContain('passkey');
      const { passkey_options } = step as unknown as { passkey_options: never };
      const credential = await state.authenticator.get(passkey_options);
      const done = await finish(world, mfa_token, { credential });
      expect(await world.lives(tokensOf(done))).toBe(true);
    },
  }),
  defineFlow({
    name: 'choose a password during a sign-in',
    world: always,
    prepare: aNewcomer,
    act: (world, { mfa_token: token }) =>
      world.post('password/reset/confirm', { token, new_password: NEXT_PASSWORD }),
    doneBefore: [401],
    // The password is there, so the sign-in asks for it instead.
    madeAnyway: [401],
    async expect(world, { email }, last) {
      if (last.status === 200) expect(await world.lives(tokensOf(last))).toBe(true);
      const { mfa_token, methods } = await signInByCode(world, email);
      expect(methods).toEqual(['password']);
      const done = await finish(world, mfa_token, { password: NEXT_PASSWORD });
      expect(await world.lives(tokensOf(done))).toBe(true);
    },
  }),
];
