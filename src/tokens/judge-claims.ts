import type { JWTPayload } from 'jose';
import { SECOND } from '../shared/clock.ts';
import { tokenExpired, tokenInvalid } from './errors.ts';
import type { Signed } from './verified-tokens.ts';

/** Seconds a token's `iat` may be in the future, for clock differences between data centres. */
const CLOCK_TOLERANCE = 5;

/** What a token must say. `audience` is null where its reader judges that. */
export type Expected = { typ: string; issuer: string; audience: string | null };

/**
 * Returns the claims of a token whose signature is right, if they hold `now` (epoch milliseconds;
 * RFC 7519 §4.1, RFC 8725 §3.8 to §3.11). Throws `token_expired` if only time speaks against it,
 * else `token_invalid`.
 */
export function judgeClaims({ typ, payload }: Signed, expected: Expected, now: number): JWTPayload {
  const claims = parse(payload);
  const { iss, aud, iat, nbf, exp } = claims;
  const audiences = Array.isArray(aud) ? aud : [aud];
  const { audience } = expected;
  const isForUs = audience === null || audiences.includes(audience);
  const isOurs = typ === expected.typ && iss === expected.issuer && isForUs;
  if (!isOurs || ![iat, nbf, exp].every(isTime)) throw tokenInvalid();
  const second = Math.floor(now / SECOND);
  if ((nbf ?? 0) > second || (iat ?? 0) > now / SECOND + CLOCK_TOLERANCE) throw tokenInvalid();
  if (exp !== undefined && exp <= second) throw tokenExpired();
  return claims;
}

const isTime = (value: unknown) => value === undefined || typeof value === 'number';

function parse(payload: string): JWTPayload {
  const claims: unknown = tryParse(payload);
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) throw tokenInvalid();
  return claims as JWTPayload;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw tokenInvalid({ cause });
  }
}
