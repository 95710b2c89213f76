import { expect } from 'vitest';
import { defineFlow } from '../flow.ts';
import type { Answer, Person, World } from '../world.ts';
import { aHolder, countOf, expectAppWorks, factorsOf, linkTo, press } from './holders.ts';
import { asAnswer, deliverOnce, forgetDeployment } from './prepared.ts';

const PAGE = '/cancel-factor-removal';
const HOUR = 3_600_000;

/** An administrator, and somebody who has lost their app. */
async function bothOf(world: World) {
  const held = await aHolder(world);
  return { ...held, admin: await world.admin() };
}
const order = (world: World, admin: Person, id: string, body: object = {}): Promise<Answer> =>
  world.ask('POST', `/api/v1/admin/users/${id}/remove-factors`, { body, by: admin });

/** An order that the owner has been told of. */
async function anOrder(world: World) {
  const both = await bothOf(world);
  await order(world, both.admin, both.person.user.id);
  return { ...both, token: await linkTo(world, PAGE, both.person) };
}
/** The same, a day later. */
async function aDueOrder(world: World) {
  const ordered = await anOrder(world);
  await world.wait(24 * HOUR);
  await forgetDeployment();
  return ordered;
}
const runCron = (world: World) =>
  asAnswer(() => world.app.servicesWith(() => undefined).runCron('*/15 * * * *'));

/** The cron carries out what waits: nothing, if it was cancelled. */
async function passADay(world: World) {
  await world.wait(25 * HOUR);
  expect((await runCron(world)).status).toBe(200);
  await world.wait(0);
}
/** The factors are gone, once, with the sessions. */
async function expectRemoved(world: World, { person }: { person: Person }) {
  expect(await world.lives(person)).toBe(false);
  const again = await world.signIn(person.email);
  const left = await factorsOf(world, again);
  expect(left).toMatchObject({ factors: [], recovery_codes_left: 0 });
  expect(await countOf(person.user.id, 'admin.factors_removed')).toBe(1);
  expect(world.hasMail(person.email, /was removed/)).toBe(true);
}

export const FACTOR_REMOVALS = [
  defineFlow({
    name: 'administrators: remove-factors at once',
    prepare: bothOf,
    act: (world, { admin, person }) => order(world, admin, person.user.id, { identified: true }),
    async expect(world, { person }) {
      await world.deliver();
      expect(world.hasMail(person.email, /was removed/)).toBe(true);
      expect(await world.lives(person)).toBe(false);
      const left = await factorsOf(world, await world.signIn(person.email));
      expect(left).toMatchObject({ factors: [], recovery_codes_left: 0 });
    },
  }),
  defineFlow({
    name: 'administrators: remove-factors',
    prepare: bothOf,
    act: (world, { admin, person }) => order(world, admin, person.user.id),
    async expect(world, held) {
      await linkTo(world, PAGE, held.person);
      expect(await world.lives(held.person)).toBe(true);
      await passADay(world);
      await expectRemoved(world, held);
    },
  }),
  defineFlow({
    name: 'the mail of an ordered removal',
    delivers: ['factor.removal_notice'],
    async prepare(world) {
      const both = await bothOf(world);
      await order(world, both.admin, both.person.user.id);
      return both;
    },
    act: deliverOnce,
    async expect(world, held) {
      const token = await linkTo(world, PAGE, held.person);
      expect((await press(world, PAGE, token)).status).toBe(200);
      await passADay(world);
      await expectAppWorks(world, held);
    },
  }),
  defineFlow({
    name: 'cancel an ordered removal',
    prepare: anOrder,
    act: (world, { token }) => press(world, PAGE, token),
    doneBefore: [400, 401],
    // Nothing waits any more.
    madeAnyway: [400, 401],
    async expect(world, held, { status }) {
      // Of two faults the second may leave the link claimed: it works again once that has lapsed.
      if (status !== 200) await press(world, PAGE, held.token);
      expect((await press(world, PAGE, held.token)).status).toBeGreaterThanOrEqual(400);
      await passADay(world);
      await expectAppWorks(world, held);
      expect(await countOf(held.person.user.id, 'factor.removal_cancelled')).toBe(1);
    },
  }),
  defineFlow({
    name: 'carry out a removal that is due',
    prepare: aDueOrder,
    act: runCron,
    async expect(world, held) {
      // One that failed is tried again after an hour.
      await world.wait(2 * HOUR);
      expect((await runCron(world)).status).toBe(200);
      await world.wait(0);
      await expectRemoved(world, held);
      expect((await press(world, PAGE, held.token)).status).toBeGreaterThanOrEqual(400);
    },
  }),
];
