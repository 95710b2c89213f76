import { scrypt } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { hashSync } from 'bcryptjs';
import { equalInConstantTime } from '../../shared/digest.ts';
import { argon2i, argon2id } from './argon2.ts';
import type { DjangoHash } from './django-hash.ts';
import { pbkdf2 } from './pbkdf2.ts';

/** Bytes that bcrypt reads; it silently drops the rest. */
const BCRYPT_BYTES = 72;

/**
 * Returns whether Django would accept this password: as typed, in UTF-8, and for `bcrypt` only its
 * first 72 bytes. Blocks other requests for up to six seconds, except for PBKDF2, which awaits
 * `pause` every 50 ms.
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

/**
 * The work in each scheme that equals one of our own hashes, 25 ms of CPU; measured in workerd
 * (src/cli/README.md, "Moving in from Django").
 */
const ONE_TURN = { argon2KibTimesIterations: 25_600, scryptWork: 40_960, bcryptCost: 8 };
/** Turns of a slice of PBKDF2, which is 50 ms. */
const SLICE_TURNS = 2;

/** Returns how many of our own hashes one blocking stretch of a verification equals, at least 1. */
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
 * Returns whether a stored hash that matches this password matches no other plausible one. bcrypt
 * reads 72 bytes and starts over after a zero byte; HMAC, and so PBKDF2 and scrypt, pads short keys
 * with zeros (RFC 2104 §2).
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
