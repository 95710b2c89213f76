import type { CryptoKey } from 'jose';
import { tokenInvalid } from './errors.ts';
import { keyIdOf } from './read-signed.ts';
import { importSecretKey, type SecretKeys, type SecretTokenType } from './secret-keys.ts';
import { importSigningKeys, type JwkSet } from './signing-keys.ts';

/** The explicit type of a token (RFC 8725 §3.11), so that kinds are never confused. */
export type TokenType = 'at+jwt' | SecretTokenType;

/**
 * Audiences of tokens that only this service reads; services checking `JWT_AUDIENCE` reject them.
 */
const SECRET_AUDIENCES: Record<SecretTokenType, string> = {
  'rt+jwt': 'urn:latchkey:refresh',
  'mfa+jwt': 'urn:latchkey:second-step',
  'grt+jwt': 'urn:latchkey:grant-refresh',
};

/** A key of a type of tokens, and whom they are for. */
export type TokenKey = {
  kid: string;
  alg: string;
  key: CryptoKey | Uint8Array;
  audience: string;
  /** Names the key by its contents; null for keys whose tokens are presented once. */
  thumbprint: string | null;
};

type TokenKeysDeps = { keys: JwkSet; secretKeys: SecretKeys; audience: string };

/** The keys that sign and verify each type of token (RFC 8725 §3.8). */
export function createTokenKeys({ keys, secretKeys, audience }: TokenKeysDeps) {
  async function signerOf(type: TokenType): Promise<TokenKey> {
    if (type !== 'at+jwt') return toKey(type, secretKeys[type][0]);
    const { signer } = await importSigningKeys(keys);
    return { ...signer, key: signer.privateKey, audience };
  }

  async function verifierOf(type: TokenType, token: string): Promise<TokenKey> {
    const kid = keyIdOf(token);
    const secret = type === 'at+jwt' ? undefined : secretKeys[type].find((key) => key.kid === kid);
    if (type !== 'at+jwt' && secret !== undefined) return toKey(type, secret);
    // Published keys once signed refresh tokens, which stay valid until they expire.
    const isNeverPublic = type === 'mfa+jwt' || type === 'grt+jwt';
    const known = isNeverPublic ? undefined : (await importSigningKeys(keys)).byId.get(kid);
    if (known === undefined) throw tokenInvalid();
    return { ...known, key: known.publicKey, audience };
  }

  return { signerOf, verifierOf };
}

async function toKey(
  type: SecretTokenType,
  secret: SecretKeys[SecretTokenType][0],
): Promise<TokenKey> {
  const key = await importSecretKey(secret);
  return { kid: secret.kid, alg: 'HS256', key, audience: SECRET_AUDIENCES[type], thumbprint: null };
}
