import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import { editUsers } from '../../../support/edit-users.ts';
import { PASSWORD, WRONG } from '../../../support/people.ts';
import { wrongCode } from '../../../support/totp.ts';
import { defineFlow } from '../flow.ts';
import { type Answer, bodyOf, type Person, tokensOf, type World } from '../world.ts';
import { AUTH, aHolder, aPasskeyHolder, countOf, expectAppWorks, signsInWith } from './holders.ts';
import { aPerson, deliverOnce } from './prepared.ts';

const STEP_UP = 'POST /api/v1/auth/step-up';
const OPTIONS = 'POST /api/v1/auth/step-up/options';
const MINUTE = 60_000;

const stepUp = (world: World, by: Person, proof: object) =>
  world.post('step-up', { token_delivery: 'body', ...proof }, by);

/** Lets the proof of a sign-in get too old for what wants a fresh one. */
function grow<T>(world: World, prepared: T): T {
  world.timeline.move(11 * MINUTE);
  return prepared;
}
/** What is answered renews the session, and is as fresh as it says. */
async function expectRenewed(world: World, { session_id }: Person, renewed: Answer) {
  expect(renewed.status).toBe(200);
  const tokens = tokensOf(renewed);
  expect(decodeJwt(tokens.access_token).sid).toBe(session_id);
  expect((await world.get(`${AUTH}/account/export`, tokens)).status).toBe(200);
  expect(await world.lives(tokens)).toBe(true);
}
/** Someone whose only proof is their mailbox. */
async function aMailboxHolder(world: World) {
  const prepared = await aPerson(world);
  await editUsers('password_hash = null where email = ?', prepared.person.email);
  return grow(world, prepared);
}
async function aMailedCode(world: World) {
  const held = await aMailboxHolder(world);
  await world.post('step-up/options', {}, held.person);
  return { ...held, otp: await world.mailedCode(held.person.email) };
}
/** Options of a passkey that steps up, answered. */
async function anAnswer(world: World) {
  const held = grow(world, await aPasskeyHolder(world));
  return { ...held, credential: await answer(world, held) };
}
type Held = Pick<Awaited<ReturnType<typeof aPasskeyHolder>>, 'person' | 'authenticator'>;
async function answer(world: World, { person, authenticator }: Held) {
  const { passkey_options } = bodyOf<{ passkey_options: never }>(
    await world.post('step-up/options', {}, person),
  );
  return authenticator.get(passkey_options);
}

