import * as z from 'zod';
import { addUp, eventsIn, hourOf, partsOf, sumOf } from '../figures/count-of.ts';
import type { FiguresStore } from '../figures/figures-store.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import { type Clock, DAY, HOUR } from '../shared/clock.ts';
import { once } from '../shared/once.ts';
import type { UserDirectoryStore } from '../users/user-directory-store.ts';

/** Counts for a dashboard. */
export const statistics = once(() =>
  z
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
    .meta({ id: 'Statistics' }),
);
type Statistics = z.infer<ReturnType<typeof statistics>>;

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
} satisfies Statistics;

export type CountDeps = {
  directory: UserDirectoryStore;
  sessions: SessionStore;
  figures: FiguresStore;
  clock: Clock;
};

/**
 * Counts users, sessions and the events of the last 24 hours: the current hour and the 23 before
 * it. Reads what is counted as it happens, a row an hour, and no table of users or sessions. Throws
 * `storage_unavailable`.
 */
export async function countStatistics({
  directory,
  sessions,
  figures,
  clock,
}: CountDeps): Promise<Statistics> {
  const now = clock();
  const [totals, hours, rare, lapsed] = await Promise.all([
    figures.totals(),
    figures.since(hourOf(now) - DAY + HOUR),
    directory.countRare(now),
    sessions.countLapsed(now),
  ]);
  const recent = addUp(hours.filter(({ hour }) => hour <= now));
  const totalOf = (name: string) => totals[name] ?? 0;
  return {
    users: {
      total: totalOf('users'),
      active: totalOf('users') - totalOf('users_disabled'),
      disabled: totalOf('users_disabled'),
      unverified: totalOf('users_unverified'),
      ...rare,
      second_factor: totalOf('users_second_factor'),
    },
    sessions: { live: totalOf('sessions_open') - lapsed },
    last_24_hours: {
      registrations: recent.sign_up ?? 0,
      sign_ins: sumOf(partsOf(recent, 'sign_in:')),
      failed_sign_ins: eventsIn(recent, 'session.sign_in_failed'),
      lockouts: eventsIn(recent, 'account.locked'),
      refresh_token_reuses: eventsIn(recent, 'session.refresh_token_reused'),
      password_resets: eventsIn(recent, 'password.reset'),
      dead_letters: eventsIn(recent, 'mail.dead_lettered'),
    },
  };
}
