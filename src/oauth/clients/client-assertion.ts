import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import * as z from 'zod';
import { MINUTE, SECOND } from '../../shared/clock.ts';
import type { OauthClient } from './client.ts';

/** The only kind of assertion that is taken (RFC 7523 §2.2). */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** What clients may sign with, as the metadata names it. Ed25519 is EdDSA by RFC 9864. */
export const ASSERTION_ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'] as const;

/** Milliseconds that an assertion may live on. */
const LONGEST_LIFE = 5 * MINUTE;
/** Milliseconds that `iat` and `nbf` may be ahead (FAPI 2.0 §5.3.2.1: from 10 up to 60 s). */
const AHEAD = 60 * SECOND;
/** Milliseconds that a clock is usually ahead, which makes a life look longer. */
const DRIFT = 10 * SECOND;
/** Milliseconds that a `jti` is known longer than taken: clocks here differ by less. */
const TOLERANCE = 5 * SECOND;
/** What `typ` may say; `client-authentication+jwt` is of draft-ietf-oauth-rfc7523bis-07. */
const TYPES = ['jwt', 'client-authentication+jwt'];

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  iat: z.number().optional(),
  nbf: z.number().optional(),
  jti: z.string().min(1).max(255),
});
type Claims = z.output<typeof claimsSchema>;

/** Who reads assertions: this service, by its issuer and the address of its token endpoint. */
export type AssertionReader = { issuer: string; tokenEndpoint: string };
export type AssertionInput = {
  assertion: string;
  client: Pick<OauthClient, 'id' | 'jwks' | 'lenientAudience'>;
  /** Epoch milliseconds. */
  now: number;
};

/**
 * `good`: to be used once, and remembered until `expiresAt` (epoch milliseconds). `forged`: no key
 * of the client has signed it. `refused`: one has, but what it says does not do.
 */
export type JudgedAssertion =
  | { kind: 'good'; jti: string; expiresAt: number }
  | { kind: 'forged' }
  | { kind: 'refused'; why: string };

/** The client that an assertion names; null for what is none. Nothing of it is proved. */
export function clientOfAssertion(assertion: string): string | null {
  try {
    const { sub }: { sub?: unknown } = decodeJwt(assertion);
    return typeof sub === 'string' ? sub : null;
  } catch {
    return null;
  }
}

/**
 * Judges an assertion by the registered keys of a client (RFC 7523 §3). Its header only chooses
 * among them: a key that comes with it is ignored. Touches no storage.
 */
export async function judgeAssertion(
  reader: AssertionReader,
  { assertion, client, now }: AssertionInput,
): Promise<JudgedAssertion> {
  const payload = await readVouched(assertion, client.jwks?.keys ?? []);
  if (payload === null) return { kind: 'forged' };
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) return { kind: 'refused', why: 'iss, sub, aud, exp and jti are required' };
  const why = faultOf(claims.data, reader, client, now);
  if (why !== null) return { kind: 'refused', why };
  const expiresAt = Math.ceil(claims.data.exp * SECOND) + TOLERANCE;
  return { kind: 'good', jti: claims.data.jti, expiresAt };
}

function faultOf(
  { iss, sub, aud, exp, iat = 0, nbf = 0 }: Claims,
  { issuer, tokenEndpoint }: AssertionReader,
  { id, lenientAudience }: AssertionInput['client'],
  now: number,
): string | null {
  if (iss !== id || sub !== id) return 'iss and sub must be the client_id';
  const named = typeof aud === 'string' ? [aud] : aud;
  const isForUs = lenientAudience
    ? named.some((one) => one === issuer || one === tokenEndpoint)
    : aud === issuer;
  if (!isForUs) return 'aud must be the issuer as one string';
  if (exp * SECOND <= now) return 'is expired';
  if (exp * SECOND > now + LONGEST_LIFE + DRIFT) return 'exp is more than 5 minutes ahead';
  if (iat * SECOND > now + AHEAD || nbf * SECOND > now + AHEAD) return 'is not valid yet';
  return null;
}

/** What one of the keys has signed; null if none has. */
async function readVouched(assertion: string, keys: JWK[]): Promise<unknown> {
  try {
    const { alg = '', kid, typ = 'JWT', crit } = decodeProtectedHeader(assertion);
    // An extension might change how the rest is read (RFC 7797).
    if (crit !== undefined || !TYPES.includes(typ.toLowerCase())) return null;
    const meant = keys.filter((key) => !kid || !key.kid || key.kid === kid);
    for (const key of meant.filter((one) => algorithmsOf(one).includes(alg))) {
      const payload = await read(assertion, key, alg);
      if (payload !== null) return JSON.parse(payload);
    }
  } catch {
    // What is not a JWS is vouched for by nobody.
  }
  return null;
}

const read = (assertion: string, key: JWK, alg: string): Promise<string | null> =>
  importJWK(key, alg)
    .then((imported) => compactVerify(assertion, imported, { algorithms: [alg] }))
    .then(
      ({ payload }) => new TextDecoder().decode(payload),
      () => null,
    );

// The key decides, not the header (RFC 8725 §3.1). RS256 only for a client that has said so.
function algorithmsOf({ kty, alg }: JWK): string[] {
  if (kty === 'EC') return ['ES256'];
  if (kty === 'OKP') return ['EdDSA', 'Ed25519'];
  return [alg ?? 'PS256'];
}
