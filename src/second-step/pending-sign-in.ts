import * as z from 'zod';
import { TOKEN_DELIVERIES } from '../guard/guard-state.ts';
import type { FoundSecret } from '../one-time-secrets/one-time-secrets.ts';
import { PROOFS, type Proof } from './policy.ts';

const proof = z.enum(Object.keys(PROOFS) as [Proof, ...Proof[]]);

/** A sign-in that has given one proof where two are due. */
export const pendingSignIn = z.object({
  /** Its codes are good for it alone. */
  id: z.uuid(),
  userId: z.uuid(),
  /** Epoch milliseconds. Everything that finishes it counts as issued then, so it is finished once. */
  startedAt: z.number(),
  proofs: z.array(proof).min(1),
  remember: z.boolean(),
  delivery: z.enum(TOKEN_DELIVERIES),
  deviceName: z.string().nullable(),
  /** By which the first proof was judged; a newer one makes it worthless. */
  signInEpoch: z.number(),
});
export type PendingSignIn = z.infer<typeof pendingSignIn>;

/** Under which the guard knows what finishes a sign-in. */
export const FINISHES_SIGN_IN = 'second_factor';

/** A sign-in as the guard knows it: used up once, by whatever finishes it. */
export type Finishing = Omit<FoundSecret<unknown>, 'context'>;

/** What is used up where no mailed code is: the sign-in itself. `ttl` in milliseconds. */
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
