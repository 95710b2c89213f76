import type { AuditEventType } from '../audit/event.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import { ADMINISTRATOR, type ClientInfo, OPERATOR } from '../http/client-info.ts';
import { notFound } from '../http/errors.ts';
import type { Clock } from '../shared/clock.ts';
import type { Statement } from '../shared/database.ts';
import type { FactorRemoval } from '../users/factor-removal-store.ts';
import type { UserRecord } from '../users/user-directory-store.ts';
import type { AdminContext } from './admin-context.ts';
import { disableUser, type EndSessionsDeps, terminateSessions } from './disable-user.ts';
import { keepFactors } from './keep-factors.ts';
import { type RemoveFactorsDeps, removeFactors } from './remove-factors.ts';
import { requireSeen } from './require-seen.ts';
import { type VouchForEmailDeps, vouchForEmail } from './vouch-for-email.ts';

/** The acts of an administrator. None sets a password: only the owner ever knows one. */
export const ACTS = [
  'lock',
  'unlock',
  'disable',
  'enable',
  'verify-email',
  'force-reset',
  'terminate-sessions',
  'remove-factors',
] as const;
export type Act = (typeof ACTS)[number];
/** What the API has no name for: it takes an act back. */
export type Undo = 'keep-factors';

export type ActOnUserDeps = EndSessionsDeps &
  VouchForEmailDeps &
  RemoveFactorsDeps & {
    guards: AccountGuards;
    clock: Clock;
    /** How long an administrator’s lock lasts, in milliseconds. */
    lockDuration: number;
  };

/** `actorId` is null for an operator on the command line. */
export type ActOnUserInput = {
  userId: string;
  act: Act | Undo;
  actorId: string | null;
  reason: string | null;
  /** For `remove-factors`: whether the owner is known to have asked. */
  identified?: boolean;
  /** The version of the user that the administrator saw, who acts on no other. */
  seen?: number | undefined;
  /** The job that acts: named in the event, and told in the same batch. */
  job?: { id: string; done: Statement } | undefined;
  client: ClientInfo;
};
/** The user as changed; after `remove-factors` also what waits. */
export type ActedOn = UserRecord & { factorRemoval?: FactorRemoval | null };
export type ActOnUser = (input: ActOnUserInput) => Promise<ActedOn>;

type Handler = (deps: ActOnUserDeps, context: AdminContext) => Promise<unknown>;

const handlers: Record<Act | Undo, Handler> = {
  lock: ({ changeUser, directory, audit, lockDuration }, { user, now, event }) =>
    changeUser({
      userId: user.id,
      tightens: { lockedUntil: now + lockDuration },
      statements: [
        directory.lockStatement(user.id, now + lockDuration, now),
        audit.recordStatement(event('admin.locked')),
      ],
    }),
  unlock: ({ changeUser, directory, audit, guards }, { user, now, event }) =>
    Promise.all([
      guards.unlockAll(user.id),
      changeUser({
        userId: user.id,
        statements: [
          directory.lockStatement(user.id, null, now),
          audit.recordStatement(event('admin.unlocked')),
        ],
      }),
    ]),
  disable: disableUser,
  enable: ({ changeUser, directory, audit }, { user, now, event }) =>
    changeUser({
      userId: user.id,
      statements: [
        directory.enableStatement(user.id, now),
        audit.recordStatement(event('admin.enabled')),
      ],
    }),
  'verify-email': vouchForEmail,
  'force-reset': ({ forceReset }, { user, event, from }) =>
    forceReset({ user, event: event('password.reset_forced'), from }),
  'terminate-sessions': terminateSessions,
  'remove-factors': removeFactors,
  'keep-factors': keepFactors,
};

export function createActOnUser(deps: ActOnUserDeps): ActOnUser {
  return (input) => actOnUser(deps, input);
}

/**
 * Acts on an account, records the actor and the reason in the same batch, and returns the user once
 * the guard goes by it. Every act can be repeated. Throws `not_found`, `forbidden` if no
 * admin would be left or the address has another owner, `changed_meanwhile` if the user is not as
 * `seen` any more, what {@link removeFactors} throws, and `storage_unavailable`.
 */
export async function actOnUser(
  deps: ActOnUserDeps,
  { userId, act, actorId, reason, identified = false, seen, job, client }: ActOnUserInput,
): Promise<ActedOn> {
  const { directory, removals, clock } = deps;
  const user = await directory.findRecord(userId);
  if (user === null) throw notFound({ detail: 'No user has this id.' });
  requireSeen(user, seen);
  const now = clock();
  const common = { userId, actorId, origin: client, at: now };
  const metadata = { reason, ...(job && { job: job.id }) };
  const event = (type: AuditEventType) => ({ type, ...common, metadata });
  const from = actorId === null ? OPERATOR : ADMINISTRATOR;
  const changeUser: ChangeUser = (change) =>
    deps.changeUser({ ...change, seen, also: job === undefined ? [] : [job.done] });
  await handlers[act](
    { ...deps, changeUser },
    { user, now, event, client, from, actorId, reason, identified },
  );
  const [record, waiting] = await Promise.all([
    directory.findRecord(userId),
    act.endsWith('-factors') ? removals.find(userId) : undefined,
  ]);
  return { ...(record ?? user), ...(waiting !== undefined && { factorRemoval: waiting }) };
}
