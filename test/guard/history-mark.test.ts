import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { GuardTables } from '../../src/guard/guard-tables.ts';
import { HistoryMark } from '../../src/guard/history-mark.ts';
import { DAY, MINUTE } from '../../src/shared/clock.ts';

const NOW = Date.UTC(2200, 0, 1);
const UNTIL = NOW + 90 * DAY;
/** How long an event may be written after its time. */
const OVERLAP = 15 * MINUTE;
const whole = (edition: number, now = NOW, until = UNTIL) => ({ edition, now, until });

let counter = 0;
/** Runs work on the mark of a new guard, whose row it can read. */
const onMark = (work: (mark: HistoryMark, rows: () => object[]) => void) =>
  runInDurableObject(env.ACCOUNT_GUARD.getByName(`mark-${++counter}`), (_, { storage }) => {
    const tables = new GuardTables(storage);
    work(new HistoryMark(tables), () => tables.rows('select * from history_mark'));
  });
const lacksOf = (mark: HistoryMark, isPending = false) => mark.readLacks({ isPending });

describe('the history in a guard', () => {
  it('lacks everything at first, and doubt leaves no trace', async () => {
    await onMark((mark, rows) => {
      mark.doubt();
      for (const isPending of [true, false])
        expect(lacksOf(mark, isPending)).toEqual({ since: 0, edition: 0 });
      expect(rows()).toEqual([]);
    });
  });

  it('lacks nothing once it is whole, unless a change is pending', async () => {
    await onMark((mark, rows) => {
      mark.setWhole(whole(0));
      expect(lacksOf(mark)).toBeNull();
      expect(lacksOf(mark, true)).toEqual({ since: NOW - OVERLAP, edition: 0 });
      expect(rows()).toMatchObject([{ whole_at: NOW, expires_at: UNTIL }]);
    });
  });

  it.each([
    ['a gap', (mark: HistoryMark) => mark.noteGap(NOW)],
    ['a doubt', (mark: HistoryMark) => mark.doubt()],
  ])('lacks what is new since it was whole after %s', async (_, note) => {
    await onMark((mark) => {
      mark.setWhole(whole(0));
      note(mark);
      expect(lacksOf(mark)).toEqual({ since: NOW - OVERLAP, edition: 1 });
      note(mark);
      expect(lacksOf(mark)).toMatchObject({ edition: 2 });
      mark.setWhole(whole(2, NOW + DAY));
      expect(lacksOf(mark)).toBeNull();
      expect(lacksOf(mark, true)).toEqual({ since: NOW + DAY - OVERLAP, edition: 2 });
    });
  });

  it('is not whole if a gap was noted while it was taught', async () => {
    await onMark((mark) => {
      mark.setWhole(whole(0));
      mark.noteGap(NOW);
      for (const edition of [0, 2]) mark.setWhole(whole(edition, NOW + DAY));
      expect(lacksOf(mark)).toEqual({ since: NOW - OVERLAP, edition: 1 });
    });
  });

  it('lacks everything after a gap that came before it was taught', async () => {
    await onMark((mark, rows) => {
      mark.noteGap(UNTIL);
      expect(lacksOf(mark)).toEqual({ since: 0, edition: 1 });
      mark.setWhole(whole(0));
      expect(lacksOf(mark)).toEqual({ since: 0, edition: 1 });
      // The mark outlives what needs it longest.
      mark.setWhole(whole(1, NOW, UNTIL - 1));
      expect(lacksOf(mark)).toBeNull();
      expect(rows()).toMatchObject([{ expires_at: UNTIL }]);
    });
  });

  it('never lacks what was before time began', async () => {
    await onMark((mark) => {
      mark.setWhole(whole(0, OVERLAP - 1));
      expect(lacksOf(mark, true)).toEqual({ since: 0, edition: 0 });
    });
  });
});
