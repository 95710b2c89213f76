import * as z from 'zod';
import type { AuditStore } from '../audit/audit-store.ts';
import { auditView, toAuditView } from '../audit/audit-view.ts';
import type { AuditEventType } from '../audit/event.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import { notFound } from '../http/errors.ts';
import { sessionView, toSessionView } from '../sessions/list-sessions.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import { type Clock, DAY, toIsoOrNull } from '../shared/clock.ts';
import type { UserDirectoryStore, UserQuery } from '../users/user-directory-store.ts';
import { type AdminUserView, adminUserView, toAdminUserView } from './admin-user-view.ts';

/** How many of the latest events are shown with a user; the audit trail has the rest. */
const RECENT_EVENTS = 50;

/** One user with everything an administrator goes by. */
export const userDetails = adminUserView
  .extend({
    locked_out_until: z.iso
      .datetime()
      .nullable()
      .describe('The latest end of a lockout after failed sign-ins.'),
    sessions: z.array(sessionView.omit({ is_current: true })),
    recent_events: z.array(auditView),
  })
  .meta({ id: 'AdminUserDetails' });

/** Counts for a dashboard. */
export const statistics = z
  .object({
    users: z.object({
      total: z.int(),
      active: z.int(),
      disabled: z.int(),
      unverified: z.int(),
      locked: z.int(),
      admins: z.int(),
      second_factor: z.int(),
    }),
    sessions: z.object({ live: z.int() }),
    last_24_hours: z.object({
      registrations: z.int(),
      sign_ins: z.int(),
      failed_sign_ins: z.int(),
      lockouts: z.int(),
      refresh_token_reuses: z.int(),
      password_resets: z.int(),
      dead_letters: z.int(),
    }),
  })
  .meta({ id: 'Statistics' });

/** Counts as a small service has them. */
export const exampleStatistics = {
  users: {
    total: 1204,
    active: 1131,
    disabled: 9,
    unverified: 64,
    locked: 2,
    admins: 3,
    second_factor: 218,
  },
  sessions: { live: 640 },
  last_24_hours: {
    registrations: 17,
    sign_ins: 302,
    failed_sign_ins: 41,
    lockouts: 2,
    refresh_token_reuses: 0,
    password_resets: 5,
    dead_letters: 0,
  },
} satisfies z.infer<typeof statistics>;

export type ViewUsersDeps = {
  directory: UserDirectoryStore;
  sessions: SessionStore;
  audit: AuditStore;
  guards: AccountGuards;
  clock: Clock;
  /** Of our own routes. */
  clientId: string;
};
export type UserPage = { users: AdminUserView[]; nextCursor: string | null };
export type ViewUsers = ReturnType<typeof createViewUsers>;

/** What administrators and staff may look at. Every method throws `storage_unavailable`. */
export function createViewUsers(deps: ViewUsersDeps) {
  const { directory, sessions, audit, guards, clock, clientId } = deps;
  return {
    /** A page of users that fit, the newest first. */
    async list(query: Omit<UserQuery, 'now'>): Promise<UserPage> {
      const found = await directory.list({ ...query, now: clock() });
      const shown = found.slice(0, query.limit);
      return {
        users: shown.map(toAdminUserView),
        nextCursor: found.length > query.limit ? (shown.at(-1)?.id ?? null) : null,
      };
    },

    /** One user with live sessions, lockout and latest events. Throws `not_found`. */
    async view(id: string): Promise<z.infer<typeof userDetails>> {
      const now = clock();
      const everything = {
        type: undefined,
        riskLevel: undefined,
        from: undefined,
        to: undefined,
        cursor: undefined,
      };
      const [record, live, events] = await Promise.all([
        directory.findRecord(id),
        sessions.listLive(id, now),
        audit.list({ userId: id, limit: RECENT_EVENTS, ...everything }),
      ]);
      if (record === null) throw notFound();
      // Only now: a guard that is asked about somebody who does not exist comes to be.
      const lockedOutUntil = await guards.lockedUntil(id, now);
      return {
        ...toAdminUserView(record),
        locked_out_until: toIsoOrNull(lockedOutUntil),
        sessions: live.map((session) => {
          const { is_current, ...view } = toSessionView(session, {
            clientId,
            currentId: null,
            now,
          });
          return view;
        }),
        recent_events: events.slice(0, RECENT_EVENTS).map(toAuditView),
      };
    },

    /** Counts of users, sessions and the last day's events. */
    async count(): Promise<z.infer<typeof statistics>> {
      const now = clock();
      const [users, live, events] = await Promise.all([
        directory.count({ now, since: now - DAY }),
        sessions.countLive(now),
        audit.countByType(now - DAY),
      ]);
      const of = (type: AuditEventType) => events.get(type) ?? 0;
      const { total, disabled, unverified, locked, admins, secondFactor, recent } = users;
      return {
        users: {
          total,
          active: total - disabled,
          disabled,
          unverified,
          locked,
          admins,
          second_factor: secondFactor,
        },
        sessions: { live },
        last_24_hours: {
          registrations: recent,
          sign_ins: of('session.started'),
          failed_sign_ins: of('session.sign_in_failed'),
          lockouts: of('account.locked'),
          refresh_token_reuses: of('session.refresh_token_reused'),
          password_resets: of('password.reset'),
          dead_letters: of('mail.dead_lettered'),
        },
      };
    },
  };
}
