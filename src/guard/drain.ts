import type { LedgerMessage } from './ledger-message.ts';
import type { Outbox } from './outbox.ts';

/** The queue, as far as a guard needs it. */
export type LedgerQueue = { send(message: LedgerMessage): Promise<unknown> };

/**
 * Sends the outbox to the ledger queue. A row is deleted only after the queue has taken it, so a
 * death in between sends it twice; the consumer bears that.
 */
export class Drain {
  readonly #outbox: Outbox;
  readonly #queue: LedgerQueue;
  readonly #sending = new Set<number>();

  constructor(outbox: Outbox, queue: LedgerQueue) {
    this.#outbox = outbox;
    this.#queue = queue;
  }

  /** Sends until nothing is left. Throws what the queue throws; its rows are kept then. */
  async run(): Promise<void> {
    for (;;) {
      const next = this.#outbox.next(this.#sending);
      if (next === null) return;
      await this.#send(next.ids, next.message);
    }
  }

  async #send(ids: number[], message: LedgerMessage): Promise<void> {
    for (const id of ids) this.#sending.add(id);
    try {
      await this.#queue.send(message);
      this.#outbox.delete(ids);
    } catch (error) {
      this.#outbox.lookAgain();
      throw error;
    } finally {
      for (const id of ids) this.#sending.delete(id);
    }
  }
}
