import { type OneTimeSecrets, secretOf } from '../../one-time-secrets/one-time-secrets.ts';
import type { KeyRing } from '../../shared/digest.ts';
import type { AccountView } from '../../users/user.ts';
import type { BegunTotp } from './begin-totp.ts';
import { describeSecret } from './one-time-passwords.ts';
import { renderQrCode } from './qr-code.ts';
import { openSecret } from './sealed-secret.ts';
import { totpEnrolmentSecret } from './totp-secrets.ts';

export type ShowTotpDeps = { secrets: OneTimeSecrets; factorKeys: KeyRing; appName: string };
export type ShowTotpInput = {
  user: AccountView;
  /** The session or sign-in that began it: it alone sees it. */
  begunBy: string;
  id: string;
};
export type ShowTotp = ReturnType<typeof createShowTotp>;

/** {@link showTotp} with its dependencies. */
export const createShowTotp = (deps: ShowTotpDeps) => (input: ShowTotpInput) =>
  showTotp(deps, input);

/**
 * Shows the secret of an authenticator app again while it is being set up, for pages that are
 * loaded again or say that a code was wrong. Returns null for an unknown or expired id, and for one
 * that another session began. Throws `storage_unavailable`.
 */
export async function showTotp(
  { secrets, factorKeys, appName }: ShowTotpDeps,
  { user, begunBy, id }: ShowTotpInput,
): Promise<BegunTotp | null> {
  const found = secretOf(user, await secrets.findLink(totpEnrolmentSecret, id));
  if (found === null || found.context.begunBy !== begunBy) return null;
  const { factorId, sealed } = found.context;
  const bytes = await openSecret(factorKeys, { factorId, sealed });
  const { base32, uri } = await describeSecret({ issuer: appName, account: user.email, bytes });
  return { id: factorId, secret: base32, otpauth_url: uri, qr_svg: await renderQrCode(uri) };
}
