import { expect } from 'vitest';
import { freshEmail, PASSWORD, WRONG } from '../../../support/people.ts';
import { defineFlow } from '../flow.ts';
import { bodyOf, tokensOf, type World } from '../world.ts';
import { aPerson, aPersonWithTwoSteps, deliverOnce, NEXT_PASSWORD } from './prepared.ts';

const LOGIN = 'POST /api/v1/auth/login';
const SECOND_STEP = 'POST /api/v1/auth/login/otp-verify';
const signIn = (email: string, password = PASSWORD) => ({
  email,
  password,
  token_delivery: 'body',
});

/** A first step that was right, and its code. */
async function aFirstStep(world: World) {
  const prepared = await aPersonWithTwoSteps(world);
  const { email } = prepared.person;
  const first = bodyOf(await world.post('login', signIn(email)));
  return { ...prepared, mfa_token: first.mfa_token, otp: await world.mailedCode(email) };
}
async function aSignInCode(world: World) {
  const prepared = await aPerson(world);
  const { email } = prepared.person;
  await world.post('otp/request', { email });
  return { ...prepared, email, otp: await world.mailedCode(email) };
}

export const SIGN_IN = [
  defineFlow({
    name: 'sign in by password',
    routes: [LOGIN],
    prepare: aPerson,
    act: (world, { person: { email } }) => world.post('login', signIn(email)),
    async expect(world, { person }, last) {
      expect(await world.lives(tokensOf(last))).toBe(true);
      expect(await world.lives(person)).toBe(true);
    },
  }),
  defineFlow({
    name: 'sign in for the first time',
    async prepare(world) {
      const { email, id } = await world.signUp();
      await world.post('email/verify', { token: await world.mailedToken(email) });
      return { ids: [id], email };
    },
    act: (world, { email }) => world.post('login', signIn(email)),
    async expect(world, _, last) {
      expect(await world.lives(tokensOf(last))).toBe(true);
    },
  }),
  defineFlow({
    name: 'sign in with a new password',
    async prepare(world) {
      const prepared = await aPerson(world);
      const body = { old_password: PASSWORD, new_password: NEXT_PASSWORD };
      await world.post('password/change', body, prepared.person);
      return prepared;
    },
    act: (world, { person: { email } }) => world.post('login', signIn(email, NEXT_PASSWORD)),
    async expect(world, { person }, last) {
      expect(await world.lives(tokensOf(last))).toBe(true);
      expect(await world.signsIn(person.email)).toBe(401);
    },
  }),
  defineFlow({
    name: 'sign in with the former password',
    async prepare(world) {
      const prepared = await aPerson(world);
      await world.signIn(prepared.person.email);
      const body = { old_password: PASSWORD, new_password: NEXT_PASSWORD };
      await world.post('password/change', body, prepared.person);
      return prepared;
    },
    act: (world, { person: { email } }) => world.post('login', signIn(email)),
    async expect(world, { person }, last) {
      expect(last.status).toBe(401);
      expect(await world.signsIn(person.email, NEXT_PASSWORD)).toBe(200);
    },
  }),
  defineFlow({
    name: 'sign in with limits that KV counts',
    world: { env: { RATE_LIMITS: '{}', SHIELD: { limit: async () => ({ success: true }) } } },
    prepare: aPerson,
    act: (world, { person: { email } }) => world.post('login', signIn(email)),
    async expect(world, _, last) {
      expect(await world.lives(tokensOf(last))).toBe(true);
    },
  }),
  defineFlow({
    name: 'sign in with a wrong password',
    prepare: aPerson,
    act: (world, { person: { email } }) => world.post('login', { email, password: WRONG }),
    async expect(world, { person }, last) {
      expect(last.status).toBe(401);
      expect(await world.lives(person)).toBe(true);
      expect(await world.signsIn(person.email)).toBe(200);
    },
  }),
  defineFlow({
    name: 'sign in with an unknown name',
    prepare: async () => ({ ids: [], email: freshEmail() }),
    act: (world, { email }) => world.post('login', { email, password: WRONG }),
    expect: async (_, __, last) => expect(last.status).toBe(401),
  }),
  defineFlow({
    name: 'take the first of two steps',
    prepare: aPersonWithTwoSteps,
    act: (world, { person: { email } }) => world.post('login', signIn(email)),
    async expect(world, { person }, last) {
      const { mfa_token } = bodyOf(last);
      const otp = await world.mailedCode(person.email);
      const finish = () => world.post('login/otp-verify', { mfa_token, otp });
      const finished = await finish();
      expect(finished.status).toBe(200);
      expect((await finish()).status).toBe(401);
    },
  }),
  defineFlow({
    name: 'the mail of a second step',
    delivers: ['second_step.mailed_code'],
    async prepare(world) {
      const prepared = await aPersonWithTwoSteps(world);
      const first = bodyOf(await world.post('login', signIn(prepared.person.email)));
      return { ...prepared, mfa_token: first.mfa_token };
    },
    act: deliverOnce,
    async expect(world, { person, mfa_token }) {
      const otp = await world.mailedCode(person.email);
      expect((await world.post('login/otp-verify', { mfa_token, otp })).status).toBe(200);
    },
  }),
  defineFlow({
    name: 'take the second step',
    routes: [SECOND_STEP],
    prepare: aFirstStep,
    act: (world, { mfa_token, otp }) =>
      world.post('login/otp-verify', { mfa_token, otp, token_delivery: 'body' }),
    doneBefore: [401],
    async expect(world, { mfa_token, otp }, last) {
      if (last.status === 200) expect(await world.lives(tokensOf(last))).toBe(true);
      expect((await world.post('login/otp-verify', { mfa_token, otp })).status).toBe(401);
    },
  }),
  defineFlow({
    name: 'take the second step by address',
    prepare: aFirstStep,
    act: (world, { person: { email }, otp }) =>
      world.post('login/otp-verify', { email, otp, token_delivery: 'body' }),
    doneBefore: [401],
    async expect(world, { person: { email }, otp }, last) {
      if (last.status === 200) expect(await world.lives(tokensOf(last))).toBe(true);
      expect((await world.post('login/otp-verify', { email, otp })).status).toBe(401);
    },
  }),
  defineFlow({
    name: 'take the second step by password',
    async prepare(world) {
      const prepared = await aSignInCodeOf(world);
      const first = bodyOf(await world.post('otp/verify', prepared.typed));
      return { ...prepared, mfa_token: first.mfa_token };
    },
    act: (world, { mfa_token }) =>
      world.post('login/otp-verify', { mfa_token, password: PASSWORD, token_delivery: 'body' }),
    doneBefore: [401],
    async expect(world, { mfa_token }, last) {
      if (last.status === 200) expect(await world.lives(tokensOf(last))).toBe(true);
      const again = await world.post('login/otp-verify', { mfa_token, password: PASSWORD });
      expect(again.status).toBe(401);
    },
  }),
  defineFlow({
    name: 'ask for a sign-in code',
    routes: ['POST /api/v1/auth/otp/request'],
    prepare: aPerson,
    act: (world, { person: { email } }) => world.post('otp/request', { email }),
    async expect(world, { person: { email } }) {
      const otp = await world.mailedCode(email);
      expect((await world.post('otp/verify', { email, otp })).status).toBe(200);
    },
  }),
  defineFlow({
    name: 'the mail of a sign-in code',
    delivers: ['email_otp.sign_in_code'],
    async prepare(world) {
      const prepared = await aPerson(world);
      await world.post('otp/request', { email: prepared.person.email });
      return prepared;
    },
    act: deliverOnce,
    async expect(world, { person: { email } }) {
      const otp = await world.mailedCode(email);
      expect((await world.post('otp/verify', { email, otp })).status).toBe(200);
      expect((await world.post('otp/verify', { email, otp })).status).toBe(401);
    },
  }),
  defineFlow({
    name: 'sign in by code',
    routes: ['POST /api/v1/auth/otp/verify'],
    prepare: aSignInCode,
    act: (world, { email, otp }) =>
      world.post('otp/verify', { email, otp, token_delivery: 'body' }),
    doneBefore: [401],
    async expect(world, { email, otp }, last) {
      if (last.status === 200) expect(await world.lives(tokensOf(last))).toBe(true);
      expect((await world.post('otp/verify', { email, otp })).status).toBe(401);
    },
  }),
  defineFlow({
    name: 'sign in by a wrong code',
    prepare: aSignInCode,
    act: (world, { email, otp }) =>
      world.post('otp/verify', { email, otp: otp === '000000' ? '000001' : '000000' }),
    async expect(world, { email, otp }) {
      expect((await world.post('otp/verify', { email, otp })).status).toBe(200);
    },
  }),
  defineFlow({
    name: 'exchange a token',
    routes: ['POST /api/v1/auth/exchange-token'],
    async prepare(world) {
      const { email, id } = await world.signUp();
      const token = await world.mailedToken(email);
      const { exchange_token } = bodyOf(await world.post('email/verify', { token }));
      return { ids: [id], email, exchange_token };
    },
    act: (world, { exchange_token }) =>
      world.post('exchange-token', { exchange_token, token_delivery: 'body' }),
    doneBefore: [401],
    async expect(world, { email, exchange_token }, last) {
      if (last.status === 200) expect(await world.lives(tokensOf(last))).toBe(true);
      expect((await world.post('exchange-token', { exchange_token })).status).toBe(401);
      await world.signIn(email);
    },
  }),
  defineFlow({
    name: 'are locked out by the fifth wrong password',
    prepare: async (world) => {
      const prepared = await aPerson(world);
      for (let count = 0; count < 4; count++)
        await world.post('login', { email: prepared.person.email, password: WRONG });
      return prepared;
    },
    act: (world, { person: { email } }) => world.post('login', { email, password: WRONG }),
    doneBefore: [403],
    madeAnyway: [403],
    async expect(world, { person }) {
      expect(await world.lives(person)).toBe(true);
      expect(await world.signsIn(person.email)).toBe(403);
    },
  }),
  defineFlow({
    name: 'the mail of a lock',
    delivers: ['password.lock_notice'],
    async prepare(world) {
      const prepared = await aPerson(world);
      for (let count = 0; count < 5; count++)
        await world.post('login', { email: prepared.person.email, password: WRONG });
      return prepared;
    },
    act: deliverOnce,
    async expect(world, { person: { email } }) {
      const form = { token: await world.mailedToken(email) };
      expect((await world.ask('POST', '/unlock-account', { form })).status).toBe(200);
      expect(await world.signsIn(email)).toBe(200);
    },
  }),
  defineFlow({
    name: 'unlock by link',
    async prepare(world) {
      const prepared = await aPerson(world);
      for (let count = 0; count < 5; count++)
        await world.post('login', { email: prepared.person.email, password: WRONG });
      return { ...prepared, token: await world.mailedToken(prepared.person.email) };
    },
    act: (world, { token }) => world.ask('POST', '/unlock-account', { form: { token } }),
    doneBefore: [401, 400],
    async expect(world, { person: { email }, token }) {
      expect(await world.signsIn(email)).toBe(200);
      const again = await world.ask('POST', '/unlock-account', { form: { token } });
      expect(again.status).toBeGreaterThanOrEqual(400);
    },
  }),
];

/** A sign-in code of an account with two steps. */
async function aSignInCodeOf(world: World) {
  const prepared = await aPersonWithTwoSteps(world);
  const { email } = prepared.person;
  await world.post('otp/request', { email });
  return { ...prepared, typed: { email, otp: await world.mailedCode(email) } };
}
