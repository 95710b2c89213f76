import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../src/wiring/services.ts';
import { guardOf } from '../support/compare-ledger.ts';
import { brokenDatabase, deafGuards, hookedDatabase, hookedGuards } from '../support/faults.ts';
import { PASSWORD, refusal, register, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

type Broken = { DB?: object; ACCOUNT_GUARD?: object };

/** Someone whose first sign-in fails, and how: D1 hears of it at once, beside the guard. */
async function failFirst(broken: Broken): Promise<{ app: TestApp; email: string }> {
  const app = createTestApp();
  const email = await register(app);
  const failing = createTestApp({ env: broken });
  const login = await failing.auth.login.$post({ json: { email, password: PASSWORD } });
  expect(await refusal(login)).toEqual([503, 'storage_unavailable']);
  return { app, email };
}

/** A D1 whose batches fail, and take effect once they are let go. */
function lateDatabase() {
  const held: (() => Promise<unknown>)[] = [];
  const DB = hookedDatabase((call) => {
    held.push(call);
    return Promise.reject(new Error('D1 has timed out'));
  });
  const land = () => Promise.all(held.map((call) => call().catch(() => undefined)));
  return { DB, held, land };
}

/** A D1 that refuses to write sessions by themselves, so many times. */
function refusing(times: number) {
  const broken = brokenDatabase() as { prepare: () => object };
  const left = { times };
  const DB = {
    prepare(query: string) {
      if (!query.startsWith('insert into "sessions"') || left.times === 0)
        return env.DB.prepare(query);
      left.times--;
      return broken.prepare();
    },
    batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
  };
  return { DB, left };
}

const live = (email: string) =>
  env.DB.prepare(
    'select sessions.id from sessions join users on users.id = user_id where email = ? and revoked_at is null',
  )
    .bind(email)
    .all<{ id: string }>()
    .then(({ results }) => results.map(({ id }) => id));

/** Expects D1 to have the sessions of the guard. */
async function expectAgreement(userId: string): Promise<void> {
  const { stores } = createServices({ env, defer: () => undefined });
  const { sessions } = await guardOf(userId);
  expect(await stores.sessions.listAll(userId)).toEqual(expect.arrayContaining(sessions));
  expect(await stores.sessions.listAll(userId)).toHaveLength(sessions.length);
}

describe('a first sign-in that fails', () => {
  it('leaves D1 no session if the guard has none, though D1 writes it only later', async () => {
    const { DB, held, land } = lateDatabase();
    const { email } = await failFirst({ DB, ACCOUNT_GUARD: deafGuards('open') });
    expect(held).toHaveLength(1);
    await land();
    expect(await live(email)).toEqual([]);
  });

  it('leaves D1 no session if the guard has none, though D1 refuses to end it at first', async () => {
    const { DB, left } = refusing(3);
    const { app, email } = await failFirst({ DB, ACCOUNT_GUARD: deafGuards('open') });
    expect(left.times).toBe(0);
    expect(await live(email)).toEqual([]);
    await signIn(app, email);
    expect(await live(email)).toHaveLength(1);
  });

  it.each([
    ['D1 has written it, and only the answer is lost', 0],
    ['D1 writes it only after the guard has ended it', 1],
  ])('is ended at the guard, and so in D1: %s', async (_, delay) => {
    const { DB, land } = lateDatabase();
    const ends: unknown[] = [];
    const ACCOUNT_GUARD = hookedGuards(async (method, call) => {
      if (method !== 'end') return call();
      ends.push(method);
      if (ends.length < 4) throw new Error('guard is down');
      return call();
    });
    const { app, email } = await failFirst({ DB, ACCOUNT_GUARD });
    expect(ends).toHaveLength(4);
    if (delay === 1) await app.deliverLedger();
    await land();
    await app.deliverLedger();
    expect(await live(email)).toEqual([]);
    const { user, session_id } = await signIn(app, email);
    await app.deliverLedger();
    expect(await live(email)).toEqual([session_id]);
    await expectAgreement(user.id);
  });

  it('is told to D1 by the ledger if the guard has begun it, and its answer is lost', async () => {
    const app = createTestApp();
    const email = await register(app);
    const ACCOUNT_GUARD = deafGuards('open', 'answer');
    const failing = createTestApp({ env: { ACCOUNT_GUARD } });
    const login = await failing.auth.login.$post({ json: { email, password: PASSWORD } });
    expect(login.status).toBe(503);
    expect(await live(email)).toEqual([]);
    await failing.deliverLedger();
    const [id] = await live(email);
    const { user } = await signIn(app, email);
    await app.deliverLedger();
    expect((await guardOf(user.id)).sessions.map((session) => session.id)).toContain(id);
    await expectAgreement(user.id);
  });
});

describe('a first sign-in', () => {
  it('succeeds where the ledger has brought its session to D1 before it is written', async () => {
    const app = createTestApp();
    const email = await register(app);
    const DB = hookedDatabase(async (call) => {
      await slow.opened;
      await slow.app?.deliverLedger();
      return call();
    });
    const opened = Promise.withResolvers<null>();
    const slow: { app?: TestApp; opened: Promise<null> } = { opened: opened.promise };
    const ACCOUNT_GUARD = hookedGuards(async (method, call) => {
      const answer = await call();
      if (method === 'open') opened.resolve(null);
      return answer;
    });
    slow.app = createTestApp({ env: { DB, ACCOUNT_GUARD } });
    const { user, session_id } = await signIn(slow.app, email);
    await slow.app.deliverLedger();
    expect(await live(email)).toEqual([session_id]);
    await expectAgreement(user.id);
  });
});