export const STEP_UPS = [
  defineFlow({
    name: 'ask how to step up',
    routes: [OPTIONS],
    prepare: aPasskeyHolder,
    act: (world, { person }) => world.post('step-up/options', {}, person),
    async expect(world, { person, authenticator }, last) {
      const { methods, passkey_options } = bodyOf<{ methods: string[]; passkey_options: never }>(
        last,
      );
      expect(methods).toEqual(['passkey', 'recovery_code']);
      const credential = await authenticator.get(passkey_options);
      await expectRenewed(world, person, await stepUp(world, person, { credential }));
    },
  }),
  defineFlow({
    name: 'step up by password',
    routes: [STEP_UP],
    prepare: async (world) => grow(world, await aPerson(world)),
    act: (world, { person }) => stepUp(world, person, { password: PASSWORD }),
    expect: (world, { person }, last) => expectRenewed(world, person, last),
  }),
  defineFlow({
    name: 'step up by a wrong password',
    prepare: async (world) => grow(world, await aPerson(world)),
    act: (world, { person }) => stepUp(world, person, { password: WRONG }),
    async expect(world, { person }, last) {
      expect(last.status).toBe(401);
      await expectRenewed(world, person, await stepUp(world, person, { password: PASSWORD }));
    },
  }),
  defineFlow({
    name: 'step up by an app',
    async prepare(world) {
      const held = grow(world, await aHolder(world));
      return { ...held, otp: await held.app.code() };
    },
    act: (world, { person, otp }) => stepUp(world, person, { otp }),
    // The code is used up.
    doneBefore: [401],
    async expect(world, { person, app, otp }, last) {
      if (last.status === 200) await expectRenewed(world, person, last);
      expect((await stepUp(world, person, { otp })).status).toBe(401);
      expect(await signsInWith(world, person, { otp })).toBe(401);
      await expectAppWorks(world, { person, app });
    },
  }),
  defineFlow({
    name: 'step up by the password where there is an app',
    prepare: async (world) => grow(world, await aHolder(world)),
    act: (world, { person }) => stepUp(world, person, { password: PASSWORD }),
    async expect(world, { person, app }, last) {
      expect(last.status).toBe(401);
      expect((await world.get(`${AUTH}/account/export`, person)).status).toBe(403);
      expect((await stepUp(world, person, { otp: await app.code() })).status).toBe(200);
    },
  }),
  defineFlow({
    name: 'step up by a wrong code of an app',
    prepare: async (world) => grow(world, await aHolder(world)),
    act: async (world, { person, app }) =>
      stepUp(world, person, { otp: wrongCode(await app.code()) }),
    async expect(world, { person, app }, last) {
      expect(last.status).toBe(401);
      const renewed = await stepUp(world, person, { otp: await app.code() });
      await expectRenewed(world, person, renewed);
    },
  }),
  defineFlow({
    name: 'step up by a recovery code',
    prepare: async (world) => grow(world, await aHolder(world)),
    act: (world, { person, codes: [recovery_code] }) => stepUp(world, person, { recovery_code }),
    doneBefore: [401],
    async expect(world, { person, codes: [first, second] }, last) {
      if (last.status === 200) await expectRenewed(world, person, last);
      // One whose answer was lost is told of as well.
      expect(await countOf(person.user.id, 'recovery_code.used')).toBeGreaterThan(0);
      expect((await stepUp(world, person, { recovery_code: first })).status).toBe(401);
      expect(await signsInWith(world, person, { recovery_code: first })).toBe(401);
      expect((await stepUp(world, person, { recovery_code: second })).status).toBe(200);
    },
  }),
  defineFlow({
    name: 'step up by passkey',
    prepare: anAnswer,
    act: (world, { person, credential }) => stepUp(world, person, { credential }),
    doneBefore: [401],
    async expect(world, held, last) {
      const { person, credential } = held;
      if (last.status === 200) await expectRenewed(world, person, last);
      expect((await stepUp(world, person, { credential })).status).toBe(401);
      const again = await stepUp(world, person, { credential: await answer(world, held) });
      await expectRenewed(world, person, again);
    },
  }),
  defineFlow({
    name: 'ask for a code to step up',
    prepare: aMailboxHolder,
    act: (world, { person }) => world.post('step-up/options', {}, person),
    // One mail a minute; the first one comes.
    doneBefore: [429],
    async expect(world, { person }) {
      const otp = await world.mailedCode(person.email);
      await expectRenewed(world, person, await stepUp(world, person, { otp }));
    },
  }),
  defineFlow({
    name: 'the mail of a code to step up',
    delivers: ['step_up.mailed_code'],
    async prepare(world) {
      const held = await aMailboxHolder(world);
      await world.post('step-up/options', {}, held.person);
      return held;
    },
    act: deliverOnce,
    async expect(world, { person }) {
      const otp = await world.mailedCode(person.email);
      await expectRenewed(world, person, await stepUp(world, person, { otp }));
    },
  }),
  defineFlow({
    name: 'step up by a mailed code',
    prepare: aMailedCode,
    act: (world, { person, otp }) => stepUp(world, person, { otp }),
    doneBefore: [401],
    async expect(world, { person, otp }, last) {
      if (last.status === 200) await expectRenewed(world, person, last);
      expect((await stepUp(world, person, { otp })).status).toBe(401);
    },
  }),
];
