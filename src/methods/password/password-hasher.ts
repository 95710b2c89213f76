import { equalInConstantTime } from '../../shared/digest.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import type { Random } from '../../shared/random.ts';
import { type Argon2Cost, argon2id } from './argon2.ts';
import { readDjangoHash } from './django-hash.ts';
import { type Argon2Hash, formatPhc, parsePhc } from './phc-string.ts';
import { verifyDjangoHash } from './verify-django-hash.ts';

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Requests of one isolate that may wait for a hash. At 25 ms each the last one waits about three seconds. */
const MOST_WAITING = 128;
/** How many of those an imported hash counts for: it may take seconds, so eight at most are under way. */
const IMPORTED_WEIGHT = 16;

/** What checking a password comes to; `outdated` when the hash was made with other parameters than today's, or elsewhere. */
export type PasswordCheck = { matches: boolean; outdated: boolean };
export type PasswordHasher = ReturnType<typeof createPasswordHasher>;

export type PasswordHasherDeps = {
  cost: { memoryKib: number; iterations: number };
  random: Random;
  /** The hash function itself; tests count its calls. */
  argon2?: typeof argon2id;
};

let waiting = 0;

/**
 * Argon2id hashes as PHC strings. Passwords are compared after NFKC (NIST SP 800-63B-4 §3.1.1.2), whole, never cut.
 * Imported hashes of Django are verified as it did, which is without NFKC, and are always outdated.
 * Throws `storage_unavailable` when too many hashes wait in this isolate.
 */
export function createPasswordHasher({ cost, random, argon2 = argon2id }: PasswordHasherDeps) {
  const today = { ...cost, parallelism: 1 };
  const bytesOf = (password: string) => new TextEncoder().encode(password.normalize('NFKC'));

  async function hash(password: string): Promise<string> {
    const salt = random.bytes(SALT_BYTES);
    return inTurn(() =>
      formatPhc({
        cost: today,
        salt,
        hash: argon2(bytesOf(password), salt, today, HASH_BYTES),
      }),
    );
  }

  /**
   * Checks a password. Without a hash, as for a name that nobody has, the same work is done and nothing matches; so it is
   * with one that nobody can read, or whose cost is beyond the bounds.
   */
  async function verify(password: string, text: string | null): Promise<PasswordCheck> {
    const imported = text === null ? null : readDjangoHash(text);
    if (imported?.hash !== undefined) {
      const { hash } = imported;
      return {
        matches: await inTurn(() => verifyDjangoHash(password, hash), IMPORTED_WEIGHT),
        outdated: true,
      };
    }
    const known = text === null ? null : parsePhc(text);
    const stored: Argon2Hash = known ?? {
      cost: today,
      salt: new Uint8Array(SALT_BYTES),
      hash: new Uint8Array(HASH_BYTES),
    };
    const computed = await inTurn(() =>
      argon2(bytesOf(password), stored.salt, stored.cost, stored.hash.length),
    );
    const equal = equalInConstantTime(computed, stored.hash);
    return {
      matches: equal && known !== null,
      outdated: !isSameCost(stored.cost, today),
    };
  }

  return { hash, verify };
}

function isSameCost(a: Argon2Cost, b: Argon2Cost): boolean {
  return (
    a.memoryKib === b.memoryKib && a.iterations === b.iterations && a.parallelism === b.parallelism
  );
}

// A hash blocks the isolate. Between two of them other requests get their turn; only a number is shared, never a promise,
// since one that belongs to an aborted request would hold up all that wait for it.
async function inTurn<T>(work: () => T | Promise<T>, weight = 1): Promise<T> {
  if (waiting + weight > MOST_WAITING)
    throw storageUnavailable({
      detail: 'Too many sign-ins at once.',
      retryAfter: 2,
    });
  waiting += weight;
  try {
    await scheduler.wait(0);
    return await work();
  } finally {
    waiting -= weight;
  }
}
