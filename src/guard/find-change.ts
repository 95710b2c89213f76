import * as z from 'zod';
import type { AuditStore } from '../audit/audit-store.ts';
import type { AuditRow } from '../audit/table.ts';
import { NotYet } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import { CHANGE_TIME } from './announce.ts';

/**
 * Part of a notice that is queued before the change it tells of, so that no failure loses it: the
 * id of the event that D1 gets in the same batch. A notice without tells of what has happened.
 */
export const changeEvent = z.string().optional();

/** Milliseconds after which a change that D1 does not have is never made. */
const DECIDED = 3 * CHANGE_TIME;

export type FindChangeDeps = { audit: Pick<AuditStore, 'find'>; clock: Clock };

/**
 * Returns what is known of the change of which a notice tells that was queued at `at` (epoch
 * milliseconds); null if it was not made. Throws {@link NotYet} while it may still be;
 * `storage_unavailable`.
 */
export async function findChange(
  { audit, clock }: FindChangeDeps,
  { event, at }: { event?: string | undefined; at: number },
): Promise<Pick<AuditRow, 'metadata'> | null> {
  if (event === undefined) return { metadata: {} };
  // Before it is read: what is not there by then never will be.
  const isDecided = clock() >= at + DECIDED;
  const made = await audit.find(event);
  if (made === null && !isDecided) throw new NotYet();
  return made;
}
