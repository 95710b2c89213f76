import type { AccountGuards } from '../guard/account-guards.ts';
import type { OpenChain, Opened } from '../guard/guard-calls.ts';
import type { SettleAccount } from '../guard/settle-account.ts';
import type { Clock } from '../shared/clock.ts';
import { toAccountView, type User } from '../users/user.ts';
import type { ReadSessions } from './read-sessions.ts';

export type OpenSessionDeps = {
  guards: Pick<AccountGuards, 'open'>;
  settleAccount: SettleAccount;
  readSessions: Pick<ReadSessions, 'teach'>;
  /** The real clock, which deadlines of changes go by. */
  wall: Clock;
};

/** Readings of the primary, as every change that is made meanwhile calls for another. */
const READINGS = 5;

/**
 * Opens a session at the guard. If the row that the sign-in was judged by is not the latest, reads
 * the primary and comes again, unless the sign-in might then be judged differently. A guard that
 * does not know earlier sessions is taught them. Answers
 * `restored` only if the primary is older than what its guard knew before it was read, and
 * `undecided` only if the primary knows nothing of the change that is announced. Throws
 * `storage_unavailable`.
 */
export async function openSession(
  { guards, settleAccount, readSessions, wall }: OpenSessionDeps,
  user: User,
  chain: Omit<OpenChain, 'wall'>,
): Promise<Opened> {
  let given = chain;
  for (let readings = 0; ; readings++) {
    const opened = await guards.open(user.id, { ...given, wall: wall() });
    if (opened.opened || opened.why === 'overtaken' || readings === READINGS) return opened;
    if (opened.why === 'untaught') {
      await readSessions.teach(user.id);
      continue;
    }
    const current = await settleAccount(user.id);
    if (current === null) return { opened: false, why: 'overtaken' };
    if (opened.why === 'restored' && current.version < opened.known) return opened;
    if (!isSameStanding(current, user)) return { opened: false, why: 'overtaken' };
    // The change may still be made, or have died: only its deadline tells.
    if (opened.why === 'undecided') return opened;
    given = { ...chain, user: toAccountView(current), from: 'primary' };
  }
}

/** Whether a sign-in judged by one row would have been judged alike by the other. */
function isSameStanding(current: User, judged: User): boolean {
  const standing = (user: User) => [
    // Not the hash: that of the same password is replaced at times.
    user.hasPassword,
    user.passwordChangedAt,
    user.signInEpoch,
    user.status,
    user.lockedUntil,
    user.emailNormalized,
    user.emailVerifiedAt,
    user.username,
    user.factors.toSorted(),
    // They are in the tokens, which are made beside this call.
    user.roles.toSorted(),
  ];
  return JSON.stringify(standing(current)) === JSON.stringify(standing(judged));
}
