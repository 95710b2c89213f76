import type { GuardTables } from './guard-tables.ts';
import type { LedgerEntry, LedgerMessage, SignedOut } from './ledger-message.ts';

/** Characters of one row, unless a single entry is longer. */
const ROW = 30_000;
/** Characters of one message. A queue takes 128 KB, and few characters are longer than a byte. */
const MESSAGE = 60_000;
/** Rows that are looked at for one message. */
const ROWS = 200;

type OutboxRow = { id: number; body: string };

/** Rows of the outbox and the message that they make. */
export type Sending = { ids: number[]; message: LedgerMessage };

/**
 * What D1 has not been sent yet. A decision notes its changes and writes them as a row in its own
 * transaction, so that none is lost and none is told that was not decided.
 */
export class Outbox {
  readonly #tables: GuardTables;
  #noted: LedgerEntry[] = [];
  #at = 0;
  /** What is to be sent, as long as this instance knows all of it: the table is not asked then. */
  #known: OutboxRow[] | null = null;
  /**
   * The highest number of a row that this instance has seen. One that is being sent is not reused.
   */
  #last = 0;

  constructor(tables: GuardTables) {
    this.#tables = tables;
  }

  /** Notes a change made at `now` (epoch milliseconds); {@link write} keeps it. */
  note(entry: LedgerEntry, now: number): void {
    this.#noted.push(entry);
    this.#at = now;
  }

  /** Writes what was noted. Returns whether there was anything. */
  write(): boolean {
    const entries = this.#noted;
    this.#noted = [];
    for (const body of toRows(entries)) this.#insert(body);
    return entries.length > 0;
  }

  /** Forgets what was noted by a decision that failed. */
  discard(): void {
    this.#noted = [];
    this.lookAgain();
  }

  /** Asks the table next time: what it holds may be another than this instance believes. */
  lookAgain(): void {
    this.#known = null;
  }

  /** What clients have yet to be told. */
  listSignOuts(): SignedOut[] {
    return this.#tables
      .rows<{ body: string }>('select body from outbox order by id')
      .flatMap(({ body }) => JSON.parse(body) as LedgerEntry[])
      .flatMap(({ signedOut }) => signedOut ?? []);
  }

  /** The oldest rows that make one message, without those being sent; null if there are none. */
  next(sending: ReadonlySet<number>): Sending | null {
    const rows = this.#known ?? this.#read(sending);
    const chosen: OutboxRow[] = [];
    let length = 0;
    for (const row of rows) {
      length += row.body.length;
      if (chosen.length > 0 && length > MESSAGE) break;
      chosen.push(row);
    }
    if (this.#known !== null) this.#known = rows.slice(chosen.length);
    if (chosen.length === 0) return null;
    const entries = chosen.flatMap(({ body }) => JSON.parse(body) as LedgerEntry[]);
    return { ids: chosen.map(({ id }) => id), message: { v: 1, entries } };
  }

  /** Deletes rows that were sent. */
  delete(ids: number[]): void {
    for (const id of ids) this.#tables.change('delete from outbox where id = ?', id);
  }

  #insert(body: string): void {
    const statement = `insert into outbox (id, body, expires_at)
      values (max(?, (select coalesce(max(id), 0) from outbox)) + 1, ?, ?) returning id`;
    const values = [this.#last, body, this.#at];
    const [row] = this.#tables.insert<{ id: number }>(this.#at, statement, ...values);
    this.#last = row?.id ?? this.#last;
    // Only a table without rows numbers from 1.
    if (row?.id === 1) this.#known = [];
    if (row === undefined) this.lookAgain();
    else this.#known?.push({ id: row.id, body });
  }

  #read(sending: ReadonlySet<number>): OutboxRow[] {
    const query = 'select id, body from outbox order by id limit ?';
    const rows = this.#tables.rows<OutboxRow>(query, ROWS);
    this.#last = Math.max(this.#last, ...rows.map(({ id }) => id));
    const waiting = rows.filter(({ id }) => !sending.has(id));
    if (rows.length < ROWS) this.#known = waiting;
    return waiting;
  }
}

function toRows(entries: LedgerEntry[]): string[] {
  const rows: string[][] = [];
  let length = 0;
  for (const entry of entries) {
    const text = JSON.stringify(entry);
    length += text.length;
    const row = rows.at(-1);
    if (row === undefined || length > ROW) {
      rows.push([text]);
      length = text.length;
    } else row.push(text);
  }
  return rows.map((texts) => `[${texts.join(',')}]`);
}
