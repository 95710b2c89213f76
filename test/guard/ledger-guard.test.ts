import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditRow } from '../../src/audit/table.ts';
import { HOUR, MINUTE } from '../../src/shared/clock.ts';
import { systemRandom } from '../../src/shared/random.ts';
import { breakLedger, takeLedger } from '../support/ledger.ts';

const NOW = Date.UTC(2200, 0, 1);
const KEEP = NOW + 24 * HOUR;

let counter = 0;
const freshGuard = () => env.ACCOUNT_GUARD.getByName(`ledger-${++counter}`);
type Guard = ReturnType<typeof freshGuard>;

function eventAt(createdAt: number, overrides: Partial<AuditRow> = {}): AuditRow {
  return {
    id: systemRandom.uuidAt(createdAt),
    type: 'session.ended',
    riskLevel: 'low',
    userId: 'u',
    actorId: 'u',
    sessionId: null,
    ipAddress: '203.0.113.7',
    userAgent: 'test',
    requestId: null,
    metadata: {},
    createdAt,
    ...overrides,
  };
}
const notable = (at: number) => eventAt(at, { type: 'account.locked', riskLevel: 'high' });
const record = (guard: Guard, row: AuditRow, keepUntil = KEEP) => guard.record({ row, keepUntil });
const rowsOf = (guard: Guard, table: string) =>
  runInDurableObject(guard, (_, { storage }) =>
    storage.sql.exec(`select * from ${table}`).toArray(),
  );
const sentEvents = () =>
  takeLedger().flatMap(({ entries }) => entries.map(({ event }) => event?.id));

describe('the history of a guard', () => {
  it('lists events newest first, by page and filter', async () => {
    const guard = freshGuard();
    const rows = Array.from({ length: 5 }, (_, index) => eventAt(NOW + index));
    const risky = notable(NOW + 9);
    for (const row of [...rows, risky]) await record(guard, row);
    const ids = async (query: object) =>
      (await guard.listEvents({ limit: 9, ...query })).map(({ id }) => id);
    const newest = [risky, ...rows.toReversed()].map(({ id }) => id);
    expect(await ids({})).toEqual(newest);
    expect(await ids({ limit: 2 })).toEqual(newest.slice(0, 2));
    expect(await ids({ cursor: newest[1] })).toEqual(newest.slice(2));
    expect(await ids({ riskLevel: 'high' })).toEqual([risky.id]);
    expect(await ids({ type: 'session.ended', from: NOW + 1, to: NOW + 3 })).toEqual([
      rows[2]?.id,
      rows[1]?.id,
    ]);
    expect(await guard.listEvents({ limit: 1 })).toEqual([risky]);
  });

  it('keeps an event once, however often it is recorded', async () => {
    const guard = freshGuard();
    const row = notable(NOW);
    await Promise.all([record(guard, row), record(guard, row), record(guard, row)]);
    expect(await guard.listEvents({ limit: 9 })).toEqual([row]);
  });

  it('is asked without leaving a trace', async () => {
    const guard = freshGuard();
    expect(await guard.listEvents({ limit: 9 })).toEqual([]);
    const tables = await runInDurableObject(guard, (_, { storage }) =>
      storage.sql.exec("select name from sqlite_master where name not glob '_cf_*'").toArray(),
    );
    expect(tables).toEqual([]);
  });

  it('takes nothing of an erased account', async () => {
    const guard = freshGuard();
    await guard.close(NOW);
    await record(guard, notable(NOW));
    expect(await guard.listEvents({ limit: 9 })).toEqual([]);
    expect(takeLedger()).toEqual([]);
  });
});

