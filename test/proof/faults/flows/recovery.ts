import { expect } from 'vitest';
import { PASSWORD } from '../../../support/people.ts';
import { defineFlow } from '../flow.ts';
import type { Person, World } from '../world.ts';
import { aPerson, deliverOnce, NEXT_PASSWORD } from './prepared.ts';

/** Someone who was mailed a link or a code to a new password. */
async function asked(world: World, path: 'password/reset' | 'forgot-password') {
  const prepared = await aPerson(world);
  await world.post(path, { email: prepared.person.email });
  return prepared;
}
/** The new password is the only one, and nobody is signed in any more. */
async function expectReset(world: World, person: Person) {
  expect(await world.lives(person)).toBe(false);
  expect(await world.signsIn(person.email, NEXT_PASSWORD)).toBe(200);
  expect(await world.signsIn(person.email)).toBe(401);
}
const resetByLink = (world: World, token: string, new_password = NEXT_PASSWORD) =>
  world.post('password/reset/confirm', { token, new_password });
const resetByCode = (world: World, email: string, otp: string, password = NEXT_PASSWORD) =>
  world.post('password-reset', { email, otp, password });
const LATER = 'later-Horse-9-battery';

export const RECOVERY = [
  defineFlow({
    name: 'ask for a link to a new password',
    routes: ['POST /api/v1/auth/password/reset'],
    prepare: aPerson,
    act: (world, { person: { email } }) => world.post('password/reset', { email }),
    async expect(world, { person }) {
      const token = await world.mailedToken(person.email);
      expect((await resetByLink(world, token)).status).toBe(200);
      await expectReset(world, person);
    },
  }),
  defineFlow({
    name: 'the mail of a link to a new password',
    delivers: ['password.reset'],
    prepare: (world) => asked(world, 'password/reset'),
    act: deliverOnce,
    async expect(world, { person }) {
      const token = await world.mailedToken(person.email);
      expect((await resetByLink(world, token)).status).toBe(200);
      await expectReset(world, person);
    },
  }),
  defineFlow({
    name: 'set a new password by link',
    routes: ['POST /api/v1/auth/password/reset/confirm'],
    async prepare(world) {
      const prepared = await asked(world, 'password/reset');
      return { ...prepared, token: await world.mailedToken(prepared.person.email) };
    },
    act: (world, { token }) => resetByLink(world, token),
    doneBefore: [401],
    // It is the present password, and has ended what was mailed before.
    madeAnyway: [400, 401],
    async expect(world, { person, token }, last) {
      await expectReset(world, person);
      if (last.status === 200) expect((await resetByLink(world, token, LATER)).status).toBe(401);
      expect(await world.signsIn(person.email, NEXT_PASSWORD)).toBe(200);
    },
  }),
  defineFlow({
    name: 'set a new password on the page',
    async prepare(world) {
      const prepared = await asked(world, 'password/reset');
      return { ...prepared, token: await world.mailedToken(prepared.person.email) };
    },
    act: (world, { token }) =>
      world.ask('POST', '/reset-password', {
        form: { token, password: NEXT_PASSWORD, confirmation: NEXT_PASSWORD },
      }),
    doneBefore: [401],
    // It is the present password, and has ended what was mailed before.
    madeAnyway: [400, 401],
    expect: (world, { person }) => expectReset(world, person),
  }),
  defineFlow({
    name: 'ask for a code to a new password',
    routes: ['POST /api/v1/auth/forgot-password'],
    prepare: aPerson,
    act: (world, { person: { email } }) => world.post('forgot-password', { email }),
    async expect(world, { person }) {
      const otp = await world.mailedCode(person.email);
      expect((await resetByCode(world, person.email, otp)).status).toBe(200);
      await expectReset(world, person);
    },
  }),
  defineFlow({
    name: 'set a new password by code',
    routes: ['POST /api/v1/auth/password-reset'],
    async prepare(world) {
      const prepared = await asked(world, 'forgot-password');
      return { ...prepared, otp: await world.mailedCode(prepared.person.email) };
    },
    act: (world, { person: { email }, otp }) => resetByCode(world, email, otp),
    doneBefore: [401],
    // It is the present password, and has ended what was mailed before.
    madeAnyway: [400, 401],
    async expect(world, { person, otp }, last) {
      await expectReset(world, person);
      const again = await resetByCode(world, person.email, otp, LATER);
      if (last.status === 200) expect(again.status).toBe(401);
    },
  }),
  defineFlow({
    name: 'set a new password on an address that is not proved',
    async prepare(world) {
      const { email, id } = await world.signUp();
      await world.mailTo(email);
      await world.post('password/reset', { email });
      return { ids: [id], email, token: await world.mailedToken(email) };
    },
    act: (world, { token }) => resetByLink(world, token),
    doneBefore: [401],
    // It is the present password, and has ended what was mailed before.
    madeAnyway: [400, 401],
    async expect(world, { email }) {
      expect(await world.signsIn(email, NEXT_PASSWORD)).toBe(200);
      expect(await world.signsIn(email, PASSWORD)).toBe(401);
    },
  }),
];
