import { base64url } from 'jose';
import { type KeyRing, keyedDigest } from '../shared/digest.ts';
import type { Random } from '../shared/random.ts';
import type { FoundSecret, IssueSecret, Purpose } from './secret.ts';
import { createSecretRecords, type SecretRecordsDeps } from './secret-records.ts';

export { type FoundSecret, type IssueSecret, type Purpose, secretOf } from './secret.ts';

/** Digits of a mailed code. With five tries a code a guess succeeds once in 200,000 (NIST SP 800-63B-4 §3.1.3.2 asks for 6). */
const CODE_DIGITS = 6;
const LINK_BYTES = 32;

/** One-time secrets: made here, kept in KV under a keyed digest of themselves, used once by leave of the guard. */
export type OneTimeSecrets = ReturnType<typeof createOneTimeSecrets>;

export type OneTimeSecretsDeps = SecretRecordsDeps & {
  /** Secrets are made with the first, and found by any. */
  keys: KeyRing;
  random: Random;
};

/**
 * Secrets in KV. The key of a record is the digest of the secret itself, so a wrong guess reads nothing, and a key that
 * nobody has read before is never served stale. Every method throws `storage_unavailable` when KV does not answer.
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
