import * as z from 'zod';
import { TOKEN_DELIVERIES } from '../guard/guard-state.ts';
import type { FoundSecret } from '../one-time-secrets/one-time-secrets.ts';
import { ALL_PROOFS } from '../step-up/proofs.ts';
import type { User } from '../users/user.ts';

const proof = z.enum(ALL_PROOFS);

/** A sign-in with one proof of the two required. */
export const pendingSignIn = z.object({
  /** Codes are valid only for this sign-in. */
  id: z.uuid(),
  userId: z.uuid(),
  /** Epoch milliseconds. All that finishes it counts as issued then, so it finishes only once. */
  startedAt: z.number(),
  proofs: z.array(proof).min(1),
  /** The account at a provider that the first proof is of. */
  identity: z.object({ id: z.uuid(), provider: z.string() }).optional(),
  remember: z.boolean(),
  delivery: z.enum(TOKEN_DELIVERIES),
  deviceName: z.string().nullable(),
  /** The epoch of the first proof; a newer one voids it. */
  signInEpoch: z.number(),
});
export type PendingSignIn = z.infer<typeof pendingSignIn>;

/**
 * Whether the first proof of a sign-in no longer counts: all sessions have ended since, or the
 * account at a provider that it was of was disconnected.
 */
export const isVoid = (
  { signInEpoch, identity }: Pick<PendingSignIn, 'signInEpoch' | 'identity'>,
  user: Pick<User, 'signInEpoch' | 'identities'>,
): boolean =>
  user.signInEpoch !== signInEpoch ||
  (identity !== undefined && !user.identities.includes(identity.id));

/** The guard's name for what finishes a sign-in. */
export const FINISHES_SIGN_IN = 'second_factor';

/** A sign-in as the guard stores it: used up once, by any second proof. */
export type Finishing = Omit<FoundSecret<unknown>, 'context'>;

/** Returns what a proof other than a mailed code uses up: the sign-in. `ttl` in milliseconds. */
export function finishingOf(pending: PendingSignIn, ttl: number): Finishing {
  const { id, userId, startedAt, signInEpoch } = pending;
  const expiresAt = startedAt + ttl;
  return {
    purpose: `${FINISHES_SIGN_IN}/${id}`,
    digest: `sign-in:${id}`,
    userId,
    issuedAt: startedAt,
    expiresAt,
    familyExpiresAt: expiresAt,
    epoch: signInEpoch,
  };
}
