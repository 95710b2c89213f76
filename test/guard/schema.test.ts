import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GuardTables } from '../../src/guard/guard-tables.ts';
import { EXPIRING, MIGRATIONS } from '../../src/guard/schema.ts';
import { HOUR, MINUTE } from '../../src/shared/clock.ts';
import { trailOf } from '../support/sessions.ts';

const NOW = Date.UTC(2200, 0, 1);
const END = NOW + 24 * HOUR;

let counter = 0;
const freshGuard = () => env.ACCOUNT_GUARD.getByName(`schema-${++counter}`);
type Guard = ReturnType<typeof freshGuard>;

const CHAIN = {
  currentJti: 'first',
  currentIssuedAt: NOW,
  retired: [],
  expiresAt: END,
  revokedReason: null,
};
const TRAITS = { authTime: NOW, amr: ['pwd'], delivery: 'cookie' };

/** A row in every table, in the columns of the first schema. */
const ROWS: [string, ...(string | number | null)[]][] = [
  [
    `insert into chains (session_id, chain, traits, touched_at, reported, expires_at)
      values (?, ?, ?, ?, ?, ?)`,
    ...['s', JSON.stringify(CHAIN), JSON.stringify(TRAITS), NOW, 0, END],
  ],
  [
    `insert into used_secrets (digest, purpose, since, issued_at, expires_at)
      values (?, ?, ?, ?, ?)`,
    ...['used', 'reset', 0, NOW, NOW + HOUR],
  ],
  ...Array.from(
    { length: 5 },
    () =>
      [
        'insert into attempts (purpose, at, expires_at) values (?, ?, ?)',
        'reset',
        NOW,
        NOW + HOUR,
      ] as [string, ...(string | number)[]],
  ),
  ['insert into lanes values (?, ?, ?, ?)', 'strangers', 5, NOW + HOUR, NOW + HOUR],
  [
    'insert into sent_mails (purpose, key, at, expires_at) values (?, ?, ?, ?)',
    ...['reset', 'job', NOW, NOW + HOUR],
  ],
  ['insert into secrets values (?, ?)', 'reset:digest', NOW + HOUR],
  [
    'insert into account (id, roles, epoch, expires_at) values (1, ?, ?, ?)',
    ...['["user","staff"]', 3, END],
  ],
];

/**
 * An object as an earlier release left it: after the first `version` migrations, with rows, and its
 * alarm set.
 */
async function plant(
  guard: Guard,
  version: number | 'unversioned',
  more: typeof ROWS = [],
): Promise<void> {
  await runInDurableObject(guard, async (_, { storage }) => {
    for (const migration of MIGRATIONS.slice(0, version === 'unversioned' ? 1 : version))
      storage.sql.exec(migration);
    if (version !== 'unversioned')
      storage.sql.exec(`create table schema_version (version integer not null);
        insert into schema_version values (${version})`);
    for (const [statement, ...values] of [...ROWS, ...more]) storage.sql.exec(statement, ...values);
    await storage.setAlarm(NOW + HOUR + MINUTE);
  });
  await evictDurableObject(guard);
}

const tablesOf = (guard: Guard) =>
  runInDurableObject(guard, (_, { storage }) =>
    storage.sql
      .exec<{ sql: string }>(
        "select sql from sqlite_master where type = 'table' and name not glob '_cf_*' order by name",
      )
      .toArray()
      .map(({ sql }) => sql),
  );

const rotate = (guard: Guard) =>
  guard.rotate({
    ...{ sessionId: 's', jti: 'first', successorJti: 'second', now: NOW, grace: MINUTE },
    origin: 'here',
    trail: trailOf(),
    limit: { limit: 100, window: HOUR },
  });
const wrongCode = (guard: Guard, lane: 'strangers' | 'device:1') =>
  guard.tryCode({ lane, purpose: 'reset', secrets: [], now: NOW, codeTtl: 5 * MINUTE });
const policy = { threshold: 5, duration: HOUR };

