import {
  type CryptoKey,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import type * as z from 'zod';
import { type Clock, SECOND } from '../shared/clock.ts';
import { tokenExpired, tokenInvalid } from './errors.ts';
import type { SecretKeys, SecretTokenType } from './secret-keys.ts';
import { importSigningKeys, type JwkSet } from './signing-keys.ts';

/** The explicit type of a token (RFC 8725 §3.11), so that kinds are never confused. */
export type TokenType = 'at+jwt' | SecretTokenType;

/**
 * Audiences of tokens that only this service reads; services checking `JWT_AUDIENCE` reject them.
 */
const SECRET_AUDIENCES: Record<SecretTokenType, string> = {
  'rt+jwt': 'urn:latchkey:refresh',
  'mfa+jwt': 'urn:latchkey:second-step',
};

/** Seconds a token's `iat` may be in the future, for clock differences between data centres. */
const CLOCK_TOLERANCE = 5;

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
};

/** Signs and verifies the service's own tokens. */
export type Jwt = ReturnType<typeof createJwt>;

type Key = { kid: string; alg: string; key: CryptoKey | Uint8Array; audience: string };

/**
 * JWTs with a key per type (RFC 8725 §3.8, §3.12): the first key of the set signs access tokens,
 * and any of it verifies them; other types use keys derived from the service's secret. Each key is
 * used with one algorithm only (§3.1).
 */
export function createJwt(deps: JwtDeps) {
  const { keys, secretKeys, issuer, audience, clientId, clock } = deps;

  async function signerOf(type: TokenType): Promise<Key> {
    if (type !== 'at+jwt') return toKey(type, secretKeys[type][0]);
    const { signer } = await importSigningKeys(keys);
    return { kid: signer.kid, alg: signer.alg, key: signer.privateKey, audience };
  }

  async function verifierOf(type: TokenType, token: string): Promise<Key> {
    const kid = keyIdOf(token);
    const secret = type === 'at+jwt' ? undefined : secretKeys[type].find((key) => key.kid === kid);
    if (type !== 'at+jwt' && secret !== undefined) return toKey(type, secret);
    // Published keys once signed refresh tokens, which stay valid until they expire.
    const known = type === 'mfa+jwt' ? undefined : (await importSigningKeys(keys)).byId.get(kid);
    if (known === undefined) throw tokenInvalid();
    return { kid, alg: known.alg, key: known.publicKey, audience };
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
     * Returns the claims of an authentic, unexpired token. Touches no storage. Throws
     * `token_expired` for an authentic but expired one, and `token_invalid` for everything else.
     */
    async verify<T>(type: TokenType, token: string, schema: z.ZodType<T>): Promise<T> {
      const { alg, key, audience: aud } = await verifierOf(type, token);
      const now = clock();
      // jose requires a Date, the one place where a time is not a number.
      const currentDate = new Date(now);
      const payload = await jwtVerify(token, key, {
        algorithms: [alg],
        typ: type,
        issuer,
        audience: aud,
        currentDate,
      })
        .then((verified) => verified.payload)
        .catch((error: unknown) => {
          throw error instanceof errors.JWTExpired
            ? tokenExpired()
            : tokenInvalid({ cause: error });
        });
      const claims = schema.safeParse(payload);
      if (!claims.success || (payload.iat ?? 0) > now / SECOND + CLOCK_TOLERANCE)
        throw tokenInvalid();
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

function toKey(type: SecretTokenType, { kid, bytes }: { kid: string; bytes: Uint8Array }): Key {
  return { kid, alg: 'HS256', key: bytes, audience: SECRET_AUDIENCES[type] };
}

function keyIdOf(token: string): string {
  try {
    return decodeProtectedHeader(token).kid ?? '';
  } catch (cause) {
    throw tokenInvalid({ cause });
  }
}
