import { exportJWK, generateKeyPair, generateSecret, type JWK } from 'jose';

export const ALGORITHMS = ['ES256', 'EdDSA', 'RS256', 'HS256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** Creates a private key as a JWK for JWT_KEYS. Its `kid` begins with the date. */
export async function makeKey(alg: Algorithm): Promise<JWK> {
  const kid = `${new Date().toISOString().slice(0, 10)}-${crypto.randomUUID().slice(0, 8)}`;
  const jwk =
    alg === 'HS256'
      ? await exportJWK(await generateSecret(alg, { extractable: true }))
      : await exportJWK((await generateKeyPair(alg, { extractable: true })).privateKey);
  return { kid, alg, ...jwk };
}

/**
 * Creates the keys of a new deployment: one of an algorithm, which signs access tokens, and one of
 * RS256, which every OpenID Connect library takes for ID tokens.
 */
export const makeKeys = (alg: Algorithm): Promise<JWK[]> =>
  Promise.all([...new Set<Algorithm>([alg, 'RS256'])].map(makeKey));
