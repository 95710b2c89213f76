import type * as z from 'zod';

/** One use that secrets are made for. Secrets of different purposes never pass for one another. */
export type Purpose<Context> = {
  /** Short and unique; part of the KV key and of the digest. */
  name: string;
  /** Put before a link's token, so that a wrong one is recognised at sight. */
  prefix: string;
  /** What is kept with the secret, checked on the way out. */
  context: z.ZodType<Context>;
  /** For secrets that only take back: they stay good when all sessions end. */
  outlivesSessions?: true;
  /**
   * Which secrets of the purpose use each other up; left out, all do. Those of one family must have the same `issuedAt`
   * where one of them has to use up the later ones too.
   */
  familyOf?(context: Context): string;
};

/** A secret that KV still remembers. Whether it may be used is the guard's decision, not KV's. */
export type FoundSecret<Context> = {
  /** With the family behind a slash, if it has one: what the guard tells apart. */
  purpose: string;
  digest: string;
  userId: string;
  /** Epoch milliseconds, as are the other times. */
  issuedAt: number;
  expiresAt: number;
  /** When the longest-lived secret of the same mail ends; until then the guard remembers a redemption. */
  familyExpiresAt: number;
  /** The owner's epoch of sign-ins when it was issued; null if it outlives the end of all sessions. */
  epoch: number | null;
  context: Context;
};

export type IssueSecret<Context> = {
  purpose: Purpose<Context>;
  userId: string;
  /** The owner's epoch of sign-ins: a later one voids the secret. Null for one that follows from a secret without. */
  epoch: number | null;
  context: Context;
  /** Epoch milliseconds. Secrets of one mail share it, so that using one uses up the others. */
  issuedAt: number;
  /** Milliseconds. */
  ttl: number;
  /** Milliseconds; the life of the longest-lived secret issued for the same occasion. Defaults to `ttl`. */
  familyTtl?: number;
};

/**
 * The secret if it is this user's and of their present epoch, else null. The user's row knows of a new epoch before the
 * guard does, which may have to be told later.
 *
 * A secret belongs to the epoch in which it is made, not in which it was asked for: whoever asks without a proof may
 * ask again. What rests on a proof, as a second step does, carries the epoch of that proof.
 */
export function secretOf<Context>(
  user: { id: string; signInEpoch: number } | null,
  found: FoundSecret<Context> | null,
): FoundSecret<Context> | null {
  if (user === null || found === null || found.userId !== user.id) return null;
  return found.epoch !== null && found.epoch < user.signInEpoch ? null : found;
}
