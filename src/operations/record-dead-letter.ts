import type { AuditStore } from '../audit/audit-store.ts';
import { UNKNOWN_ORIGIN } from '../audit/event.ts';
import type { RecordDeadLetter } from '../mail/consume-jobs.ts';
import { letterOf } from '../mail/dead-letter.ts';
import type { DeadLetterStore } from '../mail/dead-letter-store.ts';
import type { Clock } from '../shared/clock.ts';
import type { KeyRing } from '../shared/digest.ts';
import { sealText } from '../shared/seal.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { UserStore } from '../users/user-store.ts';

/** Jobs that outlive the account that they name: they finish its erasure. */
const AFTER_ERASURE = ['account.erasure_remains', 'account.erasure_notice'];

type Deps = {
  users: UserStore;
  audit: AuditStore;
  deadLetters: DeadLetterStore;
  /** They seal the message. */
  keys: KeyRing;
  clock: Clock;
};

/**
 * Keeps a message that was given up, and records an audit event. What is about somebody who has no
 * account any more is not kept, since nobody could erase it.
 */
export function createRecordDeadLetter(deps: Deps): RecordDeadLetter {
  return async ({ type, id, userId: about, email, clientId }, { queue, body, why }) => {
    const { users, audit, deadLetters, keys, clock } = deps;
    const named = about === null ? null : ((await users.findById(about))?.id ?? null);
    // A job may outlive its account; then the event names no user.
    const userId = named ?? (email === undefined ? null : await ownerOf(users, email));
    const outlives = AFTER_ERASURE.includes(type);
    const isOfNobody = userId === null && (about !== null || email !== undefined);
    const [letter, diedAt] = [letterOf(body), clock()];
    if (letter !== null) await deadLetters.buryAgain(letter, { why, diedAt });
    else if (outlives || !isOfNobody)
      await deadLetters.keep({
        ...{ id, queue, kind: type, why, diedAt, userId: outlives ? null : userId },
        body: await sealText(keys, JSON.stringify(body ?? null)),
      });
    await audit.record({
      type: 'mail.dead_lettered',
      userId: named,
      actorId: null,
      origin: UNKNOWN_ORIGIN,
      metadata: { job_type: type, job_id: id, ...(clientId && { client_id: clientId }) },
      at: clock(),
    });
  };
}

const ownerOf = async (users: UserStore, email: string): Promise<string | null> =>
  (await users.findByEmail(normalizeEmail(email)))?.id ?? null;
