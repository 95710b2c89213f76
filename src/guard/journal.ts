import { type AuditEvent, isNotable } from '../audit/event.ts';
import type { AuditRow } from '../audit/table.ts';
import { toAuditRow } from '../audit/to-row.ts';
import { systemRandom } from '../shared/random.ts';
import type { EventStorage } from './event-storage.ts';
import type { Outbox } from './outbox.ts';
import type { Trail } from './trail.ts';

/** An event and until when it is kept, in epoch milliseconds. */
export type KeptEvent = { row: AuditRow; keepUntil: number };

/** The user's history, and what of it operators search. The caller owns the transaction. */
export class Journal {
  readonly #events: EventStorage;
  readonly #outbox: Outbox;

  constructor(events: EventStorage, outbox: Outbox) {
    this.#events = events;
    this.#outbox = outbox;
  }

  /** Records what the guard has decided. */
  note(event: Omit<AuditEvent, 'userId' | 'origin'>, { userId, origin, keepFor }: Trail): void {
    const row = toAuditRow({ ...event, userId, origin }, systemRandom.uuidAt(event.at));
    this.record({ row, keepUntil: event.at + keepFor });
  }

  /** Records an event, for D1 too if operators search for its kind. */
  record({ row, keepUntil }: KeptEvent): void {
    if (this.#events.insert(row, keepUntil) && isNotable(row))
      this.#outbox.note({ event: row }, row.createdAt);
  }

  /** Keeps events that D1 already has. */
  copy(events: KeptEvent[]): void {
    for (const { row, keepUntil } of events) this.#events.insert(row, keepUntil);
  }
}