describe('the outbox of a guard', () => {
  it('sends what operators search for, and nothing else', async () => {
    const guard = freshGuard();
    const row = notable(NOW);
    await record(guard, eventAt(NOW));
    await record(guard, row);
    await expect.poll(() => rowsOf(guard, 'outbox')).toEqual([]);
    expect(takeLedger()).toEqual([{ v: 1, entries: [{ event: row }] }]);
  });

  it('keeps what the queue does not take, over the death of the object', async () => {
    const guard = freshGuard();
    breakLedger();
    const rows = [notable(NOW), notable(NOW + 1)];
    for (const row of rows) await record(guard, row);
    expect(await rowsOf(guard, 'outbox')).toHaveLength(2);
    await evictDurableObject(guard);
    breakLedger(false);
    const last = notable(NOW + 2);
    await record(guard, last);
    await expect.poll(() => rowsOf(guard, 'outbox')).toEqual([]);
    expect(sentEvents()).toEqual([...rows, last].map(({ id }) => id));
  });

  it('sends what the queue did not take with what follows', async () => {
    const guard = freshGuard();
    const [first, second] = [notable(NOW), notable(NOW + 1)];
    breakLedger();
    await record(guard, first);
    breakLedger(false);
    await record(guard, second);
    await expect.poll(() => rowsOf(guard, 'outbox')).toEqual([]);
    expect(sentEvents()).toEqual([first.id, second.id]);
  });

  it('is not read for what has just been written', async () => {
    const guard = freshGuard();
    const reads: string[] = [];
    await runInDurableObject(guard, (instance) => {
      const { tables } = instance as unknown as { tables: { rows: (query: string) => object[] } };
      const rows = tables.rows.bind(tables);
      tables.rows = (query, ...bindings: []) => {
        if (query.includes('body from outbox')) reads.push(query);
        return rows(query, ...bindings);
      };
    });
    const events = [notable(NOW), notable(NOW + 1), notable(NOW + 2)];
    for (const row of events) await record(guard, row);
    await expect.poll(() => rowsOf(guard, 'outbox')).toEqual([]);
    expect(reads).toEqual([]);
    expect(sentEvents()).toEqual(events.map(({ id }) => id));
  });

  it('is drained in messages that a queue takes', async () => {
    const guard = freshGuard();
    breakLedger();
    for (let count = 0; count < 60; count++)
      await record(guard, { ...notable(NOW + count), metadata: { filler: 'x'.repeat(5_000) } });
    breakLedger(false);
    await runDurableObjectAlarm(guard);
    const messages = takeLedger();
    expect(messages.length).toBeGreaterThan(1);
    expect(messages.flatMap(({ entries }) => entries)).toHaveLength(60);
    for (const message of messages) expect(JSON.stringify(message).length).toBeLessThan(100_000);
  });

  it('holds nothing of a decision that failed', async () => {
    const guard = freshGuard();
    await runInDurableObject(guard, (instance) => {
      const journal = (instance as unknown as { journal: { record(event: object): void } }).journal;
      const { tables } = instance as unknown as { tables: { transact(work: () => void): void } };
      expect(() =>
        tables.transact(() => {
          journal.record({ row: notable(NOW), keepUntil: KEEP });
          throw new Error('failed');
        }),
      ).toThrow('failed');
    });
    await record(guard, eventAt(NOW + 1));
    expect(await guard.listEvents({ limit: 9 })).toHaveLength(1);
    expect(takeLedger()).toEqual([]);
  });
});

describe('the alarm', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const alarmOf = (guard: Guard) =>
    runInDurableObject(guard, (_, { storage }) => storage.getAlarm());

  it('sends what is left, and rings until it is sent', async () => {
    const guard = freshGuard();
    breakLedger();
    const row = notable(NOW);
    await record(guard, row);
    expect(await alarmOf(guard)).toBe(NOW + MINUTE);
    // More often than the platform would repeat an alarm that fails.
    for (let ring = 1; ring < 10; ring++) {
      vi.setSystemTime(NOW + ring * MINUTE);
      await runDurableObjectAlarm(guard);
      expect(await alarmOf(guard)).toBe(NOW + (ring + 1) * MINUTE);
    }
    breakLedger(false);
    await runDurableObjectAlarm(guard);
    expect(sentEvents()).toEqual([row.id]);
    expect(await alarmOf(guard)).toBe(KEEP + MINUTE);
  });

  it('sweeps old events, oldest first, and leaves nothing in the end', async () => {
    const guard = freshGuard();
    for (let count = 0; count < 3; count++) await record(guard, eventAt(NOW + count));
    await record(guard, eventAt(NOW + 3), KEEP + HOUR);
    vi.setSystemTime(KEEP + MINUTE);
    await runDurableObjectAlarm(guard);
    expect(await guard.listEvents({ limit: 9 })).toHaveLength(1);
    vi.setSystemTime(KEEP + 2 * HOUR);
    await runDurableObjectAlarm(guard);
    const tables = await runInDurableObject(guard, (_, { storage }) =>
      storage.sql.exec("select name from sqlite_master where name not glob '_cf_*'").toArray(),
    );
    expect(tables).toEqual([]);
  });
});
