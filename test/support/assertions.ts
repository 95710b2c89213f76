import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { StoredClient } from '../../src/oauth/clients/client-store.ts';
import { addClient, ISSUER, type TestClient } from './oauth.ts';
import type { TestApp } from './test-app.ts';

export type AssertionKey = { alg: string; publicKey: JWK; privateKey: CryptoKey };

/** A key of a client. `marks` are what it is registered with, such as `kid`. */
export async function keyFor(alg: string, marks: JWK = {}): Promise<AssertionKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, publicKey: { ...(await exportJWK(publicKey)), ...marks }, privateKey };
}

export type KeyClient = TestClient & { key: AssertionKey };

/** A client that signs assertions by `key`. */
export async function addKeyClient(
  app: TestApp,
  given: Partial<StoredClient> = {},
  key?: AssertionKey,
): Promise<KeyClient> {
  const own = key ?? (await keyFor('ES256'));
  const jwks = { keys: [own.publicKey] };
  const about: Partial<StoredClient> = { authMethod: 'private_key_jwt', secrets: [], jwks };
  return { ...(await addClient(app, { ...about, ...given })), key: own };
}

export type Changed = {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: AssertionKey;
};

/** Seconds of the service's clock. */
export const secondsOf = (app: TestApp): number => Math.floor(app.clock() / 1000);

/** An assertion that is good, with what `changed` says; an undefined claim is left out. */
export function signAssertion(
  app: TestApp,
  client: KeyClient,
  { claims = {}, header = {}, key = client.key }: Changed = {},
): Promise<string> {
  const now = secondsOf(app);
  const own = { iss: client.id, sub: client.id, aud: ISSUER, iat: now, exp: now + 60 };
  const all = { ...own, jti: crypto.randomUUID(), ...claims };
  return new SignJWT(all).setProtectedHeader({ alg: key.alg, ...header }).sign(key.privateKey);
}

/** The fields of a form that an assertion stands in. */
export const byAssertion = (assertion: string) => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: assertion,
});
