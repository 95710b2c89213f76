import { expect } from 'vitest';
import { freshEmail, PASSWORD } from '../../../support/people.ts';
import { defineFlow } from '../flow.ts';
import { type Answer, bodyOf, tokensOf, type World } from '../world.ts';
import { aPerson, aPersonWithTwoSteps, deliverOnce, NEXT_PASSWORD } from './prepared.ts';

const AUTH = '/api/v1/auth';

async function twoSessions(world: World) {
  const prepared = await aPerson(world);
  return { ...prepared, other: await world.signIn(prepared.person.email) };
}
const changePassword = (world: World, by: { access_token: string }) =>
  world.post('password/change', { old_password: PASSWORD, new_password: NEXT_PASSWORD }, by);
const edit = (world: World, method: string, body: object, by: { access_token: string }) =>
  world.ask(method, `${AUTH}/profile`, { body, by });

/** Someone who asked to move to another address. */
async function aMove(world: World) {
  const prepared = await aPerson(world);
  const to = freshEmail();
  await world.post('email/change', { new_email: to, password: PASSWORD }, prepared.person);
  return { ...prepared, to };
}
/** Someone who has moved, with the link that takes it back. */
async function aMoved(world: World) {
  const { to, ...prepared } = await aMove(world);
  await world.post('email/change/confirm', { token: await world.mailedToken(to) });
  const undo = await world.mailedToken(prepared.person.email);
  return { ...prepared, to, undo };
}
const addressOf = async (world: World, by: { access_token: string }) =>
  bodyOf(await world.get(`${AUTH}/me`, by)).email;
const erase = (world: World, by: { access_token: string }): Promise<Answer> =>
  world.ask('DELETE', `${AUTH}/account`, { body: { password: PASSWORD }, by });

const switches = (enabled: boolean) =>
  defineFlow({
    name: `switch the second step ${enabled ? 'on' : 'off'}`,
    routes: ['PUT /api/v1/auth/mfa/email'],
    prepare: enabled ? aPerson : aPersonWithTwoSteps,
    act: (world, { person }) =>
      world.ask('PUT', `${AUTH}/mfa/email`, { body: { enabled, password: PASSWORD }, by: person }),
    async expect(world, { person }) {
      expect(await world.lives(person)).toBe(true);
      const { email } = person;
      const first = await world.post('login', { email, password: PASSWORD });
      expect('otp_required' in bodyOf(first)).toBe(enabled);
      expect(bodyOf(await world.get(`${AUTH}/me`, person)).mfa_enabled).toBe(enabled);
      const told = enabled ? /was turned on/ : /was turned off/;
      expect(world.hasMail(email, told)).toBe(true);
    },
  });

