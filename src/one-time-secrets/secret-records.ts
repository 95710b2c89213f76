import * as z from 'zod';
import { type Clock, SECOND } from '../shared/clock.ts';
import { orUnavailable } from '../shared/errors.ts';
import { createKvScope } from '../shared/kv-scope.ts';
import { accountErased } from './errors.ts';
import type { FoundSecret, IssueSecret, Purpose } from './secret.ts';

const PREFIX = 'ots';

/**
 * Records the keys of a user's secrets, so that they are erased with the account. False if the
 * account has been erased.
 */
type NoteSecrets = (userId: string, keys: string[], expiresAt: number) => Promise<boolean>;

export type SecretRecordsDeps = { kv: KVNamespace; note: NoteSecrets; clock: Clock };

/** Records of secrets in KV, by digest. A secret counts once the owner's guard has its key. */
export function createSecretRecords({ kv, note, clock }: SecretRecordsDeps) {
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

  return { keep, find, forget };
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
      // Secrets mailed before epochs existed stay valid until they expire.
      epoch: z.number().nullable().default(null),
      context: purpose.context,
    }),
  );
}
