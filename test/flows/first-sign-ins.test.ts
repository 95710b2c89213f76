import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../src/wiring/services.ts';
import { guardOf } from '../support/compare-ledger.ts';
import { deafGuards, hookedDatabase, hookedGuards } from '../support/faults.ts';
import { PASSWORD, refusal, register, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const UNAVAILABLE = [503, 'storage_unavailable'];

/** Someone whose first sign-in fails: D1 hears of it at once, after the guard. */
async function failFirst(broken: { DB: object; ACCOUNT_GUARD?: object }, refused = UNAVAILABLE) {
  const app = createTestApp();
  const email = await register(app);
  const failing = createTestApp({ env: broken });
  const login = await failing.auth.login.$post({ json: { email, password: PASSWORD } });
  expect(await refusal(login)).toEqual(refused);
  return { app, email };
}

/** A D1 whose batches fail, and take effect once they are let go. */
function lateDatabase() {
  const held: (() => Promise<unknown>)[] = [];
  const DB = hookedDatabase((call) => {
    held.push(call);
    return Promise.reject(new Error('D1 has timed out'));
  });
  const land = async () => {
    expect(held).toHaveLength(1);
    await held[0]?.();
  };
  return { DB, held, land };
}

/** Guards that end nothing when they are asked the first three times. */
function reluctantGuards() {
  const ends: string[] = [];
  const guards = hookedGuards(async (method, call) => {
    if (method === 'end' && ends.push(method) < 4) throw new Error('guard is down');
    return call();
  });
  return { ends, guards };
}

const rowOf = async (email: string) => {
  const row = await env.DB.prepare('select id, last_login_at as at from users where email = ?')
    .bind(email)
    .first<{ id: string; at: number | null }>();
  if (row === null) throw new Error('nobody has this address');
  return row;
};
const sessionsOf = async (email: string) => {
  const { stores } = createServices({ env, defer: () => undefined });
  return stores.sessions.listAll((await rowOf(email)).id);
};
const live = async (email: string) =>
  (await sessionsOf(email)).filter(({ revokedAt }) => revokedAt === null).map(({ id }) => id);

/** Signs in at last, and expects D1 and guard to agree, and only that session to live. */
async function expectOneSession(app: TestApp, email: string): Promise<void> {
  const { user, session_id } = await signIn(app, email);
  await app.deliverLedger();
  expect(await live(email)).toEqual([session_id]);
  const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);
  const { sessions } = await guardOf(user.id);
  expect((await sessionsOf(email)).toSorted(byId)).toEqual(sessions.toSorted(byId));
}

describe('a first sign-in that fails', () => {
  it('is nothing to D1 if the guard has not begun it', async () => {
    const { DB, held } = lateDatabase();
    const { app, email } = await failFirst({ DB, ACCOUNT_GUARD: deafGuards('open') });
    expect(held).toEqual([]);
    expect(await rowOf(email)).toMatchObject({ at: null });
    await expectOneSession(app, email);
  });

  it('is undone at the guard if D1 fails, and stays so though D1 writes it later', async () => {
    const { DB, land } = lateDatabase();
    const { ends, guards } = reluctantGuards();
    const { app, email } = await failFirst({ DB, ACCOUNT_GUARD: guards });
    expect(ends).toHaveLength(4);
    await app.deliverLedger();
    const known = await sessionsOf(email);
    expect(known).toMatchObject([{ revokeReason: 'overtaken' }]);
    await land();
    expect(await sessionsOf(email)).toEqual(known);
    await expectOneSession(app, email);
  });

  it('is undone in D1 by the ledger, if D1 has written it and its answer was lost', async () => {
    const { DB, land } = lateDatabase();
    const { app, email } = await failFirst({ DB });
    await land();
    expect(await live(email)).toHaveLength(1);
    await app.deliverLedger();
    expect(await live(email)).toEqual([]);
    await expectOneSession(app, email);
  });

  it('leaves no trace in D1 if a new password has overtaken it', async () => {
    const DB = hookedDatabase(async (call) => {
      await env.DB.prepare('update users set sign_in_epoch = sign_in_epoch + 1').run();
      return call();
    });
    const { app, email } = await failFirst({ DB }, [401, 'invalid_credentials']);
    expect(await sessionsOf(email)).toEqual([]);
    const { at, id } = await rowOf(email);
    expect(at).toBeNull();
    await app.deliverLedger();
    expect((await guardOf(id)).sessions).toMatchObject([{ revokeReason: 'overtaken' }]);
    expect(await live(email)).toEqual([]);
  });
});

describe('a first sign-in', () => {
  it('succeeds where the ledger has brought its session to D1 before it is written', async () => {
    const app = createTestApp();
    const email = await register(app);
    let brought: string[] = [];
    const bring = async () => {
      await app.deliverLedger();
      brought = await live(email);
      return brought.length;
    };
    const DB = hookedDatabase(async (call) => {
      await expect.poll(bring, { timeout: 20_000 }).toBe(1);
      return call();
    });
    const { session_id } = await signIn(createTestApp({ env: { DB } }), email);
    expect(brought).toEqual([session_id]);
    expect(await live(email)).toEqual([session_id]);
  });

  it('does not move the last one back, if D1 writes it after a later one', async () => {
    const { DB, land } = lateDatabase();
    const { app, email } = await failFirst({ DB });
    app.advance(60_000);
    await signIn(app, email);
    const { at } = await rowOf(email);
    await land();
    // The ledger would bring the later one again.
    expect(await rowOf(email)).toMatchObject({ at });
  });
});
