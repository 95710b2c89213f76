import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UNKNOWN_ORIGIN } from '../../src/audit/event.ts';
import { createServices } from '../../src/wiring/services.ts';
import { giveRoles } from '../support/edit-users.ts';
import { bringLedger } from '../support/ledger.ts';
import {
  type Answer,
  as,
  mailedCode,
  newcomer,
  PASSWORD,
  refusal,
  signIn,
  type Tokens,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp, type TestAppOptions } from '../support/test-app.ts';

type Person = Tokens & { email: string };
type Proof = { password?: string; otp?: string };

const erase = (app: TestApp, token: string, body: Proof = { password: PASSWORD }) =>
  app.auth.account.$delete({ json: body }, as(token));

/** Every row in D1 that contains the user's id or address. */
async function traces({ user, email }: Person): Promise<string[]> {
  const tables = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not glob '_cf_*' and name not glob 'd1_*'",
  ).all<{
    name: string;
  }>();
  const found: string[] = [];
  await bringLedger();
  for (const { name } of tables.results) {
    const { results } = await env.DB.prepare(`select * from ${name}`).all();
    for (const row of results)
      if ([user.id, email].some((trace) => JSON.stringify(row).includes(trace)))
        found.push(`${name}: ${JSON.stringify(row)}`);
  }
  return found;
}

/** The keys in KV whose values contain the user's id. */
async function keysOf({ user }: Person): Promise<string[]> {
  const { keys } = await env.KV.list();
  const values = await Promise.all(
    keys.map(async ({ name }) => ({ name, value: await env.KV.get(name) })),
  );
  return values.filter(({ value }) => value?.includes(user.id)).map(({ name }) => name);
}

/** The tables of a guard; an unused guard has none. */
const tablesOf = (userId: string): Promise<string[]> =>
  runInDurableObject(env.ACCOUNT_GUARD.getByName(userId), async (_, { storage }) =>
    storage.sql
      .exec<{ name: string }>(
        "select name from sqlite_master where type = 'table' and name not glob '_cf_*'",
      )
      .toArray()
      .map(({ name }) => name),
  );

/** The guard's tables after the time in which a request may be in flight. */
async function remains(app: TestApp, userId: string): Promise<string[]> {
  vi.setSystemTime(app.clock() + 2 * 3_600_000);
  await runDurableObjectAlarm(env.ACCOUNT_GUARD.getByName(userId));
  return tablesOf(userId);
}

