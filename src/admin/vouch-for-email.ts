import type { AuditStore } from '../audit/audit-store.ts';
import { forbidden } from '../http/errors.ts';
import type { ClearAddress, ForceReset } from '../step-up/ports.ts';
import type { AddressStore } from '../users/address-store.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { AdminContext } from './admin-context.ts';

export type VouchForEmailDeps = {
  addresses: AddressStore;
  clearAddress: ClearAddress;
  audit: AuditStore;
  forceReset: ForceReset;
};

/**
 * Marks the address as verified on an administrator’s word. Its password and sessions may be a
 * stranger’s, so the password is reset and all sessions end, unless the address was verified
 * before. Throws `forbidden` if another account has verified the address, `storage_unavailable`.
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
}

function vouch(
  { addresses, forceReset }: VouchForEmailDeps,
  { user, now, event, from }: AdminContext,
): Promise<boolean> {
  const email = normalizeEmail(user.email);
  return forceReset({
    user,
    event: event('admin.email_verified'),
    from,
    after: {
      statements: [
        addresses.vouchStatement(user.id, now),
        addresses.yieldStatement(user.id, email),
      ],
      when: addresses.ownsCondition(user.id, email),
    },
  });
}
