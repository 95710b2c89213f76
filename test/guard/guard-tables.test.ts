import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/guard/schema.ts';
import { HOUR, MINUTE } from '../../src/shared/clock.ts';
import { END, NOW, onStorage } from './tables-kit.ts';

const EVENT = "insert into events (id, type, risk, body, expires_at) values (?, '', '', '', ?)";
const OUTBOX = "insert into outbox (body, expires_at) values ('[]', ?)";

describe('the tables of a guard', () => {
  it('are made by the first write, and leave no trace before it', async () => {
    await onStorage(async ({ tables, names, storage, keep, kept }) => {
      expect(kept()).toEqual([]);
      tables.change('delete from secrets');
      tables.clear();
      await tables.sweep(NOW);
      expect([names(), await storage.getAlarm()]).toEqual([[], null]);
      expect(keep('a')).toEqual([{ key: 'a' }]);
      expect(kept()).toEqual(['a']);
      tables.change('delete from secrets');
      expect(kept()).toEqual([]);
    });
  });

  it('are brought up to date when the object wakes, once', async () => {
    await onStorage(async ({ open, sql, keep }) => {
      keep('a');
      const newer = [...MIGRATIONS, 'create table newer (id integer)'];
      for (let times = 0; times < 2; times++)
        expect(open(newer).rows('select * from newer')).toEqual([]);
      const version = sql.exec('select version from schema_version').toArray();
      expect(version).toEqual([{ version: newer.length }]);
    });
  });

  it('are all emptied but what keeps the account closed', async () => {
    await onStorage(async ({ tables, keep, kept }) => {
      keep('a');
      tables.insert(END, 'insert into closed (id, expires_at) values (1, ?)', END);
      tables.insert(END, EVENT, 'e', END);
      tables.insert(END, OUTBOX, END);
      tables.clear();
      expect(kept()).toEqual([]);
      for (const table of ['events', 'outbox'])
        expect(tables.rows(`select 1 from ${table}`)).toEqual([]);
      expect(tables.rows('select id from closed')).toEqual([{ id: 1 }]);
    });
  });
});

describe('the alarm of a guard', () => {
  it('rings a minute after what expires first', async () => {
    await onStorage(async ({ storage, keep }) => {
      const expiries = [END, END + HOUR, END - 1, END - HOUR, END];
      const alarms = [];
      for (const [index, expiresAt] of expiries.entries()) {
        keep(String(index), expiresAt);
        alarms.push(((await storage.getAlarm()) ?? 0) - MINUTE);
      }
      expect(alarms).toEqual([END, END, END - 1, END - HOUR, END - HOUR]);
    });
  });

  it.each([
    [END + HOUR, END],
    [END - HOUR, END - HOUR],
  ])('rings for what is stored and what is new after a restart', async (expiresAt, first) => {
    await onStorage(async ({ storage, open, keep }) => {
      keep('stored');
      await storage.deleteAlarm();
      keep('new', expiresAt, open());
      expect(await storage.getAlarm()).toBe(first + MINUTE);
    });
  });

  it('rings soon again, and no later for what is written meanwhile', async () => {
    await onStorage(async ({ storage, tables, keep }) => {
      keep('a');
      await tables.ringAgain(NOW);
      keep('b', END);
      expect(await storage.getAlarm()).toBe(NOW + MINUTE);
    });
  });
});

describe('a sweep', () => {
  it('deletes what has expired, and rings for what expires next', async () => {
    await onStorage(async ({ storage, tables, keep, kept }) => {
      keep('old', NOW - 1);
      keep('just over', NOW);
      keep('still good', NOW + 1);
      await tables.sweep(NOW);
      expect(kept()).toEqual(['still good']);
      expect(await storage.getAlarm()).toBe(NOW + 1 + MINUTE);
    });
  });

  it('rings for the first event, and later for what could not be sent', async () => {
    await onStorage(async ({ storage, tables }) => {
      for (const [id, expiresAt] of [
        ['b', END + 1],
        ['a', END],
      ] as const)
        tables.insert(expiresAt, EVENT, id, expiresAt);
      await tables.sweep(NOW);
      expect(await storage.getAlarm()).toBe(END + MINUTE);
      tables.insert(NOW - HOUR, OUTBOX, NOW - HOUR);
      await tables.sweep(NOW);
      expect(await storage.getAlarm()).toBe(NOW + MINUTE);
      expect(tables.rows('select id from events')).toHaveLength(2);
    });
  });

  it('deletes every old event, however many there are', async () => {
    await onStorage(async ({ sql, tables }) => {
      tables.insert(END, EVENT, 'x', END);
      sql.exec(
        `with recursive n(i) as (select 1 union all select i + 1 from n where i < 1001)
          insert into events select printf('e%05d', i), '', '', '', ? from n`,
        NOW,
      );
      await tables.sweep(NOW);
      expect(tables.rows('select id from events')).toEqual([{ id: 'x' }]);
    });
  });

  it.each([
    [NOW, null],
    [NOW + 1, 3],
  ])('forgets the user if a change that expires at %d was never settled', async (end, version) => {
    await onStorage(async ({ tables }) => {
      const account = "insert into account (id, version, view, expires_at) values (1, 3, '{}', ?)";
      tables.insert(END, account, END);
      const pending = "insert into pending values ('n', 0, 0, '{}', '[]', ?)";
      tables.insert(end, pending, end);
      await tables.sweep(NOW);
      expect(tables.rows('select version, view is null as gone from account')).toEqual([
        { version, gone: version === null ? 1 : 0 },
      ]);
    });
  });

  it('leaves nothing at all in the end, and the next write begins anew', async () => {
    await onStorage(async ({ storage, tables, names, keep, kept }) => {
      keep('a', NOW);
      await tables.sweep(NOW);
      expect([names(), await storage.getAlarm(), kept()]).toEqual([[], null, []]);
      keep('b');
      expect(kept()).toEqual(['b']);
      expect(await storage.getAlarm()).toBe(END + MINUTE);
    });
  });
});
