import type { AuditStore } from '../audit/audit-store.ts';
import type { Origin } from '../audit/event.ts';
import { notFound, validationError } from '../http/errors.ts';
import { toPutBack } from '../mail/dead-letter.ts';
import type { DeadLetterStore, LetterPlace } from '../mail/dead-letter-store.ts';
import type { DeadLetterRow } from '../mail/table.ts';
import { readCursor, writeCursor } from '../shared/bound-cursor.ts';
import type { Clock } from '../shared/clock.ts';
import type { Defer } from '../shared/defer.ts';
import type { KeyRing } from '../shared/digest.ts';
import { defineError, orUnavailable } from '../shared/errors.ts';
import { giveBack } from '../shared/give-back.ts';
import { unsealText } from '../shared/seal.ts';
import type { UserStore } from '../users/user-store.ts';
import { type DeadLetterView, seenOf, toDeadLetterView } from './dead-letter-view.ts';
import { whyOutOfDate } from './out-of-date.ts';

export const outOfDate = defineError(
  'out_of_date',
  'conflict',
  'It makes no sense any more to try this again',
);

export const letterChanged = defineError(
  'letter_changed',
  'conflict',
  'The message has changed since you saw it',
);

export type DeadLettersDeps = {
  deadLetters: DeadLetterStore;
  users: Pick<UserStore, 'findById'>;
  audit: AuditStore;
  queues: { jobs: Queue; ledger: Queue };
  /** They sealed the messages. */
  keys: KeyRing;
  cursorKeys: KeyRing;
  clock: Clock;
  defer: Defer;
};
export type By = {
  actorId: string;
  reason: string | null;
  client: Origin;
  /** What the actor saw of it, by `seenOf`: then nothing is done to one that has changed since. */
  seen?: string;
};
export type DeadLetters = ReturnType<typeof createDeadLetters>;

/** What is counted at most. */
export const MOST_COUNTED = 1000;

/** What is done about messages that were given up. Every method throws `storage_unavailable`. */
export function createDeadLetters(deps: DeadLettersDeps) {
  const { deadLetters, clock } = deps;
  return {
    /**
     * Returns a page of letters, the latest first. Throws `validation_error` for another cursor.
     */
    async list({ cursor, limit }: { cursor?: string | undefined; limit: number }) {
      const found = await deadLetters.list(limit + 1, placeOf(deps, cursor));
      const shown = found.slice(0, limit);
      const last = found.length > limit ? shown.at(-1) : undefined;
      const next = last && { diedAt: last.diedAt, id: last.id };
      return {
        dead_letters: shown.map((letter) => toDeadLetterView(letter, clock())),
        next_cursor: next === undefined ? null : writeCursor(deps.cursorKeys, LIST, next),
      };
    },
    /** Counts the letters, up to {@link MOST_COUNTED}. */
    count: () => deadLetters.countUpTo(MOST_COUNTED),
    retry: (id: string, by: By) => retry(deps, id, by),
    drop: (id: string, by: By) => drop(deps, id, by),
  };
}

const LIST = 'dead-letters';

function placeOf(
  { cursorKeys }: DeadLettersDeps,
  cursor: string | undefined,
): LetterPlace | undefined {
  if (cursor === undefined) return undefined;
  const place = readCursor(cursorKeys, LIST, cursor);
  if (place !== null) return place as LetterPlace;
  const message = 'It is not a cursor of this list. Begin again without it.';
  throw validationError({ errors: [{ field: 'cursor', code: 'invalid', message }] });
}

/**
 * Puts a message back on its queue, once however often it is asked for. The letter stays until the
 * message is done. Throws `not_found`; `out_of_date` for what nobody waits for any more;
 * `letter_changed` if it is not as it was seen, or if somebody else was faster.
 */
async function retry(deps: DeadLettersDeps, id: string, by: By): Promise<DeadLetterView> {
  const { deadLetters, queues, clock, defer } = deps;
  const found = await deadLetters.find(id);
  if (found === null) throw notFound();
  const now = clock();
  requireSeen(found, by, now);
  const body = await openLetter(deps, found);
  try {
    const taken = await deadLetters.take(found, now);
    // Not awaited: a faster request keeps what it took.
    if (taken === null) return beaten(deps, id, by);
    const message = toPutBack(body, { id, turn: taken.turn });
    if (message === null) throw unreadable();
    await deps.audit.record(eventOf('admin.dead_letter_retried', taken, by, now));
    await orUnavailable(() => queues[taken.queue].send(message, { contentType: 'json' }));
    return toDeadLetterView(taken, now);
  } catch (error) {
    const work = () => deadLetters.giveBack(found, now);
    // The error that began it is the one to report.
    await giveBack(work, { defer, event: 'dead_letter_not_given_back' }).catch(() => undefined);
    throw error;
  }
}

/** What there is to say to somebody who came second. */
async function beaten({ deadLetters, clock }: DeadLettersDeps, id: string, { seen }: By) {
  const letter = await deadLetters.find(id);
  if (letter === null) throw notFound();
  if (seen !== undefined) throw changed(letter, clock());
  return toDeadLetterView(letter, clock());
}

function requireSeen(letter: DeadLetterRow, { seen }: By, now: number): void {
  if (seen === undefined || seen === seenOf(toDeadLetterView(letter, now))) return;
  throw changed(letter, now);
}

const changed = (letter: DeadLetterRow, now: number) =>
  letterChanged({
    detail:
      toDeadLetterView(letter, now).state === 'retrying'
        ? 'It’s being tried again already.'
        : 'It has been tried again since, and failed again.',
  });

const unreadable = () =>
  outOfDate({ detail: 'This message can’t be read, so trying again can’t help. Drop it.' });

/** Returns the message of a letter. Throws `out_of_date` if it is of no use any more. */
async function openLetter({ users, keys, clock }: DeadLettersDeps, letter: DeadLetterRow) {
  const text = await unsealText(keys, letter.body).catch(() => null);
  if (text === null)
    throw outOfDate({ detail: 'Its key is gone: `AUTH_SECRET` was replaced. Drop it.' });
  const body: unknown = JSON.parse(text);
  const user = letter.userId === null ? null : await users.findById(letter.userId);
  const detail = whyOutOfDate({ letter, body, user, now: clock() });
  if (detail !== null) throw outOfDate({ detail });
  return body;
}

/** Removes a letter for good. Throws `not_found`; `letter_changed` if it is not as it was seen. */
async function drop(deps: DeadLettersDeps, id: string, by: By) {
  const { deadLetters, audit, clock } = deps;
  const found = await deadLetters.find(id);
  if (found === null) throw notFound();
  requireSeen(found, by, clock());
  const event = eventOf('admin.dead_letter_dropped', found, by, clock());
  const turn = by.seen === undefined ? undefined : found.turn;
  // Together: a drop that nobody could account for must not be, nor one that never was.
  const isDropped = await deadLetters.removeWith({ id, turn }, (isThere) =>
    audit.recordWhenStatement(event, isThere),
  );
  if (!isDropped) await beaten(deps, id, by);
}

// A letter without a user is filed under the admin, so that erasing the admin finds the event.
const eventOf = (
  type: 'admin.dead_letter_retried' | 'admin.dead_letter_dropped',
  { id, kind, userId }: DeadLetterRow,
  { actorId, reason, client }: By,
  at: number,
) => ({
  ...{ type, userId: userId ?? actorId, actorId, origin: client, at },
  metadata: { job_type: kind, job_id: id, ...(reason === null ? {} : { reason }) },
});