describe.each<number | 'unversioned'>(['unversioned', ...MIGRATIONS.keys()].map(fromIndex))(
  'a guard of schema %s',
  (version) => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    it('keeps its data', async () => {
      const guard = freshGuard();
      await plant(guard, version);
      expect(await rotate(guard)).toMatchObject({
        kind: 'rotated',
        token: { jti: 'second', roles: ['user', 'staff'] },
      });
      const used = { digest: 'used', purpose: 'reset', issuedAt: NOW, since: 0, epoch: null };
      expect(await guard.redeem({ ...used, expiresAt: END, rememberUntil: END, now: NOW })).toBe(
        false,
      );
      expect(await guard.lockedUntil(NOW)).toBe(NOW + HOUR);
      // Attempts counted before lanes existed are charged to unknown devices.
      expect(await wrongCode(guard, 'strangers')).toMatchObject({ isRight: false, usesUp: false });
      const mail = { purpose: 'reset', now: NOW };
      expect(await guard.chargeMail({ ...mail, lane: 'strangers', key: 'other' })).toBe(false);
      expect(await guard.chargeMail({ ...mail, lane: 'strangers', key: 'job' })).toBe(true);
      expect(await guard.close(NOW)).toEqual(['reset:digest']);
    });

    it('accepts new calls', async () => {
      const guard = freshGuard();
      await plant(guard, version);
      for (let times = 0; times < 5; times++) await wrongCode(guard, 'device:1');
      expect(await guard.charge({ lane: 'device:1', now: NOW, policy })).toMatchObject({
        allowed: true,
      });
      expect(
        await guard.chargeMail({ lane: 'device:1', purpose: 'reset', key: 'new', now: NOW }),
      ).toBe(true);
      const stored = await runInDurableObject(guard, (_, { storage }) =>
        storage.sql.exec('select lane, count(*) as n from attempts group by lane').toArray(),
      );
      expect(stored).toEqual([
        { lane: 'device:1', n: 5 },
        { lane: 'strangers', n: 5 },
      ]);
    });

    it('runs its alarm, which sweeps every table', async () => {
      const guard = freshGuard();
      await plant(guard, version);
      vi.setSystemTime(NOW + HOUR + MINUTE);
      expect(await runDurableObjectAlarm(guard)).toBe(true);
      const left = await runInDurableObject(guard, (_, { storage }) =>
        EXPIRING.filter((table) => storage.sql.exec(`select 1 from ${table}`).toArray().length > 0),
      );
      expect(left).toEqual(['chains', 'account']);
      vi.setSystemTime(END + MINUTE);
      expect(await runDurableObjectAlarm(guard)).toBe(true);
      expect(await tablesOf(guard)).toEqual([]);
    });

    it('ends up with the tables of a new one', async () => {
      const [old, fresh] = [freshGuard(), freshGuard()];
      await plant(old, version);
      await fresh.noteSecrets(['a'], NOW + HOUR);
      const columns = (guard: Guard) =>
        runInDurableObject(guard, (_, { storage }) =>
          [...EXPIRING, 'schema_version'].map((table) =>
            storage.sql.exec(`select * from pragma_table_info('${table}')`).toArray(),
          ),
        );
      expect(await columns(old)).toEqual(await columns(fresh));
    });
  },
);

describe('a guard that counted the refreshes of its user in one place', () => {
  it('goes on counting where it was', async () => {
    const guard = freshGuard();
    await plant(guard, 2, [['update account set refreshes = 41, refresh_window = ?', NOW]]);
    expect(await rotate(guard)).toMatchObject({ kind: 'rotated', count: { used: 42 } });
    expect(await rotate(guard)).toMatchObject({ kind: 'repeated', count: { used: 43 } });
  });

  it('is migrated too when it has no session or no account', async () => {
    for (const table of ['chains', 'account']) {
      const guard = freshGuard();
      await plant(guard, 2, [[`delete from ${table}`]]);
      expect(await rotate(guard), table).toEqual({ kind: 'ended' });
    }
  });
});

describe('a migration that fails', () => {
  const FAILING = [
    ...MIGRATIONS,
    'create table one (id integer); insert into secrets values (null, null)',
  ];

  it('leaves an object unchanged, with earlier migrations undone too', async () => {
    const guard = freshGuard();
    await runInDurableObject(guard, (_, { storage }) => {
      storage.sql.exec(MIGRATIONS[0] ?? '');
    });
    const before = await tablesOf(guard);
    await runInDurableObject(guard, (_, { storage }) => {
      expect(() => new GuardTables(storage, FAILING)).toThrow(/NOT NULL/);
    });
    expect(await tablesOf(guard)).toEqual(before);
    await evictDurableObject(guard);
    expect(await guard.chargeMail({ lane: 'strangers', purpose: 'p', key: 'k', now: NOW })).toBe(
      true,
    );
  });

  it('leaves no table in a new object, and the write does not happen', async () => {
    const guard = freshGuard();
    await runInDurableObject(guard, (_, { storage }) => {
      const tables = new GuardTables(storage, FAILING);
      const write = () =>
        tables.insert(NOW, 'insert into secrets (key, expires_at) values (?, ?)', 'k', NOW);
      expect(write).toThrow(/NOT NULL/);
      expect(tables.rows('select * from secrets')).toEqual([]);
    });
    expect(await tablesOf(guard)).toEqual([]);
  });
});

describe('a guard that is only read', () => {
  it('has no tables', async () => {
    const guard = freshGuard();
    expect(await rotate(guard)).toEqual({ kind: 'ended' });
    expect(await guard.lockedUntil(NOW)).toBeNull();
    await guard.unlock({ lane: 'device:1' });
    expect(await tablesOf(guard)).toEqual([]);
  });
});

function fromIndex(index: number | string): number | 'unversioned' {
  return typeof index === 'number' ? index + 1 : 'unversioned';
}
