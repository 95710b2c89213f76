import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { Trails } from '../guard/trail.ts';
import { forbidden } from '../http/errors.ts';
import type { ClearAddress, ForceReset } from '../step-up/ports.ts';
import type { AddressStore } from '../users/address-store.ts';
import type { FactorRemovalStore } from '../users/factor-removal-store.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { RecoveryCodeStore } from '../users/recovery-code-store.ts';
import type { RemovedFactorStore } from '../users/removed-factor-store.ts';
import type { AdminContext } from './admin-context.ts';

export type VouchForEmailDeps = {
  addresses: AddressStore;
  clearAddress: ClearAddress;
  removals: FactorRemovalStore;
  removedFactors: RemovedFactorStore;
  recoveryCodes: RecoveryCodeStore;
  audit: AuditStore;
  guards: Pick<AccountGuards, 'listConnections' | 'withdrawConsent'>;
  trails: Trails;
  forceReset: ForceReset;
};

/**
 * Marks the address as verified on an administrator’s word. What hangs on the account may be a
 * stranger’s, so the password is reset, all sessions end, and factors and consents are removed,
 * unless the address was verified before. Throws `forbidden` if another account has verified the
 * address, `storage_unavailable`.
 */
export async function vouchForEmail(deps: VouchForEmailDeps, context: AdminContext): Promise<void> {
  const { clearAddress, audit } = deps;
  const { user, event, client } = context;
  const { id, emailVerifiedAt: verifiedAt, hasPassword, signInEpoch } = user;
  // The batch went through, but the guard or the mail may have failed: do it again.
  const isHalfDone = verifiedAt !== null && !hasPassword && signInEpoch >= verifiedAt;
  if (verifiedAt !== null && !isHalfDone) {
    await audit.record(event('admin.email_verified'));
    return;
  }
  const email = normalizeEmail(user.email);
  const isDone =
    (await vouch(deps, context)) ||
    ((await clearAddress.forUser({ id, email, client })) && (await vouch(deps, context)));
  if (!isDone) throw forbidden({ detail: 'Another account has verified this address.' });
  if (user.lastLoginAt !== null) await withdrawConsents(deps, context);
}

function vouch(
  { addresses, removals, removedFactors, recoveryCodes, forceReset }: VouchForEmailDeps,
  { user, now, event, from }: AdminContext,
): Promise<boolean> {
  const email = normalizeEmail(user.email);
  const all = { userId: user.id, since: 0 };
  // Not when it is done again: the factors are then the owner's.
  const isVouched = addresses.provedCondition(user.id, now);
  return forceReset({
    user,
    event: event('admin.email_verified'),
    from,
    after: {
      statements: [
        addresses.vouchStatement(user.id, now),
        addresses.yieldStatement(user.id, email),
        removedFactors.removeAddedStatement(all, isVouched),
        recoveryCodes.removeAddedStatement(all, isVouched),
        removals.dropWhenStatement(user.id, isVouched),
      ],
      when: addresses.ownsCondition(user.id, email),
    },
  });
}

// Last: by now no former session can consent again.
async function withdrawConsents(
  { guards, trails }: VouchForEmailDeps,
  { user: { id }, now, client }: AdminContext,
): Promise<void> {
  const trail = trails(id, client);
  for (const { clientId } of await guards.listConnections(id, now))
    await guards.withdrawConsent(id, { clientId, now, trail });
}