async function expectNothingLeft(app: TestApp, person: Person): Promise<void> {
  app.advance(61_000);
  await app.deliverJobs();
  expect(await traces(person)).toEqual([]);
  expect(await keysOf(person)).toEqual([]);
  expect(await remains(app, person.user.id)).toEqual([]);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('erasing an account', () => {
  it('requires the password or a fresh proof, and leaves only anonymous events', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const other = await newcomer(app);
    await app.auth.password.reset.$post({ json: { email: person.email } });
    await app.deliverJobs();
    expect(await keysOf(person)).not.toEqual([]);
    expect(await refusal(await erase(app, person.access_token, { password: WRONG }))).toEqual([
      401,
      'invalid_credentials',
    ]);
    app.advance(11 * 60_000);
    expect(await refusal(await erase(app, person.access_token, {}))).toEqual([
      403,
      'reauthentication_required',
    ]);
    const before = await env.DB.prepare('select count(*) as n from audit_events where user_id = ?')
      .bind(person.user.id)
      .first<{ n: number }>();

    expect((await erase(app, person.access_token)).status).toBe(200);
    expect((await app.auth.me.$get({}, as(person))).status).toBe(401);
    expect(
      await refusal(
        await app.auth.token.refresh.$post({ json: { refresh: person.refresh_token } }),
      ),
    ).toEqual([401, 'token_revoked']);
    const events = await env.DB.prepare('select * from audit_events where user_id <> ?')
      .bind(other.user.id)
      .all<Record<string, unknown>>();
    expect(events.results).toHaveLength((before?.n ?? 0) + 1);
    expect(new Set(events.results.map((event) => event.user_id)).size).toBe(1);
    for (const event of events.results)
      expect(event).toMatchObject({
        ip_address: null,
        user_agent: null,
        session_id: null,
        request_id: null,
      });
    expect((await app.lastMail(person.email)).subject).toContain('erased');

    await expectNothingLeft(app, person);
    expect((await signIn(app, other.email)).user.id).toBe(other.user.id);
  });

  it('is not undone by late jobs, which create no guard', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await erase(app, person.access_token);
    await expectNothingLeft(app, person);
    const { id: userId } = person.user;
    app.queued.push(
      { type: 'sessions.end_all', payload: { userId, reason: 'admin', epoch: app.clock() } },
      {
        type: 'admin.apply_roles',
        payload: { userId, roles: ['user', 'staff'], changedAt: app.clock() },
      },
    );
    expect(await app.deliverJobs()).toEqual({ acked: 2, retried: 0 });
    expect(await tablesOf(userId)).toEqual([]);
  });

  it('accepts a mailed code once', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await app.auth.otp.request.$post({ json: { email: person.email } });
    const otp = await mailedCode(app, person.email);
    expect((await erase(app, person.access_token, { otp })).status).toBe(200);
    await expectNothingLeft(app, person);
  });

  it('during a hundred requests of the same user leaves no row, key or object', async () => {
    const app = createTestApp({ env: { EMAIL_VERIFICATION: 'optional' } });
    const person = await newcomer(app);
    const { access_token: token, refresh_token: refresh, email } = person;
    const kinds: (() => Promise<unknown>)[] = [
      () => app.auth.login.$post({ json: { email, password: PASSWORD } }),
      () => app.auth.login.$post({ json: { email, password: WRONG } }),
      () => app.auth.token.refresh.$post({ json: { refresh } }),
      () => app.auth.me.$get({}, as(token)),
      () => app.auth.token.revoke.$post({ json: { token } }),
      () => app.auth.otp.request.$post({ json: { email } }).then(() => app.deliverJobs()),
      () => app.auth.password.reset.$post({ json: { email } }).then(() => app.deliverJobs()),
      () => app.auth.account.export.$get({}, as(token)),
      () => app.auth.otp.verify.$post({ json: { email, otp: '000000' } }),
      () => erase(app, token),
    ];
    // One of them revokes the token, so the erasure uses another session.
    const spare = await signIn(app, email);
    const work = Array.from({ length: 100 }, (_, index) => kinds[index % kinds.length]?.());
    const erased = erase(app, spare.access_token);
    await Promise.all(work);
    expect([200, 401]).toContain((await erased).status);
    expect(
      await env.DB.prepare('select 1 from users where id = ?').bind(person.user.id).first(),
    ).toBeNull();
    await expectNothingLeft(app, person);
  });

  it('leaves nothing of a sign-in in flight', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    // Erases the account after the sign-in has read it from D1.
    let goes: Promise<Answer> | null = null;
    const guards = {
      getByName: (name: string) =>
        new Proxy(env.ACCOUNT_GUARD.getByName(name), {
          get: (stub, key) =>
            key === 'chargeBy'
              ? async (...args: unknown[]) => {
                  goes ??= erase(app, person.access_token);
                  await goes;
                  return (
                    stub as unknown as Record<string, (...given: unknown[]) => unknown>
                  ).chargeBy?.(...args);
                }
              : Reflect.get(stub, key),
        }),
    };
    const slow = createTestApp({ env: { ACCOUNT_GUARD: guards } });
    const late = await slow.auth.login.$post({ json: { email: person.email, password: PASSWORD } });
    expect(late.status).toBe(401);
    expect((await (goes as unknown as Promise<Answer>)).status).toBe(200);
    await expectNothingLeft(app, person);
  });

  it('is not undone by a job that is dead-lettered later', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const notice = {
      type: 'security.notice',
      payload: { userId: person.user.id, kind: 'password_changed', at: app.clock(), from: 'x' },
    };
    expect((await erase(app, person.access_token)).status).toBe(200);
    app.advance(61_000);
    await app.deliverJobs();
    app.queued.push(notice);
    await app.deliverJobs('dead');
    await bringLedger();
    expect(
      await env.DB.prepare(
        "select user_id from audit_events where type = 'mail.dead_lettered'",
      ).all(),
    ).toMatchObject({
      results: [{ user_id: null }],
    });
    await expectNothingLeft(app, person);
  });
});

