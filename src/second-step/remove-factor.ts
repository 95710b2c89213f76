import type { AuditStore } from '../audit/audit-store.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { notFound } from '../http/errors.ts';
import type { Clock } from '../shared/clock.ts';
import type { Random } from '../shared/random.ts';
import type { TellFactorChange } from '../step-up/ports.ts';
import type { FactorStore } from '../users/factor-store.ts';
import type { RecoveryCodeStore } from '../users/recovery-code-store.ts';
import type { AccountView } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { WaysInStore } from '../users/ways-in-store.ts';
import { factorNeeded, lastWayIn } from './errors.ts';

export type RemoveFactorDeps = {
  users: UserStore;
  factors: FactorStore;
  recoveryCodes: RecoveryCodeStore;
  audit: AuditStore;
  changeUser: ChangeUser;
  tellFactorChange: TellFactorChange;
  clock: Clock;
  random: Random;
  waysIn: WaysInStore;
  /** The ids of the providers that sign users in. */
  providers: readonly string[];
  /** Whether policy demands that an account keeps a factor. */
  needsFactor: (user: Pick<AccountView, 'hasPassword' | 'factors' | 'roles'>) => boolean;
};
export type RemoveFactorInput = {
  user: AccountView;
  sessionId: string;
  factorId: string;
  client: ClientInfo;
};
export type RemoveFactor = ReturnType<typeof createRemoveFactor>;

/** {@link removeFactor} with its dependencies. */
export const createRemoveFactor = (deps: RemoveFactorDeps) => (input: RemoveFactorInput) =>
  removeFactor(deps, input);

/**
 * Removes an authenticator app or a passkey, with the last one the recovery codes, and tells the
 * owner. Throws `not_found` for an unknown id and another's, `factor_needed` for the last factor of
 * an account that needs one, `last_way_in` for a passkey without which nobody could sign in,
 * `storage_unavailable`.
 */
export async function removeFactor(
  deps: RemoveFactorDeps,
  { user, sessionId, factorId, client }: RemoveFactorInput,
): Promise<void> {
  const { users, factors, recoveryCodes, audit, changeUser, waysIn, clock, random } = deps;
  const kept = await factors.findPossession(user.id, factorId);
  if (kept === null) throw notFound();
  const now = clock();
  const spareLast = deps.needsFactor(user);
  const id = random.uuidAt(now);
  const told = { user, factors: [kept], client, at: now, event: id };
  await deps.tellFactorChange({ ...told, change: 'removed' });
  const metadata = { kind: kept.factor.kind, factor_id: factorId };
  const event = { id, userId: user.id, sessionId, origin: client, metadata, at: now } as const;
  const going = [user.id, { factorId }, deps.providers] as const;
  const needs = { spareLast, wayIn: waysIn.leftCondition(...going) };
  const isRemovable = factors.removableCondition(user.id, factorId, needs);
  const { happened, results } = await changeUser({
    userId: user.id,
    statements: [
      audit.recordWhenStatement({ ...event, type: 'factor.removed' }, isRemovable),
      factors.removeOneStatement(user.id, factorId, needs),
      recoveryCodes.removeOrphansStatement(user.id),
      users.recordChangeStatement(user.id, now),
      waysIn.leftStatement(...going),
    ],
    happened: ([, removed]) => removed.length > 0,
  });
  const [left] = results[4];
  if (!happened && kept.factor.kind === 'passkey' && left?.left === 0) throw lastWayIn();
  // Two removals of the last two factors at once: one of them was the last.
  if (!happened) throw spareLast ? factorNeeded() : notFound();
}
