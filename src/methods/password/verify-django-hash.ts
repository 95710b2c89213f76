import { scrypt } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { hashSync } from 'bcryptjs';
import { equalInConstantTime } from '../../shared/digest.ts';
import { argon2i, argon2id } from './argon2.ts';
import type { DjangoHash } from './django-hash.ts';
import { pbkdf2 } from './pbkdf2.ts';

/** Bytes that bcrypt takes; it drops the rest without a word. */
const BCRYPT_BYTES = 72;

/**
 * Whether Django would have taken this password: as typed, in UTF-8, and for `bcrypt` no more than its first 72 bytes.
 * Takes up to six seconds, in which other requests wait, except for PBKDF2, which waits for `pause` after each 50 ms.
 */
export async function verifyDjangoHash(
  password: string,
  stored: DjangoHash,
  pause?: () => Promise<unknown>,
): Promise<boolean> {
  const bytes = utf8ToBytes(password);
  switch (stored.scheme) {
    case 'pbkdf2':
      return equalInConstantTime(
        await pbkdf2(stored.digest, bytes, stored.salt, stored.iterations, pause),
        stored.hash,
      );
    case 'argon2': {
      const argon2 = stored.variety === 'argon2i' ? argon2i : argon2id;
      return equalInConstantTime(
        argon2(bytes, stored.salt, stored.cost, stored.hash.length, stored.version),
        stored.hash,
      );
    }
    case 'scrypt':
      return equalInConstantTime(
        scrypt(bytes, stored.salt, { ...stored.cost, dkLen: stored.hash.length }),
        stored.hash,
      );
    case 'bcrypt': {
      const computed = hashSync(
        stored.prehashed ? bytesToHex(sha256(bytes)) : password,
        stored.settings,
      );
      return equalInConstantTime(
        utf8ToBytes(computed.slice(-stored.hash.length)),
        utf8ToBytes(stored.hash),
      );
    }
  }
}

/** What one of our own hashes, 25 ms of CPU, is worth in each scheme; measured in workerd (README, "Moving in from Django"). */
const ONE_TURN = { argon2KibTimesIterations: 25_600, scryptWork: 40_960, bcryptCost: 8 };
/** Of a slice of PBKDF2, which is 50 ms. */
const SLICE_TURNS = 2;

/** For how many of our own hashes a verification blocks the isolate at a stretch: one at the least. */
export function turnsOf(stored: DjangoHash): number {
  switch (stored.scheme) {
    case 'pbkdf2':
      return SLICE_TURNS;
    case 'argon2': {
      const { memoryKib, iterations } = stored.cost;
      return Math.ceil((memoryKib * iterations) / ONE_TURN.argon2KibTimesIterations);
    }
    case 'scrypt': {
      const { N, r, p } = stored.cost;
      return Math.ceil((N * r * p) / ONE_TURN.scryptWork);
    }
    case 'bcrypt':
      return Math.ceil(2 ** (Number(stored.settings.slice(4, 6)) - ONE_TURN.bcryptCost));
  }
}

/**
 * Whether a stored hash that takes this password takes no other that people might have. bcrypt reads 72 bytes and begins
 * anew after a zero byte; HMAC, and with it PBKDF2 and scrypt, fills short keys up with zeros (RFC 2104 §2).
 */
export function holdsWholePassword(password: string, stored: DjangoHash): boolean {
  const bytes = utf8ToBytes(password);
  switch (stored.scheme) {
    case 'argon2':
      return true;
    case 'pbkdf2':
    case 'scrypt':
      return !bytes.includes(0);
    case 'bcrypt':
      return stored.prehashed || (bytes.length < BCRYPT_BYTES && !bytes.includes(0));
  }
}
