import { base64url } from 'jose';
import * as z from 'zod';
import type { Clock } from '../shared/clock.ts';
import { SECOND } from '../shared/clock.ts';
import { type KeyRing, keyedDigest } from '../shared/digest.ts';
import { orUnavailable } from '../shared/errors.ts';
import { createKvScope } from '../shared/kv-scope.ts';
import type { Random } from '../shared/random.ts';
import { accountErased } from './errors.ts';

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

/** Digits of a mailed code. With five tries a code a guess succeeds once in 200,000 (NIST SP 800-63B-4 §3.1.3.2 asks for 6). */
const CODE_DIGITS = 6;
const LINK_BYTES = 32;
const PREFIX = 'ots';

/** One-time secrets: made here, kept in KV under a keyed digest of themselves, used once by leave of the guard. */
export type OneTimeSecrets = ReturnType<typeof createOneTimeSecrets>;

/** Takes note of where secrets of a user are kept, so that they can be erased with the account. False if that has happened. */
export type NoteSecrets = (userId: string, keys: string[], expiresAt: number) => Promise<boolean>;

export type OneTimeSecretsDeps = {
  kv: KVNamespace;
  note: NoteSecrets;
  /** Secrets are made with the first, and found by any. */
  keys: KeyRing;
  clock: Clock;
  random: Random;
};

/**
 * Secrets in KV. The key of a record is the digest of the secret itself, so a wrong guess reads nothing, and a key that
 * nobody has read before is never served stale. Every method throws `storage_unavailable` when KV does not answer.
 */
export function createOneTimeSecrets({ kv, note, keys, clock, random }: OneTimeSecretsDeps) {
  async function keep<Context>(
    digests: string[],
    { purpose, userId, epoch, context, issuedAt, ttl, familyTtl = ttl }: IssueSecret<Context>,
  ): Promise<void> {
    const scope = scopeOf(kv, purpose);
    const record = {
      userId,
      epoch: purpose.outlivesSessions === true ? null : epoch,
      issuedAt,
      expiresAt: issuedAt + ttl,
      familyExpiresAt: issuedAt + Math.max(ttl, familyTtl),
      context,
    };
    const keys = digests.map((digest) => `${purpose.name}:${digest}`);
    const [noted] = await Promise.all([
      note(userId, keys, record.expiresAt),
      ...digests.map((digest) => scope.put(digest, record, ttl / SECOND)),
    ]);
    if (noted) return;
    await forget(keys);
    throw accountErased();
  }

  async function find<Context>(
    purpose: Purpose<Context>,
    digest: string,
  ): Promise<FoundSecret<Context> | null> {
    const record = await scopeOf(kv, purpose).get(digest);
    if (record === null || record.expiresAt <= clock()) return null;
    const family = purpose.familyOf?.(record.context);
    const name = family === undefined ? purpose.name : `${purpose.name}/${family}`;
    return { purpose: name, digest, ...record };
  }

  async function forget(keys: string[]): Promise<void> {
    await Promise.all(keys.map((key) => orUnavailable(() => kv.delete(`${PREFIX}:${key}`))));
  }

  const digestOf = (
    purpose: { name: string },
    subject: string,
    secret: string,
    key: Uint8Array = keys[0],
  ) => keyedDigest(key, purpose.name, subject, secret);

  // One read a key, all at once: as long as no secret is being rotated there is one key.
  async function findByAnyKey<Context>(
    purpose: Purpose<Context>,
    subject: string,
    secret: string,
  ): Promise<FoundSecret<Context> | null> {
    const digests = keys.map((key) => digestOf(purpose, subject, secret, key));
    const records = await Promise.all(digests.map((digest) => find(purpose, digest)));
    return records.find((record) => record !== null) ?? null;
  }

  return {
    /** A secret for a link: 256 random bits behind the purpose's prefix. */
    async issueLink<Context>(input: IssueSecret<Context>): Promise<string> {
      const secret = `${input.purpose.prefix}_${base64url.encode(random.bytes(LINK_BYTES))}`;
      await keep([digestOf(input.purpose, '', secret)], input);
      return secret;
    },

    /**
     * A secret that a person types: six digits, worth something only together with one of `subjects`, such as the
     * normalised address.
     */
    async issueCode<Context>(
      input: IssueSecret<Context> & { subjects: [string, ...string[]] },
    ): Promise<string> {
      const code = random.code(CODE_DIGITS);
      await keep(
        input.subjects.map((subject) => digestOf(input.purpose, subject, code)),
        input,
      );
      return code;
    },

    /** Deletes what is kept under keys that were noted. */
    forget,

    /** The record behind a link's secret, or null for one that is unknown or expired. */
    findLink<Context>(
      purpose: Purpose<Context>,
      secret: string,
    ): Promise<FoundSecret<Context> | null> {
      return findByAnyKey(purpose, '', secret);
    },

    /** The record behind a typed code, or null. The same reads whatever was typed. */
    findCode<Context>(
      purpose: Purpose<Context>,
      subject: string,
      code: string,
    ): Promise<FoundSecret<Context> | null> {
      return findByAnyKey(purpose, subject, code);
    },
  };
}

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

function scopeOf<Context>(kv: KVNamespace, purpose: Purpose<Context>) {
  return createKvScope(
    kv,
    `${PREFIX}:${purpose.name}`,
    z.object({
      userId: z.string(),
      issuedAt: z.number(),
      expiresAt: z.number(),
      familyExpiresAt: z.number(),
      // Secrets that were mailed before there were epochs live out their time.
      epoch: z.number().nullable().default(null),
      context: purpose.context,
    }),
  );
}
