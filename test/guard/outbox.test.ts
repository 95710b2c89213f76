import { describe, expect, it } from 'vitest';
import type { GuardTables } from '../../src/guard/guard-tables.ts';
import type { LedgerEntry } from '../../src/guard/ledger-message.ts';
import { Outbox } from '../../src/guard/outbox.ts';
import { withTables } from '../support/guard-tables.ts';

const NOW = Date.UTC(2200, 0, 1);
const NONE: ReadonlySet<number> = new Set();

/** An entry that is told by its reason, whose JSON has so many characters if they are given. */
function entry(reason: string, length = 0): LedgerEntry {
  const of = (id: string) => ({ over: { id, at: NOW, reason } });
  return of('x'.repeat(Math.max(0, length - JSON.stringify(of('')).length)));
}
const signOut = (id: string): LedgerEntry => ({
  signedOut: { id, clientId: 'app', userId: 'ada', sessionId: 's' },
});
const reasons = (entries: LedgerEntry[] = []) => entries.map(({ over }) => over?.reason);
const sentOf = (outbox: Outbox, sending = NONE) => reasons(outbox.next(sending)?.message.entries);
/** Writes one row for each of these. */
function write(outbox: Outbox, ...entries: LedgerEntry[]) {
  for (const one of entries) {
    outbox.note(one, NOW);
    outbox.write();
  }
}
const rowsOf = (tables: GuardTables) =>
  tables
    .rows<{ body: string }>('select body from outbox order by id')
    .map(({ body }) => reasons(JSON.parse(body)));
const inOutbox = (work: (outbox: Outbox, tables: GuardTables) => void) =>
  withTables('outbox', (tables) => work(new Outbox(tables), tables));

describe('what is noted for D1', () => {
  it('is written once, as one row of the time of its decision', () =>
    inOutbox((outbox, tables) => {
      expect(outbox.write()).toBe(false);
      for (const reason of ['a', 'b']) outbox.note(entry(reason), NOW);
      expect(outbox.write()).toBe(true);
      expect(outbox.write()).toBe(false);
      expect(rowsOf(tables)).toEqual([['a', 'b']]);
      expect(tables.rows('select id, expires_at from outbox')).toEqual([
        { id: 1, expires_at: NOW },
      ]);
      const message = { v: 1, entries: [entry('a'), entry('b')] };
      expect(outbox.next(NONE)).toEqual({ ids: [1], message });
    }));

  it('is forgotten with a decision that failed', () =>
    inOutbox((outbox) => {
      outbox.note(entry('a'), NOW);
      outbox.discard();
      expect(outbox.write()).toBe(false);
      expect(outbox.next(NONE)).toBeNull();
    }));

  it.each<[number[], number[]]>([
    [[10_000, 20_000], [2]],
    [
      [10_000, 20_001],
      [1, 1],
    ],
    [
      [30_000, 20_000, 10_000],
      [1, 2],
    ],
    [
      [90_000, 100, 100],
      [1, 2],
    ],
  ])('of %j characters makes rows of %j entries', (lengths, counts) =>
    inOutbox((outbox, tables) => {
      for (const [index, length] of lengths.entries()) outbox.note(entry(`${index}`, length), NOW);
      outbox.write();
      const rows = rowsOf(tables);
      expect(rows.map((row) => row.length)).toEqual(counts);
      expect(rows.flat()).toEqual(lengths.map((_, index) => `${index}`));
    }),
  );
});

