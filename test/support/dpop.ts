import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { type GrantAnswer, ISSUER, postForm, type TestClient, VERIFIER } from './oauth.ts';
import type { TestApp } from './test-app.ts';

/** What a proof says instead of what is right; null leaves a member out. */
export type ProofChanges = {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  /** Of the access token that `ath` is of. */
  token?: string;
};
export type Prover = Awaited<ReturnType<typeof createProver>>;

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');
const present = (given: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));

/** A key of a client, and proofs of it for requests of a service (RFC 9449 §4.2). */
export async function createProver(app: Pick<TestApp, 'clock'>, alg = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk: JWK = await exportJWK(publicKey);

  const prove = (
    method: string,
    path: string,
    { claims = {}, header = {}, token }: ProofChanges = {},
  ): Promise<string> =>
    new SignJWT(
      present({
        jti: crypto.randomUUID(),
        htm: method,
        htu: `${ISSUER}${path}`,
        iat: Math.floor(app.clock() / 1000),
        ath: token === undefined ? null : hashOf(token),
        ...claims,
      }),
    )
      .setProtectedHeader(present({ alg, typ: 'dpop+jwt', jwk, ...header }) as { alg: string })
      .sign(privateKey);

  return {
    alg,
    jwk,
    privateKey,
    jkt: await calculateJwkThumbprint(jwk),
    prove,
    /** The headers that present an access token with a proof. */
    present: async (method: string, path: string, token: string, changed: ProofChanges = {}) => ({
      Authorization: `DPoP ${token}`,
      DPoP: await prove(method, path, { token, ...changed }),
    }),
  };
}

/** Exchanges a code with a proof, or with this `DPoP` header; null for none. */
export async function exchangeProved(
  app: TestApp,
  client: Pick<TestClient, 'id'>,
  code: string,
  proof: Prover | string | null,
): Promise<Response> {
  const fields = {
    grant_type: 'authorization_code',
    client_id: client.id,
    code_verifier: VERIFIER,
    code,
  };
  const DPoP =
    proof === null || typeof proof === 'string' ? proof : await proof.prove('POST', '/oauth/token');
  return postForm(app, '/oauth/token', fields, DPoP === null ? {} : { DPoP });
}

/** Refreshes a grant of a public client; `proof` as for {@link exchangeProved}. */
export async function refreshProved(
  app: TestApp,
  client: Pick<TestClient, 'id'>,
  token: string,
  proof: Prover | string | null,
): Promise<Response> {
  const fields = { grant_type: 'refresh_token', client_id: client.id, refresh_token: token };
  const DPoP =
    proof === null || typeof proof === 'string' ? proof : await proof.prove('POST', '/oauth/token');
  return postForm(app, '/oauth/token', fields, DPoP === null ? {} : { DPoP });
}

/** The tokens in a good answer. */
export async function grantIn(response: Response): Promise<GrantAnswer> {
  if (response.status !== 200) throw new Error(`no grant: ${await response.text()}`);
  return response.json<GrantAnswer>();
}
