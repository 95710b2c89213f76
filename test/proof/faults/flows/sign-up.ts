import { expect } from 'vitest';
import { freshEmail, PASSWORD } from '../../../support/people.ts';
import { defineFlow } from '../flow.ts';
import { type Answer, bodyOf, type World } from '../world.ts';
import { aPerson, deliverOnce } from './prepared.ts';

const VERIFY = 'POST /api/v1/auth/email/verify';

/** Someone who has registered and not yet read their mail. */
async function aRegistration(world: World) {
  const { email, id } = await world.signUp();
  return { ids: [id], email };
}
const exchange = (world: World, answer: Answer) =>
  world.post('exchange-token', { exchange_token: bodyOf(answer).exchange_token });

/** The answer signs in, once, and the secret is used up by that. */
async function expectVerified(
  world: World,
  email: string,
  answer: Answer,
  again: () => Promise<Answer>,
) {
  // An exchange token lives a minute, which may have passed: the secret gives another until then.
  expect(await world.signsIn(email)).toBe(200);
  expect((await exchange(world, answer)).status).not.toBe(503);
  expect((await again()).status).toBe(401);
}

export const SIGN_UP = [
  defineFlow({
    name: 'register',
    routes: ['POST /api/v1/auth/register'],
    prepare: async () => ({ ids: [] as string[], email: freshEmail() }),
    act: (world, { email }) => world.post('register', { email, password: PASSWORD }),
    async expect(world, state) {
      const { email } = state;
      const token = await world.mailedToken(email);
      const verified = await world.post('email/verify', { token, password: PASSWORD });
      expect(verified.status).toBe(200);
      state.ids.push((await world.signIn(email)).user.id);
    },
  }),
  defineFlow({
    name: 'register with a username and a leaked password looked up',
    world: { env: { BREACH_CHECK: 'reject' } },
    prepare: async () => ({ ids: [] as string[], email: freshEmail() }),
    act: (world, { email }) =>
      world.post('register', {
        email,
        password: PASSWORD,
        username: `n${email.split('@')[0]?.replaceAll('-', '')}`,
      }),
    async expect(world, state) {
      const { email } = state;
      const token = await world.mailedToken(email);
      const verified = await world.post('email/verify', { token, password: PASSWORD });
      expect(verified.status).toBe(200);
      state.ids.push((await world.signIn(email)).user.id);
    },
  }),
  defineFlow({
    name: 'register a taken address',
    prepare: aPerson,
    act: (world, { person: { email } }) => world.post('register', { email, password: PASSWORD }),
    async expect(world, { person }) {
      expect(world.hasMail(person.email, /already have/)).toBe(true);
      expect(await world.lives(person)).toBe(true);
    },
  }),
  defineFlow({
    name: 'the mail of a registration',
    delivers: ['password.registration'],
    prepare: aRegistration,
    act: deliverOnce,
    async expect(world, { email }) {
      const code = await world.mailedCode(email);
      const answer = await world.post('email/verify', { email, otp: code, password: PASSWORD });
      expect(answer.status).toBe(200);
      await world.signIn(email);
    },
  }),
  defineFlow({
    name: 'verify by link',
    routes: [VERIFY],
    async prepare(world) {
      const registered = await aRegistration(world);
      return { ...registered, token: await world.mailedToken(registered.email) };
    },
    act: (world, { token }) => world.post('email/verify', { token }),
    // The address is proved, and the answer with its token is lost.
    doneBefore: [401],
    expect: (world, { email, token }, last) =>
      expectVerified(world, email, last, () => world.post('email/verify', { token })),
  }),
  defineFlow({
    name: 'verify by code',
    async prepare(world) {
      const registered = await aRegistration(world);
      return { ...registered, otp: await world.mailedCode(registered.email) };
    },
    act: (world, { email, otp }) => world.post('email/verify', { email, otp }),
    // The address is proved, and the answer with its token is lost.
    doneBefore: [401],
    expect: (world, { email, otp }, last) =>
      expectVerified(world, email, last, () => world.post('email/verify', { email, otp })),
  }),
  defineFlow({
    name: 'verify on the page',
    async prepare(world) {
      const registered = await aRegistration(world);
      const token = await world.mailedToken(registered.email);
      await world.get(`/verify-email?token=${token}`);
      return { ...registered, token };
    },
    act: (world, { token }) => world.ask('POST', '/verify-email', { form: { token } }),
    // The address is proved, and the answer with its token is lost.
    doneBefore: [401],
    async expect(world, { email, token }) {
      expect(await world.signsIn(email)).toBe(200);
      expect((await world.post('email/verify', { token })).status).toBe(401);
    },
  }),
  defineFlow({
    name: 'verify an address that somebody else uses unproved',
    world: { env: { EMAIL_VERIFICATION: 'optional' } },
    async prepare(world) {
      const { email, id } = await world.signUp();
      await world.mailTo(email);
      const squatter = await world.signIn(email);
      const own = await world.signUp(email, { password: 'the-owners-Horse-5' });
      return {
        ids: [own.id],
        email,
        squatter,
        squatterId: id,
        token: await world.mailedToken(email),
      };
    },
    act: (world, { token }) =>
      world.post('email/verify', { token, password: 'the-owners-Horse-5' }),
    // The address is proved, and the answer with its token is lost.
    doneBefore: [401],
    async expect(world, { email, squatter }) {
      // A job clears what a batch that came late has left open.
      await world.wait(90_000);
      expect(await world.lives(squatter)).toBe(false);
      expect(await world.signsIn(email, 'the-owners-Horse-5')).toBe(200);
      expect(await world.signsIn(email)).toBe(401);
    },
  }),
  defineFlow({
    name: 'ask for another verification',
    routes: ['POST /api/v1/auth/email/resend'],
    async prepare(world) {
      const registered = await aRegistration(world);
      const first = await world.mailTo(registered.email);
      world.timeline.move(61_000);
      return { ...registered, first };
    },
    act: (world, { email }) => world.post('email/resend', { email }),
    async expect(world, { email, first }) {
      expect((await world.mailTo(email)).links).not.toEqual(first.links);
      const token = await world.mailedToken(email);
      const answer = await world.post('email/verify', { token, password: PASSWORD });
      expect(answer.status).toBe(200);
      await world.signIn(email);
    },
  }),
  defineFlow({
    name: 'the mail of another verification',
    delivers: ['account.verification'],
    async prepare(world) {
      const registered = await aRegistration(world);
      const first = await world.mailTo(registered.email);
      world.timeline.move(61_000);
      await world.post('email/resend', { email: registered.email });
      return { ...registered, first };
    },
    act: deliverOnce,
    async expect(world, { email, first }) {
      expect((await world.mailTo(email)).links).not.toEqual(first.links);
      const token = await world.mailedToken(email);
      const answer = await world.post('email/verify', { token, password: PASSWORD });
      expect(answer.status).toBe(200);
      await world.signIn(email);
    },
  }),
];
