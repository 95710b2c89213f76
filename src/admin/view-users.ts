import * as z from 'zod';
import type { AuditQuery, AuditStore } from '../audit/audit-store.ts';
import { auditView, toAuditView } from '../audit/audit-view.ts';
import type { AuditRow } from '../audit/table.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { Session } from '../guard/session.ts';
import { notFound } from '../http/errors.ts';
import { factorView } from '../second-step/factor-view.ts';
import type { ListFactors } from '../second-step/list-factors.ts';
import { sessionView, toSessionView } from '../sessions/list-sessions.ts';
import type { ReadSessions } from '../sessions/read-sessions.ts';
import { toIsoOrNull } from '../shared/clock.ts';
import { once } from '../shared/once.ts';
import type { FactorRemovalStore } from '../users/factor-removal-store.ts';
import type { IdentityStore } from '../users/identity-store.ts';
import { MOST_LOOKED_THROUGH } from '../users/user-query.ts';
import {
  type AdminUserView,
  adminUserView,
  factorRemovalView,
  toAdminUserView,
  toRemovalView,
} from './admin-user-view.ts';
import { identityView, type NameProvider, toIdentityView } from './identity-view.ts';
import { type CountDeps, countStatistics } from './statistics.ts';
import type { ListedUsers, UserCursors } from './user-cursor.ts';

/** How many events are shown with a user; `/audit/logs` has the rest. */
const RECENT_EVENTS = 50;

/** A user with their sessions, lockout and latest events. */
export const userDetails = once(() =>
  adminUserView()
    .extend({
      locked_out_until: z.iso
        .datetime()
        .nullable()
        .describe('When the last lockout after failed sign-ins ends.'),
      factors: z.array(factorView()),
      factor_removal: factorRemovalView(),
      identities: z.array(identityView()).describe('Accounts at providers, the oldest first.'),
      recovery_codes_left: z.int().meta({ examples: [10] }),
      sessions: z.array(sessionView().omit({ is_current: true })),
      recent_events: z.array(auditView()),
    })
    .meta({ id: 'AdminUserDetails' }),
);
export type UserDetails = z.infer<ReturnType<typeof userDetails>>;

const EXAMPLE_CURSOR =
  '1767225600000~019b76da-a800-7000-8000-000000000001~3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** Users who fit a search. */
export const userPage = once(() =>
  z.object({
    users: z.array(adminUserView()),
    next_cursor: z
      .string()
      .nullable()
      .meta({ examples: [EXAMPLE_CURSOR] }),
    looked_through: z
      .int()
      .nullable()
      .describe('How many users were looked through, if the page ended because of that; else null.')
      .meta({ examples: [5000] }),
  }),
);

export type ViewUsersDeps = CountDeps & {
  audit: AuditStore;
  guards: AccountGuards;
  readSessions: ReadSessions;
  listFactors: ListFactors;
  removals: FactorRemovalStore;
  identities: Pick<IdentityStore, 'list'>;
  nameProvider: NameProvider;
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
    see: (id: string, asked?: AskedHistory) => viewUser(deps, id, asked),
    /** What actors of events are called, by id; erased ones are left out. */
    nameActors: (ids: readonly string[]) => deps.directory.namesOf(ids),
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

/** What is wanted of a history. Times in epoch milliseconds. */
export type AskedHistory = Pick<AuditQuery, 'type' | 'riskLevel' | 'from' | 'to' | 'cursor'>;

const ALL_EVENTS: AskedHistory = {
  type: undefined,
  riskLevel: undefined,
  from: undefined,
  to: undefined,
  cursor: undefined,
};

export type SeenUser = {
  /** With the events that were asked for. */
  user: UserDetails;
  version: number;
  /** The event before which there are more; null if there are none. */
  older: string | null;
  /** Whether the cursor is an event that the user does not have: the latest are shown. */
  isLost: boolean;
};

/** Returns a user with live sessions, lockout and latest events. Throws `not_found`. */
async function viewUser(
  deps: ViewUsersDeps,
  id: string,
  asked: AskedHistory = ALL_EVENTS,
): Promise<SeenUser> {
  const { directory, listFactors, removals, identities, readSessions, guards, clock } = deps;
  const now = clock();
  const record = await directory.findRecord(id);
  if (record === null) throw notFound({ detail: 'No user has this id.' });
  // Only once the user is known to exist: addressing a guard creates it.
  const [listed, live, history, lockedOutUntil, removal, connected] = await Promise.all([
    listFactors(id),
    readSessions.live(id),
    readHistory(deps, id, asked),
    guards.lockedUntil(id, now),
    removals.find(id),
    identities.list(id),
  ]);
  const user = {
    ...toAdminUserView(record),
    locked_out_until: toIsoOrNull(lockedOutUntil),
    factors: listed.factors,
    factor_removal: toRemovalView(removal),
    identities: connected.map((row) => toIdentityView(row, deps.nameProvider)),
    recovery_codes_left: listed.recovery_codes_left,
    sessions: live.map((session) => toSession(session, { clientId: deps.clientId, now })),
    recent_events: history.shown.map(toAuditView),
  };
  const { older, isLost } = history;
  return { user, version: record.version, older, isLost };
}

/**
 * Reads a page of a history, with whatever was done a moment ago. A cursor must be an event of it:
 * it is read along, so that no other call is needed to tell.
 */
async function readHistory({ audit }: ViewUsersDeps, userId: string, asked: AskedHistory) {
  const page = { ...asked, userId, mustBeWhole: true };
  const { cursor } = asked;
  if (cursor !== undefined) {
    // Sorts right behind the event itself.
    const behind = { ...page, cursor: `${cursor}~`, limit: RECENT_EVENTS + 1 };
    const [at, ...events] = await audit.list(behind);
    if (at?.id === cursor) return { ...cut(events), isLost: false };
  }
  const events = await audit.list({ ...page, cursor: undefined, limit: RECENT_EVENTS });
  return { ...cut(events), isLost: cursor !== undefined };
}

function cut(events: AuditRow[]) {
  const shown = events.slice(0, RECENT_EVENTS);
  return { shown, older: events.length > RECENT_EVENTS ? (shown.at(-1)?.id ?? null) : null };
}

function toSession(session: Session, { clientId, now }: { clientId: string; now: number }) {
  const { is_current, ...view } = toSessionView(session, { clientId, currentId: null, now });
  return view;
}
