import { expect } from 'vitest';
import { PASSWORD } from '../../../support/people.ts';
import type { Authenticator } from '../../../support/virtual-authenticator.ts';
import { defineFlow } from '../flow.ts';
import { bodyOf, type Person, tokensOf, type World } from '../world.ts';
import {
  AUTH,
  aFreshPasskeyHolder,
  answerOf,
  aPasskeyHolder,
  codesIn,
  expectCodes,
  factorsOf,
  finish,
  givePassword,
  makePasskey,
  offerPasskey,
  presentPasskey,
} from './holders.ts';
import { aPerson } from './prepared.ts';

const PASSKEY = `${AUTH}/passkeys/{id}`;

/** A passkey signs its owner in, without a name. */
async function expectPasskeyWorks(world: World, authenticator: Authenticator) {
  const signedIn = await presentPasskey(world, await answerOf(world, authenticator));
  expect([signedIn.status, signedIn.text]).toEqual([200, expect.anything()]);
  expect(await world.lives(tokensOf(signedIn))).toBe(true);
}
/** Someone with a passkey who has given their password, and what the passkey answers to that. */
async function aSecondStep(world: World) {
  const held = await aPasskeyHolder(world);
  type Step = { mfa_token: string; passkey_options: never };
  const { mfa_token, passkey_options } = await givePassword<Step>(world, held.person);
  return { ...held, mfa_token, credential: await held.authenticator.get(passkey_options) };
}
const remove = (world: World, by: Person, id: string) =>
  world.ask('DELETE', PASSKEY.replace('{id}', id), { by });

export const PASSKEYS = [
  defineFlow({
    name: 'ask for options of a new passkey',
    routes: ['POST /api/v1/auth/passkeys/register/options'],
    prepare: aPerson,
    act: (world, { person }) => world.post('passkeys/register/options', {}, person),
    async expect(world, { person }, last) {
      expect(bodyOf(last)).toHaveProperty('challenge');
      expect((await factorsOf(world, person)).factors).toEqual([]);
      const { authenticator, credential } = await makePasskey(world, person);
      expect((await offerPasskey(world, person, credential)).status).toBe(201);
      await expectPasskeyWorks(world, authenticator);
    },
  }),
  defineFlow({
    name: 'register a passkey',
    routes: ['POST /api/v1/auth/passkeys/register'],
    async prepare(world) {
      const prepared = await aPerson(world);
      return { ...prepared, ...(await makePasskey(world, prepared.person, 1)) };
    },
    act: (world, { person, credential }) => offerPasskey(world, person, credential),
    // It is added, and the challenge is used up.
    doneBefore: [400],
    async expect(world, { person, authenticator, credential }, last) {
      expect(await factorsOf(world, person)).toMatchObject({
        factors: [{ kind: 'passkey' }],
        recovery_codes_left: 10,
      });
      if (last.status === 201) await expectCodes(person, codesIn(last).recovery_codes);
      expect(world.hasMail(person.email, /passkey was added/)).toBe(true);
      expect((await offerPasskey(world, person, credential)).status).toBe(400);
      await givePassword(world, person);
      await expectPasskeyWorks(world, authenticator);
    },
  }),
  defineFlow({
    name: 'list the passkeys',
    routes: [`GET ${AUTH}/passkeys`],
    prepare: aPasskeyHolder,
    act: (world, { person }) => world.get(`${AUTH}/passkeys`, person),
    expect: async (_, { id }, last) => expect(bodyOf(last)).toMatchObject({ passkeys: [{ id }] }),
  }),
  defineFlow({
    name: 'name a passkey',
    routes: [`PATCH ${PASSKEY}`],
    prepare: aPasskeyHolder,
    act: (world, { person, id }) =>
      world.ask('PATCH', PASSKEY.replace('{id}', id), { body: { label: 'Blue key' }, by: person }),
    async expect(world, { person, id, authenticator }) {
      const listed = await world.get(`${AUTH}/passkeys`, person);
      expect(bodyOf(listed)).toMatchObject({ passkeys: [{ id, label: 'Blue key' }] });
      await expectPasskeyWorks(world, authenticator);
    },
  }),
  defineFlow({
    name: 'remove a passkey',
    routes: [`DELETE ${PASSKEY}`],
    prepare: aFreshPasskeyHolder,
    act: (world, { person, id }) => remove(world, person, id),
    doneBefore: [404],
    madeAnyway: [404],
    async expect(world, { person, authenticator }) {
      const left = await factorsOf(world, person);
      expect(left).toMatchObject({ factors: [], recovery_codes_left: 0 });
      const refused = await presentPasskey(world, await answerOf(world, authenticator));
      expect(refused.status).toBe(401);
      expect(await world.signsIn(person.email)).toBe(200);
      expect(await world.lives(person)).toBe(true);
      expect(world.hasMail(person.email, /passkey was removed/)).toBe(true);
    },
  }),
  defineFlow({
    name: 'sign in with a passkey',
    routes: [`POST ${AUTH}/passkeys/authenticate`],
    async prepare(world) {
      const held = await aPasskeyHolder(world);
      return { ...held, answer: await answerOf(world, held.authenticator) };
    },
    act: (world, { answer }) => presentPasskey(world, answer),
    doneBefore: [401],
    async expect(world, { answer, authenticator, person }, last) {
      if (last.status === 200) expect(await world.lives(tokensOf(last))).toBe(true);
      expect((await presentPasskey(world, answer)).status).toBe(401);
      await expectPasskeyWorks(world, authenticator);
      expect(world.hasMail(person.email, /copy|copied/i)).toBe(false);
    },
  }),
  defineFlow({
    name: 'sign in with a passkey that somebody copied',
    async prepare(world) {
      const held = await aPasskeyHolder(world);
      const copied = await answerOf(world, held.authenticator);
      await presentPasskey(world, await answerOf(world, held.authenticator));
      return { ...held, copied };
    },
    act: (world, { copied }) => presentPasskey(world, copied),
    async expect(world, { authenticator, person }, last) {
      expect(last.status).toBe(401);
      expect(await world.lives(person)).toBe(true);
      await expectPasskeyWorks(world, authenticator);
    },
  }),
  defineFlow({
    name: 'give the password of an account with a passkey',
    prepare: aPasskeyHolder,
    act: (world, { person: { email } }) => world.post('login', { email, password: PASSWORD }),
    async expect(world, { authenticator }, last) {
      const { mfa_token, passkey_options, ...first } = bodyOf<{
        mfa_token: string;
        passkey_options: never;
      }>(last);
      expect(first).not.toHaveProperty('access_token');
      const credential = await authenticator.get(passkey_options);
      expect((await finish(world, mfa_token, { credential })).status).toBe(200);
    },
  }),
  defineFlow({
    name: 'take the second step by passkey',
    prepare: aSecondStep,
    act: (world, { mfa_token, credential }) => finish(world, mfa_token, { credential }),
    doneBefore: [401],
    async expect(world, { person, mfa_token, credential, authenticator }, last) {
      if (last.status === 200) expect(await world.lives(tokensOf(last))).toBe(true);
      expect((await finish(world, mfa_token, { credential })).status).toBe(401);
      const { mfa_token: another } = await givePassword(world, person);
      expect((await finish(world, another, { credential })).status).toBe(401);
      await expectPasskeyWorks(world, authenticator);
    },
  }),
];
