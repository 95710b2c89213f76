import type { Inspection } from '../guard/inspection.ts';
import type { Session } from '../guard/session.ts';
import { MINUTE } from '../shared/clock.ts';
import type { AccountView, User } from '../users/user.ts';
import { compareSessions, type SessionDifference } from './compare-sessions.ts';
import { compareUser, isEdited, type UserDifference } from './compare-user.ts';

/** Milliseconds in which the ledger brings what a guard decides: that is no difference yet. */
export const ON_ITS_WAY = MINUTE;

/** What is done so that D1 and a guard say the same. */
export type Repair = SessionDifference & {
  /** The user as the guard knows them, for a row that is older. */
  restores: (UserDifference & { view: AccountView }) | null;
  /** Whether the guard learns the row. */
  teaches: boolean;
  /** A sign-in later than D1's last, in epoch milliseconds. */
  signIn: number | null;
  /** Facts that a row has at the guard's version, but the guard has not. */
  edited: string[];
};

/** For a guard that has yet to be taught the sessions of D1: all of them stay. */
const NOTHING: SessionDifference = { tells: [], retells: [], ends: [] };

/** Compares what a guard knows with rows that were read after it. `now` in epoch milliseconds. */
export function planRepair(
  { view, sessions, isUntaught }: Pick<Inspection, 'view' | 'sessions' | 'isUntaught'>,
  { row, kept }: { row: User; kept: Session[] },
  now: number,
): Repair {
  const until = now - ON_ITS_WAY;
  const isLive = ({ revokedAt, expiresAt }: Session) => revokedAt === null && expiresAt > now;
  const difference = view === null ? null : compareUser(view, row);
  const restores =
    view !== null && difference !== null && view.version > row.version
      ? { ...difference, view }
      : null;
  const isEqual = view?.version === row.version && difference !== null && isEdited(difference);
  const seen = view?.lastLoginAt ?? 0;
  return {
    ...(isUntaught ? NOTHING : compareSessions(sessions, kept, { until, now })),
    restores,
    // A guard forgets users who have no session: it learns them again with the next.
    teaches: view === null ? sessions.some(isLive) : view.version < row.version,
    signIn: restores === null && seen > (row.lastLoginAt ?? 0) && seen <= until ? seen : null,
    edited: isEqual ? namesOf(difference) : [],
  };
}

/** Names of what differs, for reports. */
export function namesOf({ facts, voidsPassword, lacks, removes }: UserDifference): string[] {
  return [
    ...facts,
    ...(voidsPassword ? ['password'] : []),
    ...[...lacks, ...removes].map((kind) => `factor ${kind}`),
  ];
}