export const ACCOUNT = [
  defineFlow({
    name: 'change the password',
    routes: ['POST /api/v1/auth/password/change'],
    prepare: twoSessions,
    act: (world, { person }) => changePassword(world, person),
    // The old password is no longer the present one.
    doneBefore: [401],
    madeAnyway: [401],
    async expect(world, { person, other }, last) {
      if (last.status === 200)
        expect(await world.lives({ ...person, ...tokensOf(last) })).toBe(true);
      expect((await world.get(`${AUTH}/me`, person)).status).toBe(200);
      expect(await world.lives(other)).toBe(false);
      expect(await world.signsIn(person.email, NEXT_PASSWORD)).toBe(200);
      expect(await world.signsIn(person.email)).toBe(401);
    },
  }),
  defineFlow({
    name: 'the notice of a new password',
    delivers: ['security.notice'],
    async prepare(world) {
      const prepared = await aPerson(world);
      await changePassword(world, prepared.person);
      return prepared;
    },
    act: deliverOnce,
    async expect(world, { person: { email } }) {
      expect(world.hasMail(email, /password was changed/)).toBe(true);
      expect(await world.signsIn(email, NEXT_PASSWORD)).toBe(200);
    },
  }),
  ...['PUT', 'PATCH'].map((method) =>
    defineFlow({
      name: `edit the profile by ${method}`,
      routes: [`${method} /api/v1/auth/profile`],
      prepare: aPerson,
      act: (world, { person }) => edit(world, method, { first_name: 'Ada' }, person),
      async expect(world, { person }) {
        expect(await world.lives(person)).toBe(true);
        expect(bodyOf(await world.get(`${AUTH}/me`, person)).first_name).toBe('Ada');
      },
    }),
  ),
  switches(true),
  switches(false),
  defineFlow({
    name: 'ask to move to another address',
    routes: ['POST /api/v1/auth/email/change'],
    prepare: async (world) => ({ ...(await aPerson(world)), to: freshEmail() }),
    act: (world, { person, to }) =>
      world.post('email/change', { new_email: to, password: PASSWORD }, person),
    async expect(world, { person, to }) {
      const token = await world.mailedToken(to);
      expect((await world.post('email/change/confirm', { token })).status).toBe(200);
      expect(await addressOf(world, person)).toBe(to);
      await world.deliver();
      expect(world.hasMail(person.email, /./)).toBe(true);
    },
  }),
  defineFlow({
    name: 'the mails of a move to another address',
    delivers: ['account.email_change', 'account.email_change_notice'],
    prepare: aMove,
    act: deliverOnce,
    async expect(world, { person, to }) {
      const token = await world.mailedToken(to);
      expect((await world.post('email/change/confirm', { token })).status).toBe(200);
      expect(await addressOf(world, person)).toBe(to);
    },
  }),
  defineFlow({
    name: 'move to another address',
    routes: ['POST /api/v1/auth/email/change/confirm'],
    async prepare(world) {
      const prepared = await aMove(world);
      return { ...prepared, token: await world.mailedToken(prepared.to) };
    },
    act: (world, { token }) => world.post('email/change/confirm', { token }),
    doneBefore: [401],
    // The last step voids what was mailed before, this link too.
    madeAnyway: [401],
    async expect(world, { person, to, token }) {
      expect(await world.lives(person)).toBe(true);
      expect(await addressOf(world, person)).toBe(to);
      expect(await world.signsIn(to)).toBe(200);
      expect(await world.signsIn(person.email)).toBe(401);
      expect((await world.post('email/change/confirm', { token })).status).toBe(401);
      // The old address gets a link that takes it back, whatever failed.
      const undo = { token: await world.mailedToken(person.email) };
      expect((await world.ask('POST', '/undo-email-change', { form: undo })).status).toBe(200);
    },
  }),
  defineFlow({
    name: 'take back a move to another address',
    prepare: aMoved,
    act: (world, { undo }) => world.ask('POST', '/undo-email-change', { form: { token: undo } }),
    doneBefore: [400, 401],
    // As above.
    madeAnyway: [401],
    async expect(world, { person, to, undo }) {
      expect(await world.lives(person)).toBe(false);
      expect(await world.signsIn(to)).toBe(401);
      expect(await world.signsIn(person.email)).toBe(401);
      const again = await world.ask('POST', '/undo-email-change', { form: { token: undo } });
      expect(again.status).toBeGreaterThanOrEqual(400);
      const token = await world.mailedToken(person.email);
      const set = await world.post('password/reset/confirm', {
        token,
        new_password: NEXT_PASSWORD,
      });
      expect(set.status).toBe(200);
      expect(await world.signsIn(person.email, NEXT_PASSWORD)).toBe(200);
    },
  }),
  defineFlow({
    name: 'export the account',
    routes: ['GET /api/v1/auth/account/export'],
    prepare: aPerson,
    act: (world, { person }) => world.get(`${AUTH}/account/export`, person),
    expect: async (_, { person }, last) => expect(last.text).toContain(person.email),
  }),
  defineFlow({
    name: 'erase the account',
    routes: ['DELETE /api/v1/auth/account'],
    prepare: (world) => twoSessions(world),
    act: (world, { person }) => erase(world, person),
    doneBefore: [401],
    madeAnyway: [401],
    erases: true,
    expect: (world, state) => expectErased(world, state),
  }),
  defineFlow({
    name: 'what an erasure leaves behind',
    delivers: ['account.erasure_remains'],
    async prepare(world) {
      const prepared = await twoSessions(world);
      await world.post('password/reset', { email: prepared.person.email });
      const token = await world.mailedToken(prepared.person.email);
      await erase(world, prepared.person);
      world.timeline.move(61_000);
      return { ...prepared, token };
    },
    act: deliverOnce,
    erases: true,
    async expect(world, { person, other, token }) {
      await expectErased(world, { person, other });
      const body = { token, new_password: NEXT_PASSWORD };
      expect((await world.post('password/reset/confirm', body)).status).toBe(401);
    },
  }),
];

/** Nobody can sign in, nothing lives, and the address is free. */
async function expectErased(
  world: World,
  { person, other }: Pick<Awaited<ReturnType<typeof twoSessions>>, 'person' | 'other'>,
) {
  // A job clears what a batch that came late has left open.
  await world.wait(90_000);
  if (await world.isThere(person.user.id)) {
    // The guard closed late, after it was opened again: it opens by itself, and nothing is lost.
    await world.endClosing(person.user.id);
    expect((await erase(world, await world.signIn(person.email))).status).toBe(200);
    await world.wait(90_000);
  }
  expect(await world.lives(person)).toBe(false);
  expect(await world.lives(other)).toBe(false);
  expect(await world.signsIn(person.email)).toBe(401);
  expect(world.hasMail(person.email, /was erased/)).toBe(true);
  await world.signUp(person.email);
  const token = await world.mailedToken(person.email);
  expect((await world.post('email/verify', { token })).status).toBe(200);
  expect(await world.signsIn(person.email)).toBe(200);
}
