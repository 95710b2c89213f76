import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import { breachDigest } from '../../../../src/methods/password/breach-check.ts';
import { bookmark } from '../../../support/bookmark.ts';
import { PASSWORD, WRONG } from '../../../support/people.ts';
import { defineFlow } from '../flow.ts';
import { bodyOf, tokensOf, type World } from '../world.ts';
import {
  aPerson,
  asAnswer,
  deliverOnce,
  done,
  failed,
  forgetDeployment,
  NEXT_PASSWORD,
} from './prepared.ts';

const SECRET = 'a-long-enough-secret-of-the-cron';

const reads = (path: string) =>
  defineFlow({
    name: path,
    routes: [`GET ${path}`],
    prepare: async () => {
      await forgetDeployment();
      return { ids: [] };
    },
    act: (world) => world.get(path),
    expect: async (_, __, last) => expect(last.status).toBe(200),
  });

/** What guards have sent, which D1 has not got yet. */
async function anUntoldStory(world: World) {
  const prepared = await aPerson(world);
  const { email } = prepared.person;
  const other = await world.signIn(email);
  await world.post('logout', {}, other);
  await world.post('login', { email, password: WRONG });
  return { ...prepared, other };
}

/** A person whose row is of before their last change. */
async function aRestored(world: World) {
  const prepared = await aPerson(world);
  const restore = await bookmark();
  const body = { first_name: 'Ada' };
  await world.ask('PATCH', '/api/v1/auth/profile', { body, by: prepared.person });
  await world.wait(130_000);
  await restore();
  return prepared;
}

export const OPERATIONS = [
  reads('/api/v1/auth/health'),
  reads('/api/v1/auth/health/live'),
  reads('/api/v1/auth/csrf'),
  reads('/.well-known/jwks.json'),
  reads('/.well-known/oauth-authorization-server'),
  reads('/.well-known/openid-configuration'),
  defineFlow({
    name: 'flush by request',
    routes: ['POST /api/v1/auth/cron/flush-tokens'],
    world: { env: { CRON_SECRET: SECRET } },
    prepare: aPerson,
    act: (world) =>
      world.ask('POST', '/api/v1/auth/cron/flush-tokens', {
        headers: { 'X-Cron-Secret': SECRET },
      }),
    async expect(world, { person }) {
      expect(await world.lives(person)).toBe(true);
    },
  }),
  defineFlow({
    name: 'flush by the cron trigger',
    async prepare(world) {
      await forgetDeployment();
      return aPerson(world);
    },
    act: (world) => asAnswer(() => world.app.servicesWith(() => undefined).runCron('*/15 * * * *')),
    async expect(world, { person }) {
      expect(await world.lives(person)).toBe(true);
    },
  }),
  defineFlow({
    name: 'the ledger',
    delivers: ['ledger'],
    prepare: anUntoldStory,
    async act(world) {
      const { retried } = await world.queues.deliverLedger();
      return retried > 0 ? failed : done;
    },
    async expect(world, { person, other }) {
      expect(await world.lives(person)).toBe(true);
      expect(await world.lives(other)).toBe(false);
      const { results } = await env.DB.prepare(
        "select id from audit_events where user_id = ? and type = 'session.sign_in_failed'",
      )
        .bind(person.user.id)
        .all();
      expect(results).toHaveLength(1);
    },
  }),
  defineFlow({
    name: 'a job that is given up',
    async prepare(world) {
      const prepared = await aPerson(world);
      const body = { old_password: PASSWORD, new_password: NEXT_PASSWORD };
      await world.post('password/change', body, prepared.person);
      world.queues.giveUp();
      return prepared;
    },
    async act(world) {
      const { retried } = await world.queues.deliverDead();
      return retried > 0 ? failed : done;
    },
    async expect(world, { person }) {
      await world.wait(1000);
      const logs = await world.get('/api/v1/audit/logs?event_type=mail.dead_lettered', person);
      expect(bodyOf<{ logs: object[] }>(logs).logs.length).toBeGreaterThan(0);
    },
  }),
  defineFlow({
    name: 'settle a change that died',
    delivers: ['accounts.settle'],
    async prepare(world) {
      const prepared = await aPerson(world);
      world.board.arm(({ name }) => (name === 'guard.commit' ? 'fail' : undefined));
      const body = { first_name: 'Ada' };
      await world.ask('PATCH', '/api/v1/auth/profile', { body, by: prepared.person });
      world.board.disarm();
      world.timeline.move(17_000);
      return prepared;
    },
    act: deliverOnce,
    async expect(world, { person }) {
      expect(bodyOf(await world.get('/api/v1/auth/me', person)).first_name).toBe('Ada');
    },
  }),
  defineFlow({
    name: 'reconcile a row that was restored',
    prepare: aRestored,
    act: (world, { person }) =>
      asAnswer(async () => {
        const query = JSON.stringify({ user: person.user.id, dryRun: false });
        const { users } = await world.app.servicesWith(() => undefined).operator.reconcile(query);
        if (users.some(({ problems }) => problems.length > 0)) throw new Error('run it again');
      }),
    async expect(world, { person }) {
      const me = await world.get('/api/v1/auth/me', person);
      expect([401, 200]).toContain(me.status);
      const answer = await world.post('login', {
        email: person.email,
        password: PASSWORD,
        token_delivery: 'body',
      });
      expect(answer.status).toBe(200);
      expect(bodyOf<{ user: { first_name: string } }>(answer).user.first_name).toBe('Ada');
      expect(await world.lives(tokensOf(answer))).toBe(true);
    },
  }),
  defineFlow({
    name: 'look a leaked password up later',
    delivers: ['password.breach_check'],
    world: {
      env: { BREACH_CHECK: 'warn' },
      breached: () => `${breachDigest(NEXT_PASSWORD).slice(5)}:7`,
    },
    async prepare(world) {
      const prepared = await aPerson(world);
      const body = { old_password: PASSWORD, new_password: NEXT_PASSWORD };
      await world.post('password/change', body, prepared.person);
      return prepared;
    },
    act: deliverOnce,
    async expect(world, { person: { email } }) {
      // A check that fails is not repeated: passwords are taken all the same.
      expect(world.hasMail(email, /password was changed/)).toBe(true);
      expect(await world.signsIn(email, NEXT_PASSWORD)).toBe(200);
    },
  }),
];
