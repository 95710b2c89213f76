import {
  type CryptoKey,
  compactVerify,
  decodeProtectedHeader,
  type JWTPayload,
  SignJWT,
} from 'jose';
import type * as z from 'zod';
import type { Clock } from '../shared/clock.ts';
import { tokenInvalid } from './errors.ts';
import { judgeClaims } from './judge-claims.ts';
import { importSecretKey, type SecretKeys, type SecretTokenType } from './secret-keys.ts';
import { importSigningKeys, type JwkSet } from './signing-keys.ts';
import { isolateVerifiedTokens, type Signed, type VerifiedTokens } from './verified-tokens.ts';

/** The explicit type of a token (RFC 8725 §3.11), so that kinds are never confused. */
export type TokenType = 'at+jwt' | SecretTokenType;

/**
 * Audiences of tokens that only this service reads; services checking `JWT_AUDIENCE` reject them.
 */
const SECRET_AUDIENCES: Record<SecretTokenType, string> = {
  'rt+jwt': 'urn:latchkey:refresh',
  'mfa+jwt': 'urn:latchkey:second-step',
};

export type JwtDeps = {
  /** Keys that sign access tokens; their public parts are published. */
  keys: JwkSet;
  /** Keys that sign tokens only this service reads. */
  secretKeys: SecretKeys;
  issuer: string;
  audience: string;
  /** The `client_id` of sign-ins at our own routes (RFC 9068 §2.2). */
  clientId: string;
  clock: Clock;
  /** By default those of this isolate. */
  verified?: VerifiedTokens;
};

/** Signs and verifies the service's own tokens. */
export type Jwt = ReturnType<typeof createJwt>;

type Key = {
  kid: string;
  alg: string;
  key: CryptoKey | Uint8Array;
  audience: string;
  /** Names the key by its contents; null for keys whose tokens are presented once. */
  thumbprint: string | null;
};

/**
 * JWTs with a key per type (RFC 8725 §3.8, §3.12): the first key of the set signs access tokens,
 * and any of it verifies them; other types use keys derived from the service's secret. Each key is
 * used with one algorithm only (§3.1).
 */
export function createJwt(deps: JwtDeps) {
  const { keys, secretKeys, issuer, audience, clientId, clock } = deps;
  const { verified = isolateVerifiedTokens } = deps;

  async function signerOf(type: TokenType): Promise<Key> {
    if (type !== 'at+jwt') return toKey(type, secretKeys[type][0]);
    const { signer } = await importSigningKeys(keys);
    return { ...signer, key: signer.privateKey, audience };
  }

  async function verifierOf(type: TokenType, token: string): Promise<Key> {
    const kid = keyIdOf(token);
    const secret = type === 'at+jwt' ? undefined : secretKeys[type].find((key) => key.kid === kid);
    if (type !== 'at+jwt' && secret !== undefined) return toKey(type, secret);
    // Published keys once signed refresh tokens, which stay valid until they expire.
    const known = type === 'mfa+jwt' ? undefined : (await importSigningKeys(keys)).byId.get(kid);
    if (known === undefined) throw tokenInvalid();
    return { ...known, key: known.publicKey, audience };
  }

  async function checkSignature(type: TokenType, token: string, key: Key): Promise<Signed> {
    if (key.thumbprint === null) return readSigned(token, key);
    const name = verified.nameOf(type, key.thumbprint, token);
    const known = verified.find(name);
    if (known !== undefined) return known;
    const signed = await readSigned(token, key);
    verified.add(name, signed);
    return signed;
  }

  return {
    clientId,

    async sign(type: TokenType, claims: JWTPayload): Promise<string> {
      const { kid, alg, key, audience: aud } = await signerOf(type);
      return new SignJWT({ ...claims, iss: issuer, aud })
        .setProtectedHeader({ alg, kid, typ: type })
        .sign(key);
    },

    /**
     * Returns the claims of an authentic, unexpired token. Touches no storage; the signature of an
     * access token is verified once per isolate. Throws `token_expired` for an authentic but
     * expired one, and `token_invalid` for everything else.
     */
    async verify<T>(type: TokenType, token: string, schema: z.ZodType<T>): Promise<T> {
      const key = await verifierOf(type, token);
      const signed = await checkSignature(type, token, key);
      const expected = { typ: type, issuer, audience: key.audience };
      const claims = schema.safeParse(judgeClaims(signed, expected, clock()));
      if (!claims.success) throw tokenInvalid();
      return claims.data;
    },

    /** Whether a token's header names a published key. Does not check the signature. */
    namesPublishedKey(token: string): boolean {
      try {
        const kid = keyIdOf(token);
        return keys.keys.some((key) => key.kid === kid);
      } catch {
        return false;
      }
    },
  };
}

async function toKey(type: SecretTokenType, secret: SecretKeys[SecretTokenType][0]): Promise<Key> {
  const key = await importSecretKey(secret);
  return { kid: secret.kid, alg: 'HS256', key, audience: SECRET_AUDIENCES[type], thumbprint: null };
}

async function readSigned(token: string, { alg, key }: Key): Promise<Signed> {
  const { payload, protectedHeader } = await compactVerify(token, key, { algorithms: [alg] }).catch(
    (cause: unknown) => {
      throw tokenInvalid({ cause });
    },
  );
  // We issue no extensions, one of which changes how the payload is read (RFC 7797).
  if (protectedHeader.crit !== undefined) throw tokenInvalid();
  return { typ: protectedHeader.typ, payload: new TextDecoder().decode(payload) };
}

function keyIdOf(token: string): string {
  try {
    return decodeProtectedHeader(token).kid ?? '';
  } catch (cause) {
    throw tokenInvalid({ cause });
  }
}
