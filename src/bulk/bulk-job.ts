import type { Role } from '../shared/role.ts';

/** What can be done to many users at once. */
export const BULK_ACTS = ['disable', 'terminate-sessions', 'resend-verification'] as const;
export type BulkAct = (typeof BULK_ACTS)[number];

/** The most users of one job. */
export const MOST_USERS = 1000;

/** A draft was shown to be confirmed; nothing is done before it is started. */
export type JobState = 'draft' | 'running' | 'done' | 'stopped';
export const USER_STATES = ['waiting', 'done', 'skipped', 'failed'] as const;
export type UserState = (typeof USER_STATES)[number];

/** Why nothing is done to somebody. */
export type Why = 'gone' | 'yourself' | 'admin' | 'staff' | 'disabled' | 'confirmed' | 'error';
/** How many are left out, by why; `more` is 1 if a search finds more than a job may have. */
export type LeftOut = Partial<Record<Why | 'more', number>>;

/** Why a job stopped: somebody stopped it, or its actor may no longer act. */
export const STOPS = ['pressed', 'actor_gone', 'actor_disabled', 'actor_demoted'] as const;
export type Stop = (typeof STOPS)[number];

/** What decides about somebody. */
export type Judged = {
  id: string;
  status: 'active' | 'disabled';
  roles: Role[];
  emailVerifiedAt: number | null;
};

/**
 * Returns why an act is not done to somebody; null if it is. The same rule when users are chosen
 * and when their turn comes. `user` is null if there is none any more.
 */
export function whyNot(act: BulkAct, user: Judged | null, actorId: string): Why | null {
  if (user === null) return 'gone';
  if (user.id === actorId) return 'yourself';
  if (user.roles.includes('admin')) return 'admin';
  if (user.roles.includes('staff')) return 'staff';
  if (act !== 'terminate-sessions' && user.status === 'disabled') return 'disabled';
  if (act === 'resend-verification' && user.emailVerifiedAt !== null) return 'confirmed';
  return null;
}

/** Returns why the actor of a job may not go on; null if they may. */
export function whyStop(actor: Judged | null): Stop | null {
  if (actor === null) return 'actor_gone';
  if (actor.status === 'disabled') return 'actor_disabled';
  return actor.roles.includes('admin') ? null : 'actor_demoted';
}
