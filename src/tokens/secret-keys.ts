import { deriveKeys, keyedDigest, type Secrets } from '../shared/digest.ts';

/** The kinds of token that only this service reads: no published key signs them. */
export type SecretTokenType = 'rt+jwt' | 'mfa+jwt';

/** A key of HS256, derived from a secret of the service. */
export type SecretKey = { kid: string; bytes: Uint8Array };

/** The keys of each kind: the first signs, all verify. */
export type SecretKeys = Record<SecretTokenType, readonly [SecretKey, ...SecretKey[]]>;

/** Characters of a key's id: 96 bits, which no two keys share and which say nothing of the key. */
const ID_LENGTH = 16;

/**
 * Derives the keys of tokens that only this service reads: of the present secret, then of former
 * ones.
 */
export function deriveSecretKeys(secrets: Secrets): SecretKeys {
  return {
    'rt+jwt': keysFor(secrets, 'refresh-tokens'),
    'mfa+jwt': keysFor(secrets, 'second-step-tokens'),
  };
}

function keysFor(secrets: Secrets, use: string): SecretKeys[SecretTokenType] {
  const [present, ...former] = deriveKeys(secrets, use);
  return [withId(present), ...former.map(withId)];
}

function withId(bytes: Uint8Array): SecretKey {
  return { kid: keyedDigest(bytes, 'kid').slice(0, ID_LENGTH), bytes };
}
