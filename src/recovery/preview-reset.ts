import type { AccountGuards } from '../guard/account-guards.ts';
import {
  type FoundSecret,
  type OneTimeSecrets,
  secretOf,
} from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';
import type { AddressStore } from '../users/address-store.ts';
import type { UserStore } from '../users/user-store.ts';
import { type ResetContext, resetSecret } from './reset-secret.ts';

export type PreviewResetDeps = {
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  users: UserStore;
  addresses: AddressStore;
  clock: Clock;
};
export type ResetPreview = {
  /** As typed at registration. */
  email: string;
  /** Where the reader wants to go, to be judged again; null for the account. */
  returnTo: string | null;
};
export type PreviewReset = (token: string) => Promise<ResetPreview | null>;

/**
 * Returns what the holder of a link that resets a password may know before using it; null if the
 * link would be refused. Uses nothing. Throws `storage_unavailable`.
 */
export async function previewReset(
  deps: PreviewResetDeps,
  token: string,
): Promise<ResetPreview | null> {
  const { secrets, guards, clock } = deps;
  const secret = await secrets.findLink(resetSecret, token);
  if (secret === null) return null;
  const [isRedeemable, email] = await Promise.all([
    guards.isRedeemable(secret, clock()),
    findAddress(deps, secret),
  ]);
  if (!isRedeemable || email === null) return null;
  return { email, returnTo: secret.context.returnTo };
}

/** Binds {@link previewReset} to its dependencies. */
export const createPreviewReset =
  (deps: PreviewResetDeps): PreviewReset =>
  (token) =>
    previewReset(deps, token);

// The same conditions as of using it.
async function findAddress(
  { guards, users, addresses }: PreviewResetDeps,
  secret: FoundSecret<ResetContext>,
): Promise<string | null> {
  const { email } = secret.context;
  if (secret.userId === guards.addressPlace(email)) {
    const { owner, registrations } = await addresses.listHolders(email);
    if (owner !== null || registrations.some(({ status }) => status === 'disabled')) return null;
    return registrations[0]?.email ?? null;
  }
  const user = await users.findById(secret.userId);
  if (user === null || user.status === 'disabled' || user.emailNormalized !== email) return null;
  return secretOf(user, secret) === null ? null : user.email;
}
