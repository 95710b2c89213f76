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
 * What checking a password comes to. `outdated`: a hash of the typed password may replace the stored one, which was made
 * with other parameters or elsewhere. Never so where the stored one takes more passwords than the typed one, since the
 * owner's may be another.
 */
export type PasswordCheck = { matches: boolean; outdated: boolean };
export type PasswordHasher = ReturnType<typeof createPasswordHasher>;

export type PasswordHasherDeps = {
  cost: { memoryKib: number; iterations: number };
  random: Random;
  /** The hash function itself; tests count its calls. */
  argon2?: typeof argon2id;
  verifyImported?: typeof verifyDjangoHash;
  /** What is checked for a name that nobody has; our own hash if left out. */
  standInFor?: StandInFor;
  /** Where hashes wait for their turn. */
  inTurn?: HashQueue;
  /** Of the request: nothing is hashed any more once it is aborted. */
  signal?: AbortSignal;
};

/**
 * Argon2id hashes as PHC strings. Passwords are compared after NFKC (NIST SP 800-63B-4 §3.1.1.2), whole, never cut.
 * Imported hashes of Django are verified as it did, which is without NFKC. Throws `storage_unavailable` when too many
 * hashes wait in this isolate, and `client_gone`.
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

  const nobodys: Argon2Hash = {
    cost: today,
    salt: new Uint8Array(SALT_BYTES),
    hash: new Uint8Array(HASH_BYTES),
  };

  /**
   * Checks a password. Without a hash, as for a name that nobody has, the work is done that an account of that name might
   * take, and nothing matches; so it is with one that nobody can read, or whose cost is beyond the bounds.
   */
  async function verify(
    password: string,
    text: string | null,
    name?: string,
  ): Promise<PasswordCheck> {
    const stored = text === null ? null : (readDjangoHash(text).hash ?? parsePhc(text));
    const isKnown = stored !== null;
    const hash = stored ?? (name === undefined ? null : standInFor(name)) ?? nobodys;
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
