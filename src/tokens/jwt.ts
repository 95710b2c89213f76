import { type JWTPayload, SignJWT } from 'jose';
import type * as z from 'zod';
import type { ShownProof } from '../http/presented-token.ts';
import type { Clock } from '../shared/clock.ts';
import type { ProofNonces } from './dpop/proof-nonces.ts';
import { readProof } from './dpop/read-proof.ts';
import { tokenInvalid } from './errors.ts';
import { idTokens } from './id-token-keys.ts';
import { judgeClaims } from './judge-claims.ts';
import { keyIdOf, readSigned } from './read-signed.ts';
import type { SecretKeys } from './secret-keys.ts';
import type { JwkSet } from './signing-keys.ts';
import { createTokenKeys, type TokenKey, type TokenType } from './token-keys.ts';
import { isolateVerifiedTokens, type Signed, type VerifiedTokens } from './verified-tokens.ts';

export type JwtDeps = {
  /** Keys that sign access tokens; their public parts are published. */
  keys: JwkSet;
  /** Keys that sign tokens only this service reads. */
  secretKeys: SecretKeys;
  issuer: string;
  /** Where our routes are, as the metadata has it; by default the issuer. */
  baseUrl?: string;
  audience: string;
  /** What proofs must have, if anything. */
  proofNonces?: ProofNonces | null;
  /** The `client_id` of sign-ins at our own routes (RFC 9068 §2.2). */
  clientId: string;
  /** Whether an OAuth client may act for its users at our own routes, as far as is known now. */
  mayAct?: (clientId: string) => Promise<boolean>;
  clock: Clock;
  /** By default those of this isolate. */
  verified?: VerifiedTokens;
};

/** Signs and verifies the service's own tokens. */
export type Jwt = ReturnType<typeof createJwt>;

/**
 * JWTs with a key per type (RFC 8725 §3.8, §3.12): the first key of the set signs access tokens,
 * and any of it verifies them; other types use keys derived from the service's secret. Each key is
 * used with one algorithm only (§3.1).
 */
export function createJwt(deps: JwtDeps) {
  const { keys, issuer, audience, clientId, clock } = deps;
  const { baseUrl = issuer, proofNonces = null } = deps;
  const { verified = isolateVerifiedTokens, mayAct = async () => false } = deps;
  const { signerOf, verifierOf } = createTokenKeys(deps);

  async function checkSignature(type: TokenType, token: string, key: TokenKey): Promise<Signed> {
    if (key.thumbprint === null) return readSigned(token, key);
    const name = verified.nameOf(type, key.thumbprint, token);
    const known = verified.find(name);
    if (known !== undefined) return known;
    const signed = await readSigned(token, key);
    verified.add(name, signed);
    return signed;
  }

  async function verify<T>(
    type: TokenType,
    token: string,
    schema: z.ZodType<T>,
    isForUs = true,
  ): Promise<T> {
    const key = await verifierOf(type, token);
    const signed = await checkSignature(type, token, key);
    const expected = { typ: type, issuer, audience: isForUs ? key.audience : null };
    const claims = schema.safeParse(judgeClaims(signed, expected, clock()));
    if (!claims.success) throw tokenInvalid();
    return claims.data;
  }

  return {
    issuer,
    audience,
    clientId,
    mayAct,

    /** Signs claims for this service, or for the audience that they name. */
    async sign(type: TokenType, claims: JWTPayload): Promise<string> {
      const { kid, alg, key, audience: aud } = await signerOf(type);
      return new SignJWT({ aud, ...claims, iss: issuer })
        .setProtectedHeader({ alg, kid, typ: type })
        .sign(key);
    },

    /**
     * Returns the claims of an authentic, unexpired token. Touches no storage; the signature of an
     * access token is verified once per isolate. Throws `token_expired` for an authentic but
     * expired one, and `token_invalid` for everything else.
     */
    verify: <T>(type: TokenType, token: string, schema: z.ZodType<T>): Promise<T> =>
      verify(type, token, schema),

    /** {@link verify} for a reader that judges by itself whom the token is for. */
    verifyForAnyone: <T>(type: TokenType, token: string, schema: z.ZodType<T>): Promise<T> =>
      verify(type, token, schema, false),

    /** Reads a proof that came with an access token, or null to get one; see `readProof`. */
    readProof: (shown: ShownProof, accessToken: string | null) =>
      readProof(shown, { url: `${baseUrl}${shown.path}`, accessToken, now: clock() }, proofNonces),

    ...idTokens(keys, issuer),

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
