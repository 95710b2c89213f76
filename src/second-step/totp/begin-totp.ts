import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../../shared/clock.ts';
import type { KeyRing } from '../../shared/digest.ts';
import type { Random } from '../../shared/random.ts';
import type { FactorStore } from '../../users/factor-store.ts';
import type { AccountView } from '../../users/user.ts';
import { tooManyFactors } from '../errors.ts';
import { describeSecret, SECRET_BYTES } from './one-time-passwords.ts';
import { renderQrCode } from './qr-code.ts';
import { sealSecret } from './sealed-secret.ts';
import { ENROLMENT_TTL, MOST_DEVICES, TOTP, totpEnrolmentSecret } from './totp-secrets.ts';

export type BeginTotpDeps = {
  factors: FactorStore;
  secrets: OneTimeSecrets;
  clock: Clock;
  random: Random;
  factorKeys: KeyRing;
  /** Names the account in the app. */
  appName: string;
};
export type BeginTotpInput = {
  user: AccountView;
  /** The session or sign-in that begins it: it alone can confirm. */
  begunBy: string;
  label: string | null;
};
/** `secret` in base 32. */
export type BegunTotp = { id: string; secret: string; otpauth_url: string; qr_svg: string };
export type BeginTotp = ReturnType<typeof createBeginTotp>;

/** {@link beginTotp} with its dependencies. */
export const createBeginTotp = (deps: BeginTotpDeps) => (input: BeginTotpInput) =>
  beginTotp(deps, input);

/**
 * Makes the secret of a new authenticator app. It counts for nothing until it is confirmed within
 * ten minutes; D1 knows nothing of it before. Throws `too_many_factors`, `storage_unavailable`.
 */
export async function beginTotp(
  { factors, secrets, clock, random, factorKeys, appName }: BeginTotpDeps,
  { user, begunBy, label }: BeginTotpInput,
): Promise<BegunTotp> {
  const kept = await factors.list(user.id);
  if (kept.filter(({ kind }) => kind === TOTP).length >= MOST_DEVICES) throw tooManyFactors();
  const bytes = random.bytes(SECRET_BYTES);
  // Random, unlike other ids of rows: whoever knows it may try to confirm.
  const factorId = random.uuid();
  const { secret: sealed } = await sealSecret(factorKeys, { factorId, bytes });
  await secrets.keepAs(factorId, {
    purpose: totpEnrolmentSecret,
    userId: user.id,
    epoch: user.signInEpoch,
    context: { factorId, sealed, label, begunBy },
    issuedAt: clock(),
    ttl: ENROLMENT_TTL,
  });
  const { base32, uri } = await describeSecret({ issuer: appName, account: user.email, bytes });
  return { id: factorId, secret: base32, otpauth_url: uri, qr_svg: await renderQrCode(uri) };
}
