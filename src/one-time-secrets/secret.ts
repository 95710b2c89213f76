import type * as z from 'zod';

/** A use of secrets. A secret of one purpose is never valid for another. */
export type Purpose<Context> = {
  /** Short and unique; part of the KV key and of the digest. */
  name: string;
  /** Starts a link's token, so that a wrong one is recognised at sight. */
  prefix: string;
  /** The data kept with the secret, validated on reading. */
  context: z.ZodType<Context>;
  /** For secrets that only undo something: they stay valid when all sessions end. */
  outlivesSessions?: true;
  /**
   * The secrets of the purpose that use each other up; by default all. Secrets of one family need
   * the same `issuedAt` if one of them must use up later ones too.
   */
  familyOf?(context: Context): string;
};

/** A secret found in KV. The guard decides whether it may be used. */
export type FoundSecret<Context> = {
  /** With the family after a slash, if any; the guard keeps each apart. */
  purpose: string;
  digest: string;
  userId: string;
  /** Epoch milliseconds, as are the other times. */
  issuedAt: number;
  expiresAt: number;
  /** When the last secret of the same mail expires; the guard keeps redemptions until then. */
  familyExpiresAt: number;
  /** The owner's sign-in epoch when it was issued; null if it outlives the end of all sessions. */
  epoch: number | null;
  context: Context;
};

export type IssueSecret<Context> = {
  purpose: Purpose<Context>;
  userId: string;
  /** The owner's sign-in epoch: a later one voids the secret. Null if derived from one without. */
  epoch: number | null;
  context: Context;
  /** Epoch milliseconds. Secrets of one mail share it, so that using one uses up the others. */
  issuedAt: number;
  /** Milliseconds. */
  ttl: number;
  /** Milliseconds; the longest life of the secrets issued together. Defaults to `ttl`. */
  familyTtl?: number;
};

/**
 * Returns the secret if it belongs to this user and the current epoch, else null. The user's row
 * has a new epoch before the guard does, which may be notified later.
 *
 * A secret belongs to the epoch in which it is issued, not requested: a caller without a proof may
 * ask again. A secret that rests on a proof, as a second step does, carries the proof's epoch.
 */
export function secretOf<Context>(
  user: { id: string; signInEpoch: number } | null,
  found: FoundSecret<Context> | null,
): FoundSecret<Context> | null {
  if (user === null || found === null || found.userId !== user.id) return null;
  return found.epoch !== null && found.epoch < user.signInEpoch ? null : found;
}
