import { scrypt } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { hashSync } from 'bcryptjs';
import { equalInConstantTime } from '../../shared/digest.ts';
import { argon2i, argon2id } from './argon2.ts';
import type { DjangoHash } from './django-hash.ts';
import { pbkdf2 } from './pbkdf2.ts';

/**
 * Whether Django would have taken this password: as typed, in UTF-8, and for `bcrypt` no more than its first 72 bytes.
 * Takes up to six seconds, in which other requests wait, except for PBKDF2.
 */
export async function verifyDjangoHash(password: string, stored: DjangoHash): Promise<boolean> {
  const bytes = utf8ToBytes(password);
  switch (stored.scheme) {
    case 'pbkdf2':
      return equalInConstantTime(
        await pbkdf2(stored.digest, bytes, stored.salt, stored.iterations),
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
