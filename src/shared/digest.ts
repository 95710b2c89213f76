import { createHash, createHmac } from 'node:crypto';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Derives a 32-byte key for one use from the service's secret (HKDF-SHA-256, RFC 5869). Different
 * uses get unrelated keys.
 */
export function deriveKey(secret: string, use: string): Uint8Array {
  return hkdf(sha256, utf8ToBytes(secret), undefined, utf8ToBytes(`latchkey/${use}`), 32);
}

/** Keys of one use: the first signs, all verify, so that secrets rotate without downtime. */
export type KeyRing = readonly [Uint8Array, ...Uint8Array[]];

/** The secrets of the service: the current one, then former ones. */
export type Secrets = readonly [string, ...string[]];

/** Derives a key for one use from each secret; see {@link deriveKey}. */
export function deriveKeys([present, ...former]: Secrets, use: string): KeyRing {
  return [deriveKey(present, use), ...former.map((secret) => deriveKey(secret, use))];
}

/**
 * HMAC-SHA-256 of the parts in base64url. The parts are joined by a byte that none of them may
 * contain, so `a|bc` and `ab|c` differ.
 */
export function keyedDigest(key: Uint8Array, ...parts: string[]): string {
  return createHmac('sha256', key).update(parts.join('\u0000')).digest('base64url');
}

/**
 * SHA-256 of the parts in base64url, joined as in {@link keyedDigest}. A guess of the parts can be
 * checked, so use it only for names that must outlive every key.
 */
export function digestOf(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('base64url');
}

/** Whether two byte strings are equal, in a time that depends only on their lengths. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/** Whether two secrets are the same, in a time that tells nothing about either but its length. */
export function isSameSecret(presented: string, secret: string): boolean {
  // All digests have the same length.
  const digest = (text: string) => utf8ToBytes(keyedDigest(new Uint8Array(32), text));
  return equalInConstantTime(digest(presented), digest(secret));
}

/** Imports a key that signs and verifies by HMAC-SHA-256. */
export function importHmacKey(bytes: Uint8Array): Promise<CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign', 'verify']);
}
