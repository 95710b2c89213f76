import { base64url } from 'jose';
import * as z from 'zod';
import { keyedDigest } from '../../shared/digest.ts';
import { type DjangoHash, type DjangoHashReading, readDjangoHash } from './django-hash.ts';

/** The kind of the hashes that this service creates. */
export const OWN_KIND = 'own';

/**
 * How many accounts have a hash of one kind, in any unit. `standIn` is an unused hash of that kind,
 * null for our own.
 */
export type HashShare = { kind: string; share: number; standIn: DjangoHash | null };

const BASE64_OF = (bytes: number) => btoa('\u0000'.repeat(bytes));
const SALT = BASE64_OF(18);

/** The pattern of each kind, and a full hash of that kind. */
const KINDS: [RegExp, (...parts: string[]) => string][] = [
  [/^pbkdf2_sha256:(\d+)$/, (count) => `pbkdf2_sha256$${count}$${SALT}$${BASE64_OF(32)}`],
  [/^pbkdf2_sha1:(\d+)$/, (count) => `pbkdf2_sha1$${count}$${SALT}$${BASE64_OF(20)}`],
  [
    /^(argon2id?):(m=\d+,t=\d+,p=\d+)$/,
    (variety, cost) => `argon2$${variety}$v=19$${cost}$${SALT}$${SALT}`,
  ],
  [
    /^(bcrypt|bcrypt_sha256):(\d+)$/,
    (scheme, cost = '') => `${scheme}$$2b$${cost.padStart(2, '0')}$${'.'.repeat(22 + 31)}`,
  ],
  [/^scrypt:(\d+):(\d+):(\d+)$/, (N, r, p) => `scrypt$${N}$${SALT}$${r}$${p}$${BASE64_OF(64)}`],
];

/**
 * Returns the kind of a foreign hash, its algorithm and cost: `pbkdf2_sha256:600000`, `bcrypt:12`,
 * `argon2id:m=102400,t=2,p=8`, `scrypt:16384:8:5`.
 */
export function kindOf(hash: DjangoHash): string {
  switch (hash.scheme) {
    case 'pbkdf2':
      return `pbkdf2_${hash.digest}:${hash.iterations}`;
    case 'argon2': {
      const { memoryKib, iterations, parallelism } = hash.cost;
      return `${hash.variety}:m=${memoryKib},t=${iterations},p=${parallelism}`;
    }
    case 'bcrypt':
      return `bcrypt${hash.prehashed ? '_sha256' : ''}:${Number(hash.settings.slice(4, 6))}`;
    case 'scrypt':
      return `scrypt:${hash.cost.N}:${hash.cost.r}:${hash.cost.p}`;
  }
}

/** Returns an unused hash of a foreign kind, or why there is none. */
export function standInOf(kind: string): DjangoHashReading {
  for (const [pattern, fill] of KINDS) {
    const parts = pattern.exec(kind);
    if (parts !== null) return readDjangoHash(fill(...parts.slice(1)));
  }
  return { refusal: 'unknown kind of password hash' };
}

/** The setting: shares by kind. */
export const hashShares = z
  .record(z.string(), z.number().positive())
  .transform((shares, context): HashShare[] =>
    Object.entries(shares).map(([kind, share]) => {
      if (kind === OWN_KIND) return { kind, share, standIn: null };
      const { hash, refusal } = standInOf(kind);
      if (refusal !== undefined)
        context.addIssue({ code: 'custom', message: `${JSON.stringify(kind)}: ${refusal}` });
      return { kind, share, standIn: hash ?? null };
    }),
  );

/**
 * Chooses the hash that a password is checked against for an unknown name; null for our own. A name
 * always gets the same one, and each kind gets names in proportion to its share. The choice is a
 * weighted rendezvous: as our own share grows, names only move from other kinds to ours, as
 * accounts do when they sign in.
 */
export function createStandIns({ shares, key }: { shares: HashShare[]; key: Uint8Array }) {
  return function standInFor(name: string): DjangoHash | null {
    let chosen: DjangoHash | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const { kind, share, standIn } of shares) {
      const score = -Math.log(fractionOf(keyedDigest(key, kind, name))) / share;
      if (score < least) [least, chosen] = [score, standIn];
    }
    return chosen;
  };
}
export type StandInFor = ReturnType<typeof createStandIns>;

// Between 0 and 1, exclusive.
function fractionOf(digest: string): number {
  const bytes = base64url.decode(digest).subarray(0, 6);
  return (bytes.reduce((number, byte) => number * 256 + byte, 0) + 0.5) / 2 ** 48;
}