describe('the next message to D1', () => {
  it.each<[number[], string[][]]>([
    // Each row has two brackets besides.
    [
      [29_998, 29_998, 1],
      [['0', '1'], ['2']],
    ],
    [
      [29_998, 29_999],
      [['0'], ['1']],
    ],
    [
      [90_000, 1],
      [['0'], ['1']],
    ],
  ])('holds of rows of %j characters %j', (lengths, messages) =>
    inOutbox((outbox, tables) => {
      write(outbox, ...lengths.map((length, index) => entry(`${index}`, length)));
      // By an instance that has written them, and by one that finds them.
      for (const one of [outbox, new Outbox(tables)]) {
        for (const message of messages) {
          const sending = one.next(NONE);
          expect(reasons(sending?.message.entries)).toEqual(message);
          if (one !== outbox) one.delete(sending?.ids ?? []);
        }
        expect(one.next(NONE)).toBeNull();
      }
    }),
  );

  it('leaves out what is being sent, until it is looked for again', () =>
    inOutbox((outbox, tables) => {
      write(outbox, entry('a'), entry('b'));
      const found = new Outbox(tables);
      expect(sentOf(found, new Set([1]))).toEqual(['b']);
      expect(sentOf(found)).toEqual([]);
      found.lookAgain();
      expect(sentOf(found, new Set([2]))).toEqual(['a']);
      found.lookAgain();
      expect(sentOf(found)).toEqual(['a', 'b']);
    }));

  it('comes without a look at the table, if all rows were written here', () =>
    inOutbox((outbox, tables) => {
      write(outbox, entry('a'));
      tables.change('delete from outbox');
      expect(sentOf(outbox)).toEqual(['a']);
      write(outbox, entry('b'));
      tables.change('delete from outbox');
      expect(sentOf(outbox)).toEqual(['b']);
    }));

  it('holds what an earlier instance left, also after a row of this one', () =>
    inOutbox((outbox, tables) => {
      write(outbox, entry('a'));
      const later = new Outbox(tables);
      write(later, entry('b'));
      expect(sentOf(later)).toEqual(['a', 'b']);
    }));

  it('holds nothing of a decision that failed after it was written', () =>
    inOutbox((outbox, tables) => {
      write(outbox, entry('a'));
      const fail = () => {
        write(outbox, entry('b'));
        throw new Error('no decision');
      };
      expect(() => tables.transact(fail)).toThrow('no decision');
      outbox.discard();
      write(outbox, entry('c'));
      expect(sentOf(outbox)).toEqual(['a', 'c']);
    }));

  it('is of 200 rows at most, and is followed by the others', () =>
    inOutbox((outbox, tables) => {
      const all = Array.from({ length: 201 }, (_, index) => entry(`${index}`));
      write(outbox, ...all);
      const found = new Outbox(tables);
      const first = found.next(NONE);
      expect(first?.ids).toEqual(all.slice(1).map((_, index) => index + 1));
      found.delete(first?.ids ?? []);
      expect(sentOf(found)).toEqual(['200']);
    }));
});

describe('the number of a row', () => {
  it.each([
    ['written', (outbox: Outbox) => outbox],
    ['found', (_: Outbox, tables: GuardTables) => new Outbox(tables)],
  ])('that was %s and deleted is not given to another', (_, by) =>
    inOutbox((writer, tables) => {
      write(writer, entry('a'), entry('b'));
      const outbox = by(writer, tables);
      const sending = outbox.next(NONE);
      expect(sending?.ids).toEqual([1, 2]);
      outbox.delete([1, 2]);
      write(outbox, entry('c'));
      expect(outbox.next(NONE)?.ids).toEqual([3]);
    }),
  );

  it('is all that a delete goes by', () =>
    inOutbox((outbox, tables) => {
      write(outbox, entry('a'), entry('b'), entry('c'));
      outbox.delete([1, 3]);
      expect(rowsOf(tables)).toEqual([['b']]);
    }));
});

describe('the clients that have yet to hear of a sign-out', () => {
  it('are listed oldest first, from all rows', () =>
    inOutbox((outbox) => {
      expect(outbox.listSignOuts()).toEqual([]);
      for (const one of [signOut('a'), entry('x'), signOut('b')]) outbox.note(one, NOW);
      outbox.write();
      write(outbox, entry('y'), signOut('c'));
      expect(outbox.listSignOuts().map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    }));
});
