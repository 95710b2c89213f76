import type { AuditStore } from '../audit/audit-store.ts';
import { KEPT_HOURS } from '../figures/count-of.ts';
import type { FiguresStore } from '../figures/figures-store.ts';
import { DEAD_LETTER_LIFE } from '../mail/dead-letter.ts';
import type { DeadLetterStore } from '../mail/dead-letter-store.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import { type Clock, MINUTE } from '../shared/clock.ts';
import type { RevokedTokenStore } from '../tokens/revoked-token-store.ts';
import type { ErasedUserStore } from '../users/erased-user-store.ts';
import { MAILS_LIFE } from '../users/mails/mail-outcome.ts';
import type { MailStore } from '../users/mails/mail-store.ts';
import type { NameStore } from '../users/name-store.ts';
import type { RegistrationStore } from '../users/registration-store.ts';

/** Rows that one statement deletes: well within the time limit of a D1 query. */
const BATCH = 2000;
/** Secrets that one statement replaces: opening and sealing takes CPU. */
const RESEALED = 200;
/** Removals of factors that one run carries out, each with two calls of a guard. */
const MOST_REMOVALS = 50;
/**
 * Statements per run, below the 1,000 queries that D1 allows an invocation; the rest waits for the
 * next run. At a run every 15 minutes that is 77 million rows a day, three times what 50 million
 * users leave.
 */
const MOST_BATCHES = 400;
/**
 * Milliseconds after which a run starts no further statement, so it ends before the next one
 * begins.
 */
const LONGEST_RUN = 10 * MINUTE;

export type Flushed = {
  sessions: number;
  revoked_tokens: number;
  audit_events: number;
  unverified_accounts: number;
  /** Secrets that a former `AUTH_SECRET` sealed, and that are now sealed by the present one. */
  resealed_secrets: number;
  /** Accounts whose factors were removed, or were about to be. */
  removed_factors: number;
  /** False if rows are left for the next run. */
  complete: boolean;
};
export type FlushDeps = {
  sessions: SessionStore;
  revokedTokens: RevokedTokenStore;
  audit: AuditStore;
  registrations: RegistrationStore;
  erased: ErasedUserStore;
  figures: FiguresStore;
  names: NameStore;
  deadLetters: DeadLetterStore;
  mails: MailStore;
  /** Seals at most so many secrets anew, and returns how many it did. */
  resealSecrets: (limit: number) => Promise<number>;
  /** Carries out at most so many removals of factors, and returns how many there were. */
  carryOutRemovals: (limit: number) => Promise<number>;
  /** Goes on with jobs whose message was lost, and deletes old ones. */
  tendBulkJobs: () => Promise<void>;
  clock: Clock;
  /** Milliseconds. */
  auditRetention: number;
  /** Milliseconds; 0 keeps unverified accounts forever. */
  unverifiedRetention: number;
};
type Kind = Exclude<keyof Flushed, 'complete' | 'removed_factors'>;
export type Flush = () => Promise<Flushed>;

/** Counts the rows that a flush would delete, except unverified accounts. */
export function createCountExpired({
  sessions,
  revokedTokens,
  audit,
  clock,
  auditRetention,
}: Omit<
  FlushDeps,
  | 'resealSecrets'
  | 'carryOutRemovals'
  | 'tendBulkJobs'
  | 'figures'
  | 'names'
  | 'deadLetters'
  | 'mails'
>) {
  return async function countExpired(): Promise<number> {
    const now = clock();
    const counts = await Promise.all([
      sessions.countExpired(now),
      revokedTokens.countExpired(now),
      audit.countBefore(now - auditRetention),
    ]);
    return counts.reduce((sum, count) => sum + count, 0);
  };
}

/**
 * Creates the flush, which deletes expired rows, seals secrets anew and removes factors whose time
 * has come, in independent batches: the next run continues where an interrupted one stopped. The
 * kinds take turns, so a backlog of one does not starve the others. Throws `storage_unavailable`.
 */
export function createFlush({
  sessions,
  revokedTokens,
  audit,
  registrations,
  erased,
  figures,
  names,
  deadLetters,
  mails,
  resealSecrets,
  carryOutRemovals,
  tendBulkJobs,
  clock,
  auditRetention,
  unverifiedRetention,
}: FlushDeps): Flush {
  const deleteUnverified = async (now: number) =>
    unverifiedRetention === 0
      ? 0
      : registrations.deleteUnverified(now - unverifiedRetention, BATCH);
  const kinds: Record<Kind, (now: number) => Promise<number>> = {
    sessions: (now: number) => sessions.deleteExpired(now, BATCH),
    revoked_tokens: (now: number) => revokedTokens.deleteExpired(now, BATCH),
    audit_events: (now: number) => audit.deleteBefore(now - auditRetention, BATCH),
    unverified_accounts: deleteUnverified,
    resealed_secrets: () => resealSecrets(RESEALED),
  };

  async function deleteMails(now: number): Promise<void> {
    for (let batches = 0; batches < MOST_BATCHES / 4; batches++) {
      if (clock() - now >= LONGEST_RUN) return;
      if ((await mails.deleteBefore(now - MAILS_LIFE, BATCH)) < BATCH) return;
    }
  }

  return async function flush() {
    const now = clock();
    const removed_factors = await carryOutRemovals(MOST_REMOVALS);
    const waiting = Object.keys(kinds) as Kind[];
    const done = Object.fromEntries(waiting.map((kind) => [kind, 0])) as Record<Kind, number>;
    for (let batches = 0; batches < MOST_BATCHES && clock() - now < LONGEST_RUN; batches++) {
      const kind = waiting.shift();
      if (kind === undefined) break;
      const rows = await kinds[kind](now);
      done[kind] += rows;
      if (rows === (kind === 'resealed_secrets' ? RESEALED : BATCH)) waiting.push(kind);
    }
    // Not counted: few.
    await erased.deleteExpired(now, BATCH);
    await tendBulkJobs();
    await names.normalizeSome(BATCH);
    await deadLetters.deleteBefore(now - DEAD_LETTER_LIFE, BATCH);
    await deleteMails(now);
    await figures.fold(now - KEPT_HOURS);
    const complete = waiting.length === 0 && removed_factors < MOST_REMOVALS;
    const flushed = { ...done, removed_factors, complete };
    await figures.noteRun('flush', { at: now, report: flushed });
    return flushed;
  };
}
