import * as z from 'zod';
import { ACTS, type Act, type Undo } from '../admin/act-on-user.ts';
import { reasonBody } from '../admin/route-schemas.ts';
import type { UserDetails } from '../admin/view-users.ts';
import { fromIso } from '../shared/clock.ts';

/** What can be done to a user: the acts of the API, their roles, and the end of the account. */
export const CONSOLE_ACTS = [...ACTS, 'keep-factors', 'roles', 'erase'] as const;
export type ConsoleAct = Act | Undo | 'roles' | 'erase';

/** The form of an act. `version` is that of the user who was shown. */
export const actForm = reasonBody.extend({
  act: z.enum(CONSOLE_ACTS),
  version: z.coerce.number().int(),
});
export type ActForm = z.output<typeof actForm>;

type ActWords = {
  title: string;
  /** What follows from it. */
  what: string;
  /** For what one should not do by mistake: a box to tick. */
  sure?: string;
  look: 'go' | 'bad';
  /** What to say once it is done. */
  done: string;
};

/** The words of each act; its title is its button too. */
export const ACT_WORDS: Record<ConsoleAct, ActWords> = {
  unlock: {
    title: 'Unlock',
    what: 'They can try to sign in again at once. Earlier wrong tries are forgotten.',
    look: 'go',
    done: 'The account is unlocked.',
  },
  lock: {
    title: 'Lock for a while',
    what: 'They can’t sign in until the lock ends by itself. Open sessions go on.',
    look: 'go',
    done: 'The account is locked.',
  },
  'terminate-sessions': {
    title: 'End all sessions',
    what: 'Every device and app is signed out at its next request. They can sign in again.',
    look: 'go',
    done: 'All sessions have ended.',
  },
  'verify-email': {
    title: 'Confirm the email address',
    what:
      'You vouch that the address is theirs. A password that was set before stops working, and ' +
      'we email a link to choose a new one.',
    look: 'go',
    done: 'The email address is confirmed.',
  },
  'force-reset': {
    title: 'Ask for a new password',
    what:
      'The password stops working now, and every session ends. We email a link to choose a new ' +
      'password. Accounts at providers, such as Google, stay connected and still sign in: the ' +
      'email names them, so that the owner disconnects those they don’t know. Disable the ' +
      'account until then if somebody else may have connected one.',
    look: 'go',
    done: 'The password is gone. We emailed a link to choose a new one.',
  },
  'remove-factors': {
    title: 'Remove all second steps',
    what:
      'For somebody who has lost them. We tell the owner by email, who can stop it, and remove ' +
      'them after a wait. If you have made sure who asked, they go at once. Accounts at providers ' +
      'stay connected: they are no second step.',
    look: 'go',
    done: 'The removal of their second steps is under way.',
  },
  'keep-factors': {
    title: 'Stop the removal of second steps',
    what: 'Their second steps stay, no matter who asked to remove them.',
    look: 'go',
    done: 'Their second steps stay.',
  },
  roles: {
    title: 'Change roles',
    what: 'Staff see every user and event here, and change nothing. Admins may do all of this.',
    look: 'go',
    done: 'The roles are changed.',
  },
  enable: {
    title: 'Enable account',
    what: 'They can sign in again, with what they had before.',
    look: 'go',
    done: 'The account is enabled.',
  },
  disable: {
    title: 'Disable account',
    what: 'They are signed out everywhere, and can’t sign in until an admin enables the account.',
    sure: 'Sign them out everywhere and keep them out',
    look: 'bad',
    done: 'The account is disabled.',
  },
  erase: {
    title: 'Erase account',
    what:
      'The account, its sessions and its data are erased for good, and we tell the owner by ' +
      'email. This can’t be undone.',
    look: 'bad',
    done: 'The account is erased.',
  },
};

/** The acts that make sense for a user as they are. `now` in epoch milliseconds. */
export function actsFor(user: UserDetails, now: number): ConsoleAct[] {
  const isLater = (time: string | null) => time !== null && fromIso(time) > now;
  const isActive = user.status === 'active';
  const isHeld = isLater(user.locked_until) || isLater(user.locked_out_until);
  const offered: Partial<Record<ConsoleAct, boolean>> = {
    unlock: isHeld,
    lock: isActive && !isLater(user.locked_until),
    'verify-email': !user.email_verified,
    'remove-factors': user.mfa_enabled,
    'keep-factors': user.factor_removal !== null,
    enable: !isActive,
    disable: isActive,
  };
  const all = Object.keys(ACT_WORDS) as ConsoleAct[];
  return all.filter((act) => offered[act] ?? true);
}

/** What takes an act back that was done just now: its form, and what it does not bring back. */
export type UndoWords = { act: ConsoleAct; button: string; fields: Record<string, string> };

/** Returns what takes an act back; null if nothing does. `former` are the roles of before. */
export function undoOf(
  act: ConsoleAct,
  { identified, former = '' }: Partial<Record<'identified' | 'former', string>>,
): UndoWords | null {
  if (act === 'disable') return { act: 'enable', button: 'Enable again', fields: {} };
  if (act === 'lock') return { act: 'unlock', button: 'Unlock again', fields: {} };
  if (act === 'remove-factors' && identified === undefined)
    return { act: 'keep-factors', button: 'Stop the removal', fields: {} };
  if (act !== 'roles') return null;
  const fields = Object.fromEntries(former.split(' ').map((role) => [role, 'on']));
  return { act: 'roles', button: 'Give back the former roles', fields };
}
