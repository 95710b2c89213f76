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
import type { UserQuery } from '../users/user-directory-store.ts';
import {
  type AdminUserView,
  adminUserView,
  factorRemovalView,
  toAdminUserView,
  toRemovalView,
} from './admin-user-view.ts';
import { type CountDeps, countStatistics } from './statistics.ts';

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

export type ViewUsersDeps = CountDeps & {
  audit: AuditStore;
  guards: AccountGuards;
  readSessions: ReadSessions;
  listFactors: ListFactors;
  removals: FactorRemovalStore;
  /** The client id of this service’s own routes. */
  clientId: string;
};
export type UserPage = { users: AdminUserView[]; nextCursor: string | null };
export type ViewUsers = ReturnType<typeof createViewUsers>;

/** What administrators and staff can read. Every method throws `storage_unavailable`. */
export function createViewUsers(deps: ViewUsersDeps) {
  return {
    list: (query: Omit<UserQuery, 'now'>) => listUsers(deps, query),
    view: async (id: string) => (await viewUser(deps, id)).user,
    /** The same with the version of the user, for acts that are decided by what was seen. */
    see: (id: string) => viewUser(deps, id),
    count: () => countStatistics(deps),
  };
}

/** Returns a page of matching users, newest first. */
async function listUsers(
  { directory, clock }: ViewUsersDeps,
  query: Omit<UserQuery, 'now'>,
): Promise<UserPage> {
  const found = await directory.list({ ...query, now: clock() });
  const shown = found.slice(0, query.limit);
  return {
    users: shown.map(toAdminUserView),
    nextCursor: found.length > query.limit ? (shown.at(-1)?.id ?? null) : null,
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
