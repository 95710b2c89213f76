import * as z from 'zod';
import type { AuditStore } from '../audit/audit-store.ts';
import { auditView, toAuditView } from '../audit/audit-view.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { Session } from '../guard/session.ts';
import { notFound } from '../http/errors.ts';
import { factorView } from '../second-step/factor-view.ts';
import type { ListFactors } from '../second-step/list-factors.ts';
import { sessionView, toSessionView } from '../sessions/list-sessions.ts';
import type { ReadSessions } from '../sessions/read-sessions.ts';
import { toIsoOrNull } from '../shared/clock.ts';
import type { FactorRemovalStore } from '../users/factor-removal-store.ts';
import { MOST_LOOKED_THROUGH } from '../users/user-query.ts';

import {
  type AdminUserView,
  adminUserView,
  factorRemovalView,
  toAdminUserView,
  toRemovalView,
} from './admin-user-view.ts';
import { type CountDeps, countStatistics } from './statistics.ts';
import type { ListedUsers, UserCursors } from './user-cursor.ts';

/** How many events are shown with a user; `/audit/logs` has the rest. */
const RECENT_EVENTS = 50;

/** A user with their sessions, lockout and latest events. */
export const userDetails = adminUserView
  .extend({
    locked_out_until: z.iso
      .datetime()
      .nullable()
      .describe('When the last lockout after failed sign-ins ends.'),
    factors: z.array(factorView),
    factor_removal: factorRemovalView,
    recovery_codes_left: z.int().meta({ examples: [10] }),
    sessions: z.array(sessionView.omit({ is_current: true })),
    recent_events: z.array(auditView),
  })
  .meta({ id: 'AdminUserDetails' });
export type UserDetails = z.infer<typeof userDetails>;

const EXAMPLE_CURSOR =
  '1767225600000~019b76da-a800-7000-8000-000000000001~3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** Users who fit a search. */
export const userPage = z.object({
  users: z.array(adminUserView),
  next_cursor: z
    .string()
    .nullable()
    .meta({ examples: [EXAMPLE_CURSOR] }),
  looked_through: z
    .int()
    .nullable()
    .describe('How many users were looked through, if the page ended because of that; else null.')
    .meta({ examples: [5000] }),
});

export type ViewUsersDeps = CountDeps & {
  audit: AuditStore;
  guards: AccountGuards;
  readSessions: ReadSessions;
  listFactors: ListFactors;
  removals: FactorRemovalStore;
  cursors: UserCursors;
  /** The client id of this service’s own routes. */
  clientId: string;
};
export type UserPage = {
  users: AdminUserView[];
  nextCursor: string | null;
  /** How many users were looked through, if the page ended because of that; else null. */
  lookedThrough: number | null;
};
export type ListUsersInput = ListedUsers & { cursor: string | undefined; limit: number };
export type ViewUsers = ReturnType<typeof createViewUsers>;

/** What administrators and staff can read. Every method throws `storage_unavailable`. */
export function createViewUsers(deps: ViewUsersDeps) {
  return {
    list: (query: ListUsersInput) => listUsers(deps, query),
    view: async (id: string) => (await viewUser(deps, id)).user,
    /** The same with the version of the user, for acts that are decided by what was seen. */
    see: (id: string) => viewUser(deps, id),
    count: () => countStatistics(deps),
  };
}

/** Returns a page of matching users. Throws `validation_error` for a cursor of another list. */
async function listUsers(
  { directory, cursors, clock }: ViewUsersDeps,
  { cursor, ...asked }: ListUsersInput,
): Promise<UserPage> {
  const after = cursors.read(asked, cursor);
  const { users, next, isCut } = await directory.list({ ...asked, after, now: clock() });
  return {
    users: users.map(toAdminUserView),
    nextCursor: cursors.write(asked, next),
    lookedThrough: isCut ? MOST_LOOKED_THROUGH : null,
  };
}

const ALL_EVENTS = {
  type: undefined,
  riskLevel: undefined,
  from: undefined,
  to: undefined,
  cursor: undefined,
};

/** Returns a user with live sessions, lockout and latest events. Throws `not_found`. */
async function viewUser(
  { directory, listFactors, removals, readSessions, audit, guards, clock, clientId }: ViewUsersDeps,
  id: string,
): Promise<{ user: UserDetails; version: number }> {
  const now = clock();
  const record = await directory.findRecord(id);
  if (record === null) throw notFound();
  // Only once the user is known to exist: addressing a guard creates it.
  const [listed, live, events, lockedOutUntil, removal] = await Promise.all([
    listFactors(id),
    readSessions.live(id),
    audit.list({ userId: id, limit: RECENT_EVENTS, ...ALL_EVENTS }),
    guards.lockedUntil(id, now),
    removals.find(id),
  ]);
  const user = {
    ...toAdminUserView(record),
    locked_out_until: toIsoOrNull(lockedOutUntil),
    factors: listed.factors,
    factor_removal: toRemovalView(removal),
    recovery_codes_left: listed.recovery_codes_left,
    sessions: live.map((session) => toSession(session, { clientId, now })),
    recent_events: events.slice(0, RECENT_EVENTS).map(toAuditView),
  };
  return { user, version: record.version };
}

function toSession(session: Session, { clientId, now }: { clientId: string; now: number }) {
  const { is_current, ...view } = toSessionView(session, { clientId, currentId: null, now });
  return view;
}
