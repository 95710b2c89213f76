import type { AuditStore } from '../../audit/audit-store.ts';
import type { ChangeUser } from '../../guard/change-user.ts';
import { type RedeemLinkDeps, redeemLink } from '../../guard/redeem-link.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { secretInvalid } from '../../one-time-secrets/errors.ts';
import type { FactorRemovalStore } from '../../users/factor-removal-store.ts';
import { cancelRemovalSecret } from './factor-removal.ts';

export type CancelRemovalDeps = RedeemLinkDeps & {
  removals: FactorRemovalStore;
  audit: AuditStore;
  changeUser: ChangeUser;
};
export type CancelRemovalInput = { token: string; client: ClientInfo };
export type CancelRemoval = (input: CancelRemovalInput) => Promise<void>;

/** {@link cancelRemoval} with its dependencies. */
export const createCancelRemoval =
  (deps: CancelRemovalDeps): CancelRemoval =>
  (input) =>
    cancelRemoval(deps, input);

/**
 * Cancels the removal that waits for the account, also if it was requested again since the mail.
 * Throws `secret_invalid`, also if the removal has been carried out; `storage_unavailable`.
 */
export async function cancelRemoval(
  deps: CancelRemovalDeps,
  { token, client }: CancelRemovalInput,
): Promise<void> {
  const { removals, audit, changeUser, clock } = deps;
  const link = { purpose: cancelRemovalSecret, token, read: () => null };
  await redeemLink(deps, link, async ({ userId }) => {
    const type = 'factor.removal_cancelled';
    const event = { type, userId, origin: client, at: clock() } as const;
    const { happened } = await changeUser({
      userId,
      statements: [
        audit.recordWhenStatement(event, removals.anyCondition(userId)),
        removals.dropStatement(userId),
      ],
      happened: ([, dropped]) => dropped.length > 0,
    });
    if (!happened) throw secretInvalid();
  });
}
