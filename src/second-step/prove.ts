import type { RedeemCode } from '../guard/redeem-code.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import type { Method } from '../step-up/proofs.ts';
import type { User } from '../users/user.ts';
import type { Factor, GivenProof, ProvenFactor, TypedFactor } from './factors/factor.ts';
import { type Occasion, standingOf } from './occasion.ts';
import { FINISHES_SIGN_IN, finishingOf } from './pending-sign-in.ts';

export type ProveDeps = {
  factors: readonly Factor[];
  redeemCode: RedeemCode;
  /** Milliseconds. */
  codeTtl: number;
};

export type ProveInput = {
  given: GivenProof;
  occasion: Occasion;
  /** Still being read; null if nothing may be proved. */
  user: Promise<User | null>;
  /** Whether a method is asked for; others are neither tried nor counted. */
  isAsked: (user: User, method: Method) => boolean;
  client: ClientInfo;
};

/** A correct proof and its method. */
export type Proven = ProvenFactor & { kind: Method; user: User };

/**
 * Judges a proof and runs `work`; if that fails, what was used up is released. Codes are judged by
 * every factor that may be typed into their field, in one call of the guard, so that a wrong one
 * costs one try. Throws `otp_invalid` or the factor's own error for a wrong proof, and for one that
 * is not asked for; `storage_unavailable`, and what `work` throws.
 */
export async function prove<T>(
  deps: ProveDeps,
  input: ProveInput,
  work: (proven: Proven) => Promise<T>,
): Promise<T> {
  const { given } = input;
  if (given.field === 'otp' || given.field === 'recovery_code')
    return proveTyped(deps, { ...input, value: given.value, field: given.field }, work);
  const user = await input.user;
  for (const factor of deps.factors) {
    if (user === null || !input.isAsked(user, factor.kind)) continue;
    const { occasion, client } = input;
    const done = (proven: ProvenFactor) => work({ ...proven, kind: factor.kind, user });
    if (factor.field === 'password' && given.field === 'password')
      return factor.prove({ value: given.value, occasion, user, client }, done);
    if (factor.field === 'credential' && given.field === 'credential')
      return factor.prove({ value: given.value, occasion, user, client }, done);
  }
  throw otpInvalid();
}

async function proveTyped<T>(
  { factors, redeemCode, codeTtl }: ProveDeps,
  input: Omit<ProveInput, 'given'> & { field: TypedFactor['field']; value: string },
  work: (proven: Proven) => Promise<T>,
): Promise<T> {
  const { field, value, occasion, client, isAsked } = input;
  const typed = factors.filter((factor): factor is TypedFactor => factor.field === field);
  const finding = typed.map(async (factor) => {
    const asked = input.user.then((user) =>
      user !== null && isAsked(user, factor.kind) ? user : null,
    );
    const code = await factor.find({ value, occasion, user: asked, client });
    return code && { ...code, kind: factor.kind };
  });
  const [user, ...codes] = await Promise.all([input.user, ...finding]);
  if (user === null || !typed.some(({ kind }) => isAsked(user, kind))) throw otpInvalid();
  const code = codes.find((one) => one !== null) ?? null;
  const finishing = occasion.kind === 'sign_in' ? [finishingOf(occasion.pending, codeTtl)] : [];
  // A code that was mailed for a sign-in finishes it by its purpose.
  const along = finishing.filter(({ purpose }) => purpose !== code?.secret.purpose);
  const proved = await redeemCode(
    {
      holder: user,
      name: user.id,
      purpose: { name: FINISHES_SIGN_IN },
      found: code?.secret ?? null,
      along,
      standing: standingOf(occasion),
      client,
    },
    ({ lane }) => {
      if (code === null) throw otpInvalid();
      const { kind, factorId } = code;
      const which = factorId === undefined ? {} : { factorId };
      return work({ success: { lane }, ...which, kind, user });
    },
  );
  await code?.follow?.();
  return proved;
}
