import { jwtVerify } from 'jose';
import { type AnyRequest, type Presented, presentedBy } from './bearer.ts';
import { type AccessClaims, hasAcr, hasScope, isFresh, type Needs } from './claims.ts';
import { createKeys } from './keys.ts';
import { Refusal } from './refusal.ts';

/** Algorithms of the keys that the service publishes. */
const ALGORITHMS = ['ES256', 'EdDSA', 'RS256'];
/** What RFC 9068 §2.2 requires, beside issuer and audience. */
const REQUIRED = ['sub', 'exp', 'iat', 'jti', 'client_id'];

/**
 * Resolves if the request proves that it has the key of this thumbprint (RFC 9449 §4.3), for this
 * token; rejects otherwise.
 */
export type CheckProof = (
  request: AnyRequest,
  bound: { token: string; jkt: string },
) => Promise<void>;

export type VerifierOptions = {
  /** Of the service: its `APP_URL` unless `JWT_ISSUER` is set, without a slash at the end. */
  issuer: string;
  /** Whom tokens have to be for: the `resource` of this API. The issuer, unless given. */
  audience?: string | undefined;
  /** Where the keys are, unless under the issuer's `/.well-known/jwks.json`. */
  jwksUri?: string | undefined;
  /** Which signatures are taken; ES256, EdDSA and RS256 unless given. */
  algorithms?: string[] | undefined;
  /** Seconds that clocks may differ; 5 unless given. */
  clockTolerance?: number | undefined;
  /** Without it, tokens that are bound to a key are refused. */
  checkProof?: CheckProof | undefined;
  fetch?: typeof fetch | undefined;
};

/** Verifies access tokens of one issuer for one audience. */
export type Verifier = {
  /** The claims of a bearer token. Throws a {@link Refusal}. */
  verify(token: string, needs?: Needs): Promise<AccessClaims>;
  /** The claims of a request's token. Throws a {@link Refusal}. */
  verifyRequest(request: AnyRequest, needs?: Needs): Promise<AccessClaims>;
};

/**
 * Makes a verifier, which keeps the keys: make one for the whole program. Throws `TypeError` for
 * algorithms that sign with a shared secret, or not at all.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const { issuer, algorithms = ALGORITHMS, clockTolerance = 5, checkProof } = options;
  const bad = algorithms.find((one) => !/^(?:ES|RS|PS)\d{3}$|^Ed(?:DSA|25519)$/.test(one));
  if (bad !== undefined) throw new TypeError(`${bad} does not sign with a key of its own`);
  const keys = createKeys({
    uri: options.jwksUri ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`,
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
  });
  const rules = {
    ...{ issuer, audience: options.audience ?? issuer, algorithms, clockTolerance },
    ...{ typ: 'at+jwt', requiredClaims: REQUIRED },
  };

  const read = ({ scheme, token }: Presented): Promise<AccessClaims> =>
    jwtVerify<AccessClaims>(token, keys, rules).then(
      ({ payload }) => payload,
      (error: unknown) => {
        if (error instanceof Refusal) throw error;
        throw invalid(scheme, error);
      },
    );

  async function verifyPresented(
    presented: Presented,
    needs: Needs,
    prove: (jkt: string) => Promise<void>,
  ): Promise<AccessClaims> {
    const { scheme } = presented;
    const claims = await read(presented);
    const isBound = claims.cnf !== undefined;
    // Bound tokens come as DPoP only, and others never do (RFC 9449 §7.1).
    if (isBound !== (scheme === 'DPoP')) throw invalid(scheme);
    if (isBound) {
      await prove(claims.cnf?.jkt ?? '').catch((error: unknown) => {
        throw invalid(scheme, error);
      });
    }
    demand(claims, needs, { scheme, now: Date.now() / 1000 - clockTolerance });
    return claims;
  }

  return {
    verify: (token, needs = {}) =>
      verifyPresented({ scheme: 'Bearer', token }, needs, () => Promise.reject()),
    async verifyRequest(request, needs = {}) {
      const presented = presentedBy(request);
      return verifyPresented(presented, needs, async (jkt) => {
        if (checkProof === undefined || jkt === '') throw new Error('no proof is taken here');
        await checkProof(request, { token: presented.token, jkt });
      });
    },
  };
}

const invalid = (scheme: Presented['scheme'], cause?: unknown) =>
  new Refusal('invalid_token', 'The token is not valid here', { scheme }, cause);

function demand(
  claims: AccessClaims,
  { scope, acr, maxAge }: Needs,
  { scheme, now }: { scheme: Presented['scheme']; now: number },
): void {
  if (scope !== undefined && !hasScope(claims, scope))
    throw new Refusal('insufficient_scope', 'The token lacks a scope', {
      scheme,
      parameters: { scope },
    });
  const isStrong = acr === undefined || hasAcr(claims, acr);
  if (isStrong && (maxAge === undefined || isFresh(claims, maxAge, now))) return;
  // RFC 9470 §3: the app asks the user again with these parameters.
  throw new Refusal('insufficient_user_authentication', 'The user has to prove it again', {
    scheme,
    parameters: {
      ...(acr !== undefined && { acr_values: acr }),
      ...(maxAge !== undefined && { max_age: String(maxAge) }),
    },
  });
}
