import { expect } from 'vitest';
import { PASSWORD } from '../../../support/people.ts';
import { wrongCode } from '../../../support/totp.ts';
import { defineFlow } from '../flow.ts';
import { bodyOf, tokensOf, type World } from '../world.ts';
import {
  AUTH,
  aFreshHolder,
  aHolder,
  beginApp,
  codesIn,
  confirmApp,
  countOf,
  expectAppWorks,
  expectCodes,
  factorsOf,
  finish,
  givePassword,
  SECOND_STEP,
  signsInWith,
} from './holders.ts';
import { aPerson, deliverOnce } from './prepared.ts';

/** Someone with an app who has given their password. */
async function aSignIn(world: World) {
  const held = await aHolder(world);
  const { mfa_token } = await givePassword(world, held.person);
  return { ...held, mfa_token };
}
const replaceCodes = (world: World, by: { access_token: string }) =>
  world.post('mfa/recovery-codes', {}, by);

export const SECOND_FACTORS = [
  defineFlow({
    name: 'begin to set up an app',
    routes: ['POST /api/v1/auth/mfa/totp'],
    prepare: aPerson,
    act: (world, { person }) => world.post('mfa/totp', {}, person),
    async expect(world, { person }) {
      expect(await world.signsIn(person.email)).toBe(200);
      expect((await factorsOf(world, person)).factors).toEqual([]);
      // Whatever became of the first one, another can be set up.
      const { id, code } = await beginApp(world, person);
      expect((await confirmApp(world, person, id, await code())).status).toBe(200);
    },
  }),
  defineFlow({
    name: 'confirm an app',
    routes: ['POST /api/v1/auth/mfa/totp/{id}/confirm'],
    async prepare(world) {
      const prepared = await aPerson(world);
      const app = await beginApp(world, prepared.person);
      return { ...prepared, app, otp: await app.code() };
    },
    act: (world, { person, app, otp }) => confirmApp(world, person, app.id, otp),
    // It is added, and the code is used up.
    doneBefore: [401],
    async expect(world, { person, app, otp }, last) {
      const { factors, recovery_codes_left } = await factorsOf(world, person);
      expect(factors.map(({ id }) => id)).toEqual([app.id]);
      expect(recovery_codes_left).toBe(10);
      if (last.status === 200) await expectCodes(person, codesIn(last).recovery_codes);
      expect(world.hasMail(person.email, /app was added/)).toBe(true);
      expect(await signsInWith(world, person, { otp })).toBe(401);
      await expectAppWorks(world, { person, app });
    },
  }),
  defineFlow({
    name: 'list the factors',
    routes: ['GET /api/v1/auth/mfa'],
    prepare: aHolder,
    act: (world, { person }) => world.get(`${AUTH}/mfa`, person),
    expect: async (_, { app }, last) =>
      expect(bodyOf(last)).toMatchObject({ factors: [{ id: app.id }], recovery_codes_left: 10 }),
  }),
  defineFlow({
    name: 'give the password of an account with an app',
    prepare: aHolder,
    act: (world, { person: { email } }) => world.post('login', { email, password: PASSWORD }),
    async expect(world, held, last) {
      expect(bodyOf(last)).toMatchObject({ methods: ['totp', 'recovery_code'] });
      expect(bodyOf(last)).not.toHaveProperty('access_token');
      const { mfa_token } = bodyOf<{ mfa_token: string }>(last);
      const done = await finish(world, mfa_token, { otp: await held.app.code() });
      expect(done.status).toBe(200);
    },
  }),
  defineFlow({
    name: 'sign in with an app',
    routes: [SECOND_STEP],
    async prepare(world) {
      const begun = await aSignIn(world);
      return { ...begun, otp: await begun.app.code() };
    },
    act: (world, { mfa_token, otp }) => finish(world, mfa_token, { otp }),
    doneBefore: [401],
    async expect(world, held, last) {
      if (last.status === 200) expect(await world.lives(tokensOf(last))).toBe(true);
      expect((await finish(world, held.mfa_token, { otp: held.otp })).status).toBe(401);
      expect(await signsInWith(world, held.person, { otp: held.otp })).toBe(401);
      await expectAppWorks(world, held);
      // Neither does its next code finish a sign-in that is finished.
      expect((await finish(world, held.mfa_token, { otp: await held.app.code() })).status).toBe(
        401,
      );
    },
  }),
  defineFlow({
    name: 'sign in with a wrong code of an app',
    prepare: aSignIn,
    act: async (world, { mfa_token, app }) =>
      finish(world, mfa_token, { otp: wrongCode(await app.code()) }),
    async expect(world, { mfa_token, app }, last) {
      expect(last.status).toBe(401);
      expect((await finish(world, mfa_token, { otp: await app.code() })).status).toBe(200);
    },
  }),
  defineFlow({
    name: 'sign in with a recovery code',
    prepare: aSignIn,
    act: (world, { mfa_token, codes: [recovery_code] }) =>
      finish(world, mfa_token, { recovery_code }),
    doneBefore: [401],
    async expect(world, { person, mfa_token, codes: [first, second] }, last) {
      if (last.status === 200) expect(await world.lives(tokensOf(last))).toBe(true);
      // An opening whose answer was lost is told of as well.
      expect(await countOf(person.user.id, 'recovery_code.used')).toBeGreaterThan(0);
      expect(await signsInWith(world, person, { recovery_code: first })).toBe(401);
      expect((await finish(world, mfa_token, { recovery_code: second })).status).toBe(401);
      expect((await factorsOf(world, person)).recovery_codes_left).toBe(9);
      expect(await signsInWith(world, person, { recovery_code: second })).toBe(200);
    },
  }),
  defineFlow({
    name: 'the mail of a used recovery code',
    delivers: ['recovery_code.used'],
    async prepare(world) {
      const begun = await aSignIn(world);
      await finish(world, begun.mfa_token, { recovery_code: begun.codes[0] });
      return begun;
    },
    act: deliverOnce,
    async expect(world, { person, codes: [first] }) {
      expect(world.hasMail(person.email, /recovery code/i)).toBe(true);
      expect(await signsInWith(world, person, { recovery_code: first })).toBe(401);
    },
  }),
  defineFlow({
    name: 'replace the recovery codes',
    routes: ['POST /api/v1/auth/mfa/recovery-codes'],
    prepare: aFreshHolder,
    act: (world, { person }) => replaceCodes(world, person),
    async expect(world, { person, codes: [old] }, last) {
      const { recovery_codes: shown = [] } = codesIn(last);
      await expectCodes(person, shown);
      expect(world.hasMail(person.email, /new recovery codes/)).toBe(true);
      expect(await signsInWith(world, person, { recovery_code: old })).toBe(401);
      expect(await signsInWith(world, person, { recovery_code: shown[0] })).toBe(200);
    },
  }),
  defineFlow({
    name: 'the mail of replaced recovery codes',
    async prepare(world) {
      const held = await aFreshHolder(world);
      const { recovery_codes: shown } = codesIn(await replaceCodes(world, held.person));
      return { ...held, shown };
    },
    act: deliverOnce,
    async expect(world, { person, shown }) {
      expect(world.hasMail(person.email, /recovery codes/i)).toBe(true);
      await expectCodes(person, shown);
    },
  }),
];
