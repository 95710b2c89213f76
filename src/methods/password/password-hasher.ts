import { equalInConstantTime } from '../../shared/digest.ts';
import type { Random } from '../../shared/random.ts';
import { type Argon2Cost, argon2id } from './argon2.ts';
import { type DjangoHash, readDjangoHash } from './django-hash.ts';
import type { StandInFor } from './hash-kinds.ts';
import { type HashQueue, isolateQueue } from './hash-queue.ts';
import { type Argon2Hash, formatPhc, parsePhc } from './phc-string.ts';
import { holdsWholePassword, turnsOf, verifyDjangoHash } from './verify-django-hash.ts';

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/**
 * The result of checking a password. `outdated`: the stored hash was imported or has other
 * parameters, and a hash of the typed password may replace it. False if the stored hash also
 * matches other passwords, since the owner's may be one of those.
 */
export type PasswordCheck = { matches: boolean; outdated: boolean };
export type PasswordHasher = ReturnType<typeof createPasswordHasher>;

export type PasswordHasherDeps = {
  cost: { memoryKib: number; iterations: number };
  random: Random;
  /** The hash function itself; tests count its calls. */
  argon2?: typeof argon2id;
  verifyImported?: typeof verifyDjangoHash;
  /** The hash checked for unknown names; our own if omitted. */
  standInFor?: StandInFor;
  /** The queue that hashes wait in. */
  inTurn?: HashQueue;
  /** The request's signal: once aborted, nothing more is hashed. */
  signal?: AbortSignal;
};

/**
 * Creates and verifies Argon2id hashes as PHC strings. Passwords are compared after NFKC (NIST SP
 * 800-63B-4 §3.1.1.2) and never truncated. Imported Django hashes are verified as Django does,
 * without NFKC. Throws `storage_unavailable` when too many hashes wait in this isolate, and
 * `client_gone`.
 */
export function createPasswordHasher({
  cost,
  random,
  argon2 = argon2id,
  verifyImported = verifyDjangoHash,
  standInFor = () => null,
  inTurn = isolateQueue,
  signal,
}: PasswordHasherDeps) {
  const today = { ...cost, parallelism: 1 };
  const bytesOf = (password: string) => new TextEncoder().encode(password.normalize('NFKC'));

  const compute = (password: string, salt: Uint8Array, by: Argon2Cost, length: number) =>
    inTurn('own', () => argon2(bytesOf(password), salt, by, length), signal);

  const computeImported = (password: string, hash: DjangoHash) =>
    inTurn('imported', (pause) => verifyImported(password, hash, pause), signal, turnsOf(hash));

  async function hash(password: string): Promise<string> {
    const salt = random.bytes(SALT_BYTES);
    const computed = await compute(password, salt, today, HASH_BYTES);
    return formatPhc({ cost: today, salt, hash: computed });
  }

  const unused: Argon2Hash = {
    cost: today,
    salt: new Uint8Array(SALT_BYTES),
    hash: new Uint8Array(HASH_BYTES),
  };

  /**
   * Checks a password. Without a hash, as for unknown names, it does the work that an account of
   * that name might take, and nothing matches. The same goes for hashes that cannot be parsed or
   * whose cost exceeds the bounds.
   */
  async function verify(
    password: string,
    text: string | null,
    name?: string,
  ): Promise<PasswordCheck> {
    const stored = text === null ? null : (readDjangoHash(text).hash ?? parsePhc(text));
    const isKnown = stored !== null;
    const hash = stored ?? (name === undefined ? null : standInFor(name)) ?? unused;
    if ('scheme' in hash) {
      const matches = await computeImported(password, hash);
      return { matches: matches && isKnown, outdated: holdsWholePassword(password, hash) };
    }
    const computed = await compute(password, hash.salt, hash.cost, hash.hash.length);
    return {
      matches: equalInConstantTime(computed, hash.hash) && isKnown,
      outdated: !isSameCost(hash.cost, today),
    };
  }

  return { hash, verify };
}

function isSameCost(a: Argon2Cost, b: Argon2Cost): boolean {
  return (
    a.memoryKib === b.memoryKib && a.iterations === b.iterations && a.parallelism === b.parallelism
  );
}
