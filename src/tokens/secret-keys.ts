import type { CryptoKey } from 'jose';
import { deriveKeys, importHmacKey, keyedDigest, type Secrets } from '../shared/digest.ts';

/** Types of tokens that only this service reads. No published key signs them. */
export type SecretTokenType = 'rt+jwt' | 'mfa+jwt' | 'grt+jwt';

/** An HS256 key, derived from a secret of the service. */
export type SecretKey = { kid: string; bytes: Uint8Array };

/** The keys of each type: the first signs, all verify. */
export type SecretKeys = Record<SecretTokenType, readonly [SecretKey, ...SecretKey[]]>;

/** Characters of a key's id: 96 bits, unique in practice, and revealing nothing of the key. */
const ID_LENGTH = 16;

/**
 * Derives the keys of tokens that only this service reads, from the current secret and then from
 * former ones.
 */
export function deriveSecretKeys(secrets: Secrets): SecretKeys {
  return {
    'rt+jwt': keysFor(secrets, 'refresh-tokens'),
    'mfa+jwt': keysFor(secrets, 'second-step-tokens'),
    'grt+jwt': keysFor(secrets, 'grant-refresh-tokens'),
  };
}

function keysFor(secrets: Secrets, use: string): SecretKeys[SecretTokenType] {
  const [present, ...former] = deriveKeys(secrets, use);
  return [withId(present), ...former.map(withId)];
}

function withId(bytes: Uint8Array): SecretKey {
  return { kid: keyedDigest(bytes, 'kid').slice(0, ID_LENGTH), bytes };
}

// Importing costs as much as a signature. Never cache the promise: that of an aborted request would
// reach others.
const imported = new WeakMap<SecretKey, CryptoKey>();

/** Imports a key, once per isolate and parsed configuration. */
export async function importSecretKey(secret: SecretKey): Promise<CryptoKey> {
  const known = imported.get(secret);
  if (known !== undefined) return known;
  const key = await importHmacKey(secret.bytes);
  imported.set(secret, key);
  return key;
}
