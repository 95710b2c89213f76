import { base64url } from 'jose';
import { type KeyRing, keyedDigest } from '../shared/digest.ts';
import type { Random } from '../shared/random.ts';
import type { FoundSecret, IssueSecret, Purpose } from './secret.ts';
import { createSecretRecords, type SecretRecordsDeps } from './secret-records.ts';

export { type FoundSecret, type IssueSecret, type Purpose, secretOf } from './secret.ts';

/**
 * Digits of a mailed code. With five tries per code, guessing succeeds once in 200,000 (NIST
 * SP 800-63B-4 §3.1.3.2 requires 6).
 */
const CODE_DIGITS = 6;
const LINK_BYTES = 32;

/** Issues secrets and keeps them in KV under a keyed digest. The guard enforces single use. */
export type OneTimeSecrets = ReturnType<typeof createOneTimeSecrets>;

export type OneTimeSecretsDeps = SecretRecordsDeps & {
  /** The first key issues secrets; all keys find them. */
  keys: KeyRing;
  random: Random;
};

/**
 * Secrets in KV. The key of a record is the digest of the secret, so a wrong guess reads nothing,
 * and a key never read before is never served stale. Every method throws `storage_unavailable` when
 * KV does not respond.
 */
export function createOneTimeSecrets(deps: OneTimeSecretsDeps) {
  const { keys, random } = deps;
  const { keep, find, forget } = createSecretRecords(deps);

  const digestOf = (
    purpose: { name: string },
    subject: string,
    secret: string,
    key: Uint8Array = keys[0],
  ) => keyedDigest(key, purpose.name, subject, secret);

  // One parallel read per key; there is only one unless a secret is being rotated.
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
    /** Issues a secret for a link: the purpose's prefix and 256 random bits. */
    async issueLink<Context>(input: IssueSecret<Context>): Promise<string> {
      const secret = `${input.purpose.prefix}_${base64url.encode(random.bytes(LINK_BYTES))}`;
      await keep([digestOf(input.purpose, '', secret)], input);
      return secret;
    },

    /**
     * Issues a secret to type: six digits, valid only together with one of `subjects`, such as the
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

    /**
     * Keeps a record under a random name that the caller chose, to be found like a link's secret:
     * for something unfinished that a client comes back to.
     */
    keepAs<Context>(name: string, input: IssueSecret<Context>): Promise<void> {
      return keep([digestOf(input.purpose, '', name)], input);
    },

    /** Deletes the records of recorded keys. */
    forget,

    /** Returns the record of a link's secret; null for an unknown or expired one. */
    findLink<Context>(
      purpose: Purpose<Context>,
      secret: string,
    ): Promise<FoundSecret<Context> | null> {
      return findByAnyKey(purpose, '', secret);
    },

    /** Returns the record of a typed code, or null. Every input costs the same reads. */
    findCode<Context>(
      purpose: Purpose<Context>,
      subject: string,
      code: string,
    ): Promise<FoundSecret<Context> | null> {
      return findByAnyKey(purpose, subject, code);
    },
  };
}