describe('an erasure that fails half-way', () => {
  /** Faults that each fail one call, once. */
  function failing(): { name: string; options: TestAppOptions }[] {
    const once = (method: string, nth = 0) => {
      let left = nth;
      return (key: unknown) => key === method && left-- === 0;
    };
    const brokenGuard = (method: string) => {
      const strikes = once(method);
      return {
        getByName: (name: string) =>
          new Proxy(env.ACCOUNT_GUARD.getByName(name), {
            get: (stub, key) =>
              strikes(key)
                ? () => Promise.reject(new Error('guard is down'))
                : Reflect.get(stub, key),
          }),
      };
    };
    const broken = (target: object, method: string) => {
      const strikes = once(method);
      return new Proxy(target, {
        get: (object, key) => {
          if (strikes(key)) return () => Promise.reject(new Error(`${method} is down`));
          const value = Reflect.get(object, key) as unknown;
          return typeof value === 'function' ? value.bind(object) : value;
        },
      });
    };
    return [
      {
        name: 'asking for the password',
        options: { env: { ACCOUNT_GUARD: brokenGuard('chargeBy') } },
      },
      { name: 'closing the guard', options: { env: { ACCOUNT_GUARD: brokenGuard('close') } } },
      { name: 'deleting secrets', options: { env: { KV: broken(env.KV, 'delete') } } },
      {
        name: 'leaving a job',
        options: { env: { JOBS: broken({ send: async () => undefined }, 'send') } },
      },
      { name: 'the batch', options: { env: { DB: broken(env.DB, 'batch') } } },
      { name: 'wiping the guard', options: { env: { ACCOUNT_GUARD: brokenGuard('wipe') } } },
    ];
  }

  it('completes on a retry, whichever step failed', async () => {
    for (const { name, options } of failing()) {
      const app = createTestApp();
      const person = await newcomer(app);
      await app.auth.password.reset.$post({ json: { email: person.email } });
      await app.deliverJobs();
      const first: Answer = await erase(createTestApp(options), person.access_token);
      // The job repairs failures after the batch.
      expect(first.status, name).toBe(name === 'wiping the guard' ? 200 : 503);
      if (first.status === 503)
        expect((await erase(app, person.access_token)).status, name).toBe(200);
      else {
        const orphaned = { userId: person.user.id, pseudonym: crypto.randomUUID(), secrets: [] };
        app.queued.push({ type: 'account.erasure_remains', payload: orphaned });
      }
      await expectNothingLeft(app, person);
    }
  });

  it('does not continue without a retry: the user may keep the account', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const broken = createTestApp({
      env: {
        DB: {
          prepare: (query: string) => env.DB.prepare(query),
          batch: () => Promise.reject(new Error('down')),
        },
      },
    });
    expect((await erase(broken, person.access_token)).status).toBe(503);
    await broken.deliverJobs();
    expect((await app.auth.me.$get({}, as(person))).status).toBe(200);
    app.advance(22 * 60_000);
    vi.setSystemTime(app.clock());
    await runDurableObjectAlarm(env.ACCOUNT_GUARD.getByName(person.user.id));
    expect((await signIn(app, person.email)).user.id).toBe(person.user.id);
  });

  it('loses no event of the time when the account was closed, unless it succeeds', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { email, user } = person;
    const wrong = () => app.auth.login.$post({ json: { email, password: WRONG } });
    const failing = createTestApp({
      env: {
        DB: {
          prepare: (query: string) => env.DB.prepare(query),
          batch: async () => {
            expect((await wrong()).status).toBe(401);
            throw new Error('down');
          },
        },
      },
    });
    expect((await erase(failing, person.access_token)).status).toBe(503);
    const page = await app.fetch('/api/v1/audit/logs', as(person));
    const { logs } = (await page.json()) as { logs: { event_type: string }[] };
    expect(logs.map((event) => event.event_type)).toContain('session.sign_in_failed');

    expect((await erase(app, person.access_token)).status).toBe(200);
    await app.deliverJobs();
    const { audit } = createServices({ env, defer: () => undefined });
    const late = { type: 'session.sign_in_failed', userId: user.id, actorId: null } as const;
    await audit.record({ ...late, origin: UNKNOWN_ORIGIN, at: app.clock() });
    await expectNothingLeft(app, person);
  });

  it('of the last two admins at once leaves one who can sign in', async () => {
    const app = createTestApp();
    const pair = [await newcomer(app), await newcomer(app)];
    for (const { user } of pair) await giveRoles(['admin'], { id: user.id });
    const answers: Answer[] = await Promise.all(
      pair.map(({ access_token: token }) => erase(app, token)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    const last = pair[answers.findIndex(({ status }) => status === 403)] as Person;
    expect((await signIn(app, last.email)).user.id).toBe(last.user.id);
  });
});
