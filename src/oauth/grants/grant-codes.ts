import { base64url } from 'jose';
import { digestOf, type KeyRing } from '../../shared/digest.ts';
import type { Random } from '../../shared/random.ts';
import { sealText, unsealText } from '../../shared/seal.ts';

/** 256 bits; RFC 6749 §10.10 asks for 128. */
const CODE_BYTES = 32;
/** Longer than any code, and short enough to look into. */
const LONGEST = 512;

export type GrantCodesDeps = { keys: KeyRing; random: Random };

/** Makes and reads authorization codes. */
export type GrantCodes = ReturnType<typeof createGrantCodes>;

/**
 * A code contains the sealed id of its user, which says which guard keeps it and reveals nothing to
 * others. Its random bytes make it secret; the guard stores only the digest of the whole.
 */
export function createGrantCodes({ keys, random }: GrantCodesDeps) {
  return {
    async make(userId: string): Promise<{ code: string; digest: string }> {
      const secret = base64url.encode(random.bytes(CODE_BYTES));
      const code = `${await sealText(keys, userId)}.${secret}`;
      return { code, digest: digestOf('oauth-code', code) };
    },

    /** Returns whose code it is, and its digest; null for what is none. */
    async read(code: string): Promise<{ userId: string; digest: string } | null> {
      const end = code.lastIndexOf('.');
      if (end === -1 || code.length > LONGEST) return null;
      const userId = await unsealText(keys, code.slice(0, end)).catch(() => null);
      return userId === null ? null : { userId, digest: digestOf('oauth-code', code) };
    },
  };
}
