import { CompactEncrypt, compactDecrypt } from 'jose';

/** Encrypts a text for a while on a queue or in a cookie: JWE with AES-256-GCM (RFC 7516). `key` has 32 bytes. */
export function sealText(key: Uint8Array, text: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(key);
}

/** The text that {@link sealText} encrypted. Throws on anything else. */
export async function unsealText(key: Uint8Array, sealed: string): Promise<string> {
  const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
  const { plaintext } = await compactDecrypt(sealed, key, options);
  return new TextDecoder().decode(plaintext);
}
