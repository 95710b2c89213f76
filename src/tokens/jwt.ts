import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type * as z from 'zod';
import { type Clock, SECOND } from '../shared/clock.ts';
import { tokenExpired, tokenInvalid } from './errors.ts';
import { importSigningKeys, type JwkSet } from './signing-keys.ts';

/** The explicit type of a token (RFC 8725 §3.11): one kind is never taken for another. */
export type TokenType = 'at+jwt' | 'rt+jwt' | 'mfa+jwt';

/** Seconds a token's `iat` may lie in the future, for clocks of data centres that differ. */
const CLOCK_TOLERANCE = 5;

export type JwtDeps = {
  keys: JwkSet;
  issuer: string;
  audience: string;
  clock: Clock;
};

/** Signs and verifies the service's own tokens. */
export type Jwt = ReturnType<typeof createJwt>;

/** JWTs by the first key of the set; verified by any of them, each with its own algorithm only (RFC 8725 §3.1). */
export function createJwt({ keys, issuer, audience, clock }: JwtDeps) {
  return {
    async sign(type: TokenType, claims: JWTPayload): Promise<string> {
      const { signer } = await importSigningKeys(keys);
      return new SignJWT({ ...claims, iss: issuer, aud: audience })
        .setProtectedHeader({ alg: signer.alg, kid: signer.kid, typ: type })
        .sign(signer.privateKey);
    },

    /**
     * The claims of an authentic token that has not expired. Touches no storage.
     * Throws `token_expired` for an authentic one that has, and `token_invalid` for everything else.
     */
    async verify<T>(type: TokenType, token: string, schema: z.ZodType<T>): Promise<T> {
      const { byId } = await importSigningKeys(keys);
      const key = byId.get(keyIdOf(token));
      if (key === undefined) throw tokenInvalid();
      const now = clock();
      // jose takes the moment as a Date, the one place where a time is not a number.
      const currentDate = new Date(now);
      const payload = await jwtVerify(token, key.publicKey, {
        algorithms: [key.alg],
        typ: type,
        issuer,
        audience,
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
  };
}

function keyIdOf(token: string): string {
  try {
    return decodeProtectedHeader(token).kid ?? '';
  } catch (cause) {
    throw tokenInvalid({ cause });
  }
}
