import { CompactEncrypt, compactDecrypt } from 'jose';
import { type KeyRing, keyedDigest } from './digest.ts';

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

/** Characters of a key's id: 72 bits, so no two keys share one. */
const ID_LENGTH = 12;

/**
 * The id of a key: what is kept beside a sealed text, to find what a former key still seals. Says
 * nothing about the key.
 */
export const sealKeyId = (key: Uint8Array): string =>
  keyedDigest(key, 'key-id').slice(0, ID_LENGTH);
