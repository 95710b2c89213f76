import { CompactEncrypt, compactDecrypt } from 'jose';
import type { KeyRing } from './digest.ts';

/**
 * Encrypts a text for a queue or cookie with the first key: JWE with AES-256-GCM (RFC 7516). Keys
 * have 32 bytes.
 */
export function sealText([key]: KeyRing, text: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(key);
}

/** Decrypts a text of {@link sealText} with any of the keys. Throws on anything else. */
export async function unsealText([key, ...others]: KeyRing, sealed: string): Promise<string> {
  const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
  const [next, ...rest] = others;
  try {
    const { plaintext } = await compactDecrypt(sealed, key, options);
    return new TextDecoder().decode(plaintext);
  } catch (error) {
    if (next === undefined) throw error;
    return unsealText([next, ...rest], sealed);
  }
}
