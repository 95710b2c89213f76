import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** What a token says otherwise than a good access token. */
type Changes = {
  typ?: string;
  aud?: string;
  iss?: string;
  exp?: number;
  acr?: string;
  cnf?: object;
};
export type Algorithm = 'ES256' | 'EdDSA' | 'RS256';

/**
 * An issuer on this machine that publishes a key of each algorithm, and signs with it whatever it
 * is asked to. Its access tokens have the claims of ours.
 */
export async function startStubIssuer() {
  const keys = {
    ES256: await generateKeyPair('ES256'),
    EdDSA: await generateKeyPair('EdDSA'),
    RS256: await generateKeyPair('RS256'),
  };
  const published: JWK[] = await Promise.all(
    Object.entries(keys).map(async ([alg, { publicKey }]) => ({
      ...(await exportJWK(publicKey)),
      kid: alg,
      alg,
      use: 'sig',
    })),
  );
  const server = createServer(({ url = '' }, response) => {
    const body = url.endsWith('/jwks.json')
      ? { keys: published }
      : { issuer, jwks_uri: `${issuer}/.well-known/jwks.json` };
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function sign(alg: Algorithm, { typ = 'at+jwt', ...changes }: Changes = {}) {
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: 'ada', sid: 's', jti: 'j', client_id: 'latchkey', iat: now };
    return new SignJWT({ ...claims, iss: issuer, aud: issuer, exp: now + 900, ...changes })
      .setProtectedHeader({ alg, kid: alg, typ })
      .sign(keys[alg].privateKey);
  }
  return { issuer, sign, close: () => server.close() };
}
export type StubIssuer = Awaited<ReturnType<typeof startStubIssuer>>;
