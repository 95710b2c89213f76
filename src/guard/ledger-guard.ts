import { DurableObject } from 'cloudflare:workers';
import type { AuditRow } from '../audit/table.ts';
import { systemClock } from '../shared/clock.ts';
import { AccountStorage, ERASED } from './account-storage.ts';
import { Drain } from './drain.ts';
import { type EventQuery, EventStorage } from './event-storage.ts';
import { GuardTables } from './guard-tables.ts';
import { HistoryMark, type Lacks, type LearnHistory } from './history-mark.ts';
import { Journal, type KeptEvent } from './journal.ts';
import { Outbox } from './outbox.ts';
import { VersionStorage } from './version-storage.ts';

/**
 * The part of a guard that remembers what happened and tells D1. Whatever a transaction notes is
 * part of it, and is sent once it is written: after the answer, or by the alarm.
 */
export class LedgerGuard extends DurableObject {
  protected readonly tables: GuardTables;
  protected readonly account: AccountStorage;
  protected readonly outbox: Outbox;
  protected readonly journal: Journal;
  protected readonly versions: VersionStorage;
  protected readonly mark: HistoryMark;
  /** Runs work as one transaction, unless the account is erased: then it returns null. */
  protected readonly unlessErased: <T>(work: () => T) => T | null;
  /** Sends what D1 has not been told. Returns whether the queue has taken all of it. */
  protected readonly sendAll: () => Promise<boolean>;
  readonly #events: EventStorage;
  readonly #drain: Drain;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.tables = new GuardTables(ctx.storage);
    this.account = new AccountStorage(this.tables);
    this.outbox = new Outbox(this.tables);
    this.#events = new EventStorage(this.tables);
    this.versions = new VersionStorage(this.tables);
    this.mark = new HistoryMark(this.tables);
    this.journal = new Journal(this.#events, this.outbox);
    this.unlessErased = (work) =>
      this.tables.transact(() => (this.account.readEpoch() === ERASED ? null : work()));
    this.#drain = new Drain(this.outbox, env.LEDGER);
    this.sendAll = () =>
      this.#drain.run().then(
        () => true,
        () => false,
      );
    this.tables.attach({
      write: () => this.outbox.write(),
      discard: () => this.outbox.discard(),
      // What cannot be sent stays, and the alarm, which reports it, tries again.
      written: () => ctx.waitUntil(this.#drain.run().catch(() => undefined)),
    });
  }

  /**
   * Records an event that goes with no other change. False, and nothing is recorded, if the account
   * is being or has been erased.
   */
  record(event: KeptEvent): boolean {
    const recorded = this.unlessErased(() => {
      this.journal.record(event);
      return true;
    });
    return recorded ?? false;
  }

  /** Matching events of the user, newest first. */
  listEvents(query: EventQuery): AuditRow[] {
    return this.#events.list(query);
  }

  /** Matching events of the user, newest first, and what the guard may lack. */
  history(query: EventQuery): { events: AuditRow[]; lacks: Lacks | null } {
    return { events: this.listEvents(query), lacks: this.readLacks() };
  }

  /** Copies events that D1 has. Does nothing once the account is erased. */
  learnHistory({ events, whole }: LearnHistory): void {
    this.unlessErased(() => {
      this.journal.copy(events);
      if (whole !== null) this.mark.setWhole(whole);
    });
  }

  /**
   * Sends what is left, deletes expired rows; an object with nothing left erases itself. Whatever
   * fails, it rings again: the platform gives up after six tries.
   */
  override async alarm(): Promise<void> {
    const now = systemClock();
    const outcomes = await Promise.allSettled([this.#drain.run()]);
    outcomes.push(...(await Promise.allSettled([this.tables.sweep(now)])));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed === undefined) return;
    await this.tables.ringAgain(now);
    throw failed.reason;
  }

  /** What the guard may lack of the history; null if nothing. */
  protected readLacks(): Lacks | null {
    return this.mark.readLacks({ isPending: this.versions.listPending().length > 0 });
  }
}
