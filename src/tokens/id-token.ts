import { createHash } from 'node:crypto';
import * as z from 'zod';
import { SECOND } from '../shared/clock.ts';
import { acrOf } from './access-token.ts';
import type { Jwt } from './jwt.ts';
import type { IdTokenAlg } from './signing-keys.ts';

/** What an ID token says of whom it was issued to, as far as a hint needs it. */
const idTokenClaims = z.object({
  iss: z.string(),
  sub: z.uuid(),
  aud: z.string(),
  exp: z.number(),
  iat: z.number(),
  sid: z.uuid(),
  auth_time: z.number(),
});
export type IdTokenClaims = z.infer<typeof idTokenClaims>;

export type NewIdToken = {
  alg: IdTokenAlg;
  userId: string;
  clientId: string;
  /** Of the grant: it names the session that the user has with this client. */
  sessionId: string;
  /** Epoch milliseconds, as are the other times. */
  issuedAt: number;
  expiresAt: number;
  authTime: number;
  amr: string[];
  accessToken: string;
  /** Null where the request had none, as at a refresh. */
  nonce: string | null;
  /** What else the client is told of the user. */
  claims: Record<string, unknown>;
};

/**
 * Signs an ID token (OpenID Connect Core §2) with the first key of the client's algorithm. What is
 * not there is left out, never null. Throws if there is no such key.
 */
export function signIdToken(jwt: Jwt, token: NewIdToken): Promise<string> {
  return jwt.signIdToken(token.alg, {
    ...token.claims,
    sub: token.userId,
    aud: token.clientId,
    azp: token.clientId,
    iat: Math.floor(token.issuedAt / SECOND),
    exp: Math.floor(token.expiresAt / SECOND),
    auth_time: Math.floor(token.authTime / SECOND),
    amr: token.amr,
    acr: acrOf(token.amr),
    sid: token.sessionId,
    at_hash: halfHash(token.alg, token.accessToken),
    ...(token.nonce !== null && { nonce: token.nonce }),
  });
}

/**
 * Returns the claims of an ID token that a client sends as a hint; null for anything that is none
 * of ours. An expired one passes (RP-Initiated Logout §2): it only tells whom it was issued for.
 */
export async function readIdTokenHint(jwt: Jwt, token: string): Promise<IdTokenClaims | null> {
  const claims = idTokenClaims.safeParse(await jwt.readIdToken(token));
  return claims.success ? claims.data : null;
}

/** The left half of a hash of the signature's algorithm (OpenID Connect Core §3.1.3.6). */
function halfHash(alg: IdTokenAlg, text: string): string {
  const hash = createHash(alg === 'EdDSA' ? 'sha512' : 'sha256')
    .update(text, 'ascii')
    .digest();
  return hash.subarray(0, hash.length / 2).toString('base64url');
}
