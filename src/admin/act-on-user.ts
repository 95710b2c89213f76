import type { AuditStore } from '../audit/audit-store.ts';
import type { AuditEvent, AuditEventType } from '../audit/event.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import { ADMINISTRATOR, type ClientInfo, OPERATOR } from '../http/client-info.ts';
import { forbidden, notFound } from '../http/errors.ts';
import type { EndAllAtGuard } from '../sessions/end-all-at-guard.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { ClearAddress, ForceReset } from '../step-up/ports.ts';
import type { AddressStore } from '../users/address-store.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { UserDirectoryStore, UserRecord } from '../users/user-directory-store.ts';

/** What an administrator does to an account. None of it sets a password: nobody but the owner ever knows one. */
export const ACTS = [
  'lock',
  'unlock',
  'disable',
  'enable',
  'verify-email',
  'force-reset',
  'terminate-sessions',
] as const;
export type Act = (typeof ACTS)[number];

export type ActOnUserDeps = {
  db: Database;
  addresses: AddressStore;
  clearAddress: ClearAddress;
  directory: UserDirectoryStore;
  sessions: SessionStore;
  audit: AuditStore;
  guards: AccountGuards;
  endAllAtGuard: EndAllAtGuard;
  forceReset: ForceReset;
  clock: Clock;
  /** How long an administrator's lock lasts, in milliseconds. */
  lockDuration: number;
};

/** `actorId` is null for an act of the operator's command line. */
export type ActOnUserInput = {
  userId: string;
  act: Act;
  actorId: string | null;
  reason: string | null;
  client: ClientInfo;
};
export type ActOnUser = (input: ActOnUserInput) => Promise<UserRecord>;

type Scene = {
  user: UserRecord;
  now: number;
  event: (type: AuditEventType) => AuditEvent;
  client: ClientInfo;
  /** On whose word, for a mail. */
  from: string;
};

/**
 * Acts on an account, records who did it and why in the same batch, and tells the guard before it answers. Every act may be
 * repeated. Throws `not_found`, `forbidden` for what would leave no admin, `storage_unavailable`.
 */
export function createActOnUser(deps: ActOnUserDeps): ActOnUser {
  const {
    db,
    addresses,
    clearAddress,
    directory,
    sessions,
    audit,
    guards,
    endAllAtGuard,
    forceReset,
    clock,
    lockDuration,
  } = deps;

  async function disable({ user, now, event }: Scene): Promise<void> {
    const allowed = directory.erasableCondition(user.id);
    const [, , disabled] = await runBatch(db, [
      audit.recordWhenStatement(event('admin.disabled'), allowed),
      sessions.endAllStatement(user.id, now, 'account_disabled', { when: allowed }),
      directory.disableStatement(user.id, now),
    ]);
    const [{ signInEpoch } = { signInEpoch: null }] = disabled as { signInEpoch: number }[];
    if (signInEpoch === null) throw forbidden({ detail: 'The last admin cannot be disabled.' });
    await endAllAtGuard({ userId: user.id, reason: 'account_disabled', epoch: signInEpoch });
  }

  async function terminateSessions({ user, now, event }: Scene): Promise<void> {
    const [raised] = await runBatch(db, [
      directory.raiseEpochStatement(user.id, now),
      sessions.endAllStatement(user.id, now, 'admin'),
      audit.recordStatement(event('admin.sessions_ended')),
    ]);
    const [{ signInEpoch } = { signInEpoch: null }] = raised as { signInEpoch: number }[];
    if (signInEpoch !== null)
      await endAllAtGuard({ userId: user.id, reason: 'admin', epoch: signInEpoch });
  }

  // An administrator vouches for the address. Whose the password is and the sessions are, nobody has shown.
  async function verifyEmail({ user, now, event, client, from }: Scene): Promise<void> {
    const { id, emailVerifiedAt: verifiedAt, hasPassword, signInEpoch } = user;
    const email = normalizeEmail(user.email);
    const when = addresses.ownsCondition(id, email);
    const verified = event('admin.email_verified');
    const isHalfDone = verifiedAt !== null && !hasPassword && signInEpoch >= verifiedAt;
    if (verifiedAt !== null && !isHalfDone) {
      await runBatch(db, [audit.recordStatement(verified)]);
      return;
    }
    const vouch = () =>
      forceReset({
        user,
        event: verified,
        from,
        after: {
          statements: [addresses.vouchStatement(id, now), addresses.yieldStatement(id, email)],
          when,
        },
      });
    const isDone =
      (await vouch()) || ((await clearAddress.forUser({ id, email, client })) && (await vouch()));
    if (!isDone) throw forbidden({ detail: 'Another account has proved this address.' });
  }

  const acts: Record<Act, (scene: Scene) => Promise<unknown>> = {
    lock: ({ user, now, event }) =>
      runBatch(db, [
        directory.lockStatement(user.id, now + lockDuration, now),
        audit.recordStatement(event('admin.locked')),
      ]),
    unlock: ({ user, now, event }) =>
      Promise.all([
        guards.unlockAll(user.id),
        runBatch(db, [
          directory.lockStatement(user.id, null, now),
          audit.recordStatement(event('admin.unlocked')),
        ]),
      ]),
    disable,
    enable: ({ user, now, event }) =>
      runBatch(db, [
        directory.enableStatement(user.id, now),
        audit.recordStatement(event('admin.enabled')),
      ]),
    'verify-email': verifyEmail,
    'force-reset': ({ user, event, from }) =>
      forceReset({ user, event: event('password.reset_forced'), from }),
    'terminate-sessions': terminateSessions,
  };

  return async function actOnUser({ userId, act, actorId, reason, client }) {
    const user = await directory.findRecord(userId);
    if (user === null) throw notFound();
    const now = clock();
    const event = (type: AuditEventType): AuditEvent => ({
      type,
      userId,
      actorId,
      origin: client,
      metadata: { reason },
      at: now,
    });
    const from = actorId === null ? OPERATOR : ADMINISTRATOR;
    await acts[act]({ user, now, event, client, from });
    return (await directory.findRecord(userId)) ?? user;
  };
}
