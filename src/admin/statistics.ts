import * as z from 'zod';
import type { AuditStore } from '../audit/audit-store.ts';
import type { AuditEventType } from '../audit/event.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import { type Clock, DAY } from '../shared/clock.ts';
import type { UserDirectoryStore } from '../users/user-directory-store.ts';

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

/** Counts of a small service. */
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

export type CountDeps = {
  directory: UserDirectoryStore;
  sessions: SessionStore;
  audit: AuditStore;
  clock: Clock;
};

/** Counts users, sessions and the events of the last 24 hours. Throws `storage_unavailable`. */
export async function countStatistics({
  directory,
  sessions,
  audit,
  clock,
}: CountDeps): Promise<z.infer<typeof statistics>> {
  const now = clock();
  const [users, live, begun, events] = await Promise.all([
    directory.count({ now, since: now - DAY }),
    sessions.countLive(now),
    sessions.countBegun(now - DAY),
    audit.countByType(now - DAY),
  ]);
  const countOf = (type: AuditEventType) => events.get(type) ?? 0;
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
      sign_ins: begun,
      failed_sign_ins: countOf('session.sign_in_failed'),
      lockouts: countOf('account.locked'),
      refresh_token_reuses: countOf('session.refresh_token_reused'),
      password_resets: countOf('password.reset'),
      dead_letters: countOf('mail.dead_lettered'),
    },
  };
}
