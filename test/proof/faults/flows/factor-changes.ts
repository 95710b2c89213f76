import { expect } from 'vitest';
import { giveRoles } from '../../../support/edit-users.ts';
import { PASSWORD } from '../../../support/people.ts';
import { defineFlow } from '../flow.ts';
import type { Person, World } from '../world.ts';
import {
  AUTH,
  aFreshHolder,
  aFreshPasskeyHolder,
  aHolder,
  answerOf,
  aPasskeyHolder,
  beginApp,
  confirmApp,
  expectAppWorks,
  factorsOf,
  type Holder,
  linkTo,
  presentPasskey,
  press,
} from './holders.ts';
import { aPerson, deliverOnce } from './prepared.ts';

const PAGE = '/undo-factor-change';

const remove = (world: World, by: Person, id: string) =>
  world.ask('DELETE', `${AUTH}/mfa/${id}`, { by });

/** Someone who has removed their app, and whose mail waits. */
async function aRemover(world: World) {
  const held = await aFreshHolder(world);
  await remove(world, held.person, held.app.id);
  return held;
}
/** The link in the latest mail about a change. */
const withLink = async <T extends { person: Person }>(world: World, held: T) => ({
  ...held,
  token: await linkTo(world, PAGE, held.person),
});

/** Everyone is signed out, and the link is used up. */
async function expectReverted(world: World, { person, token }: { person: Person; token: string }) {
  expect(await world.lives(person)).toBe(false);
  expect(world.hasMail(person.email, /taken back/)).toBe(true);
  expect((await press(world, PAGE, token)).status).toBeGreaterThanOrEqual(400);
}
/** The account has neither factor nor codes: the password is enough. */
async function expectNoFactor(world: World, person: Person) {
  const again = await world.signIn(person.email);
  const left = await factorsOf(world, again);
  expect(left).toMatchObject({ factors: [], recovery_codes_left: 0 });
}
async function expectRevertable(world: World, held: Pick<Holder, 'person'>, password = '') {
  const token = await linkTo(world, PAGE, held.person);
  expect((await press(world, PAGE, token, password)).status).toBe(200);
}

export const FACTOR_CHANGES = [
  defineFlow({
    name: 'remove an app',
    routes: ['DELETE /api/v1/auth/mfa/{id}'],
    prepare: aFreshHolder,
    act: (world, { person, app }) => remove(world, person, app.id),
    doneBefore: [404],
    madeAnyway: [404],
    async expect(world, held) {
      await expectNoFactor(world, held.person);
      expect(await world.lives(held.person)).toBe(true);
      expect(world.hasMail(held.person.email, /was removed from/)).toBe(true);
    },
  }),
  defineFlow({
    name: 'remove the app of an account that needs it',
    world: { env: { LOGIN_SECOND_FACTOR: 'enrolled', STAFF_SECOND_FACTOR: 'required' } },
    async prepare(world) {
      const held = await aFreshHolder(world);
      await giveRoles(['staff'], { id: held.person.user.id });
      return held;
    },
    act: (world, { person, app }) => remove(world, person, app.id),
    async expect(world, held, last) {
      expect(last.status).toBe(409);
      await expectAppWorks(world, held);
    },
  }),
  defineFlow({
    name: 'the mail of an added app',
    delivers: ['factor.change_notice'],
    async prepare(world) {
      const prepared = await aPerson(world);
      await world.wait(1000);
      const app = await beginApp(world, prepared.person);
      await confirmApp(world, prepared.person, app.id, await app.code());
      return { ...prepared, app };
    },
    act: deliverOnce,
    async expect(world, held) {
      await expectRevertable(world, held, PASSWORD);
      await expectNoFactor(world, held.person);
    },
  }),
  defineFlow({
    name: 'the mail of a removed app',
    delivers: ['factor.change_notice'],
    prepare: aRemover,
    act: deliverOnce,
    async expect(world, held) {
      await expectRevertable(world, held);
      await expectAppWorks(world, held);
    },
  }),
  defineFlow({
    name: 'revert an added app',
    prepare: async (world) => withLink(world, await aHolder(world)),
    act: (world, { token }) => press(world, PAGE, token, PASSWORD),
    doneBefore: [400, 401],
    async expect(world, held) {
      await expectReverted(world, held);
      await expectNoFactor(world, held.person);
    },
  }),
  defineFlow({
    name: 'revert a removed app',
    prepare: async (world) => withLink(world, await aRemover(world)),
    act: (world, { token }) => press(world, PAGE, token),
    doneBefore: [400, 401],
    async expect(world, held) {
      await expectReverted(world, held);
      await expectAppWorks(world, held);
    },
  }),
  defineFlow({
    name: 'revert an added passkey',
    prepare: async (world) => withLink(world, await aPasskeyHolder(world)),
    act: (world, { token }) => press(world, PAGE, token, PASSWORD),
    doneBefore: [400, 401],
    async expect(world, held) {
      await expectReverted(world, held);
      const refused = await presentPasskey(world, await answerOf(world, held.authenticator));
      expect(refused.status).toBe(401);
      await expectNoFactor(world, held.person);
    },
  }),
  defineFlow({
    name: 'revert a removed passkey',
    async prepare(world) {
      const held = await aFreshPasskeyHolder(world);
      await remove(world, held.person, held.id);
      return withLink(world, held);
    },
    act: (world, { token }) => press(world, PAGE, token),
    doneBefore: [400, 401],
    async expect(world, held) {
      await expectReverted(world, held);
      const signedIn = await presentPasskey(world, await answerOf(world, held.authenticator));
      expect(signedIn.status).toBe(200);
    },
  }),
];
