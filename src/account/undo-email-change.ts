import type { AuditStore } from '../audit/audit-store.ts';
import { type RedeemLinkDeps, redeemLink } from '../guard/redeem-link.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import { secretInvalid } from '../one-time-secrets/errors.ts';
import { factorChangeSecret } from '../second-step/factor-changes/factor-change.ts';
import { cancelRemovalSecret } from '../second-step/factor-removals/factor-removal.ts';
import type { ClearAddress, ForceReset } from '../step-up/ports.ts';
import type { AddressStore } from '../users/address-store.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { RecoveryCodeStore } from '../users/recovery-code-store.ts';
import type { RemovedFactorStore } from '../users/removed-factor-store.ts';
import type { RemovedIdentityStore } from '../users/removed-identity-store.ts';
import { emailUndoSecret, UNDO_TTL } from './email-change.ts';

export type UndoEmailChangeDeps = RedeemLinkDeps & {
  addresses: AddressStore;
  removedFactors: RemovedFactorStore;
  removedIdentities: RemovedIdentityStore;
  recoveryCodes: RecoveryCodeStore;
  clearAddress: ClearAddress;
  audit: AuditStore;
  /** Used because the person who requested the change knew the password. */
  forceReset: ForceReset;
  /** Names of the mailed secrets that are voided with the new address. */
  mailedSecrets: string[];
};
export type UndoEmailChangeInput = { token: string; client: ClientInfo };
export type UndoEmailChange = (input: UndoEmailChangeInput) => Promise<void>;

export function createUndoEmailChange(deps: UndoEmailChangeDeps): UndoEmailChange {
  return (input) => undoEmailChange(deps, input);
}

/**
 * Undoes a change of address, confirmed or pending. The account gets its old address back, all
 * sessions end, the owner is mailed a link to set a new password, second factors, recovery codes
 * and identities added since are removed, and secrets mailed to any other address are voided.
 * Registrations of the old address that were not verified are removed.
 *
 * A link outranks the links of later changes and leaves earlier ones valid: an intruder who changes
 * the address twice can be undone, but cannot undo the owner. A failed write releases the link.
 * Throws `secret_invalid`, also if another account has verified the old address;
 * `storage_unavailable`.
 */
export async function undoEmailChange(
  deps: UndoEmailChangeDeps,
  { token, client }: UndoEmailChangeInput,
): Promise<void> {
  const { guards, mailedSecrets, clock } = deps;
  const link = { purpose: emailUndoSecret, token, read: () => null, sparesEarlier: true };
  await redeemLink(deps, link, async ({ userId, context, issuedAt }) => {
    const now = clock();
    const undo = { userId, email: context.email, since: issuedAt, client };
    if (!(await restoreAndClear(deps, undo))) throw secretInvalid();
    // The time is read before the reset, so that the link it mails stays valid.
    await guards.voidSecrets(userId, {
      purposes: mailedSecrets,
      now,
      rememberUntil: now + UNDO_TTL,
    });
    // Last: this voids the redeemed link itself, and nothing may fail after that.
    const endedAt = clock();
    await guards.voidSecrets(userId, {
      purposes: [emailUndoSecret.name, factorChangeSecret.name, cancelRemovalSecret.name],
      since: issuedAt,
      now: endedAt,
      rememberUntil: endedAt + UNDO_TTL,
    });
  });
}

type Undo = { userId: string; email: string; since: number; client: ClientInfo };

/** Restores the address, after erasing registrations that others use under it if needed. */
async function restoreAndClear(deps: UndoEmailChangeDeps, undo: Undo): Promise<boolean> {
  if (await restore(deps, undo)) return true;
  const { userId: id, email, client } = undo;
  const isCleared = await deps.clearAddress.forUser({ id, email: normalizeEmail(email), client });
  return isCleared && (await restore(deps, undo));
}

function restore(
  deps: UndoEmailChangeDeps,
  { userId, email, since, client }: Undo,
): Promise<boolean> {
  const { addresses, removedFactors, removedIdentities, recoveryCodes, audit } = deps;
  const { forceReset, clock } = deps;
  const now = clock();
  const emailNormalized = normalizeEmail(email);
  const event = { type: 'email.change_undone', userId, origin: client, at: now } as const;
  const when = addresses.ownsCondition(userId, emailNormalized);
  return forceReset({
    user: { id: userId, email },
    event: { type: 'password.reset_forced', userId, origin: client, at: now },
    from: describeClient(client),
    after: {
      statements: [
        addresses.changeEmailStatement({ id: userId, email, emailNormalized, now }),
        addresses.yieldStatement(userId, emailNormalized),
        removedFactors.removeAddedStatement({ userId, since }, when),
        removedIdentities.removeAddedStatement({ userId, since }, when),
        recoveryCodes.removeAddedStatement({ userId, since }, when),
        recoveryCodes.removeOrphansStatement(userId),
        audit.recordWhenStatement(event, when),
      ],
      when,
    },
  });
}
