import { expect } from 'vitest';
import { PASSWORD, WRONG } from '../../../support/people.ts';
import { defineFlow } from '../flow.ts';
import { tokensOf } from '../world.ts';

const login = 'POST /api/v1/auth/login';

export const SIGN_IN = [
  defineFlow({
    name: 'sign-in by password',
    routes: [login],
    async prepare(world) {
      const person = await world.person();
      return { ids: [person.user.id], person };
    },
    act: (world, { person: { email } }) =>
      world.post('login', { email, password: PASSWORD, token_delivery: 'body' }),
    async expect(world, { person }, last) {
      expect(await world.lives(tokensOf(last))).toBe(true);
      expect(await world.lives(person)).toBe(true);
    },
  }),
  defineFlow({
    name: 'sign-in with a wrong password',
    routes: [login],
    async prepare(world) {
      const person = await world.person();
      return { ids: [person.user.id], person };
    },
    act: (world, { person: { email } }) => world.post('login', { email, password: WRONG }),
    async expect(world, { person }) {
      expect(await world.lives(person)).toBe(true);
      expect(await world.signsIn(person.email)).toBe(200);
    },
  }),
];
