import { Hono } from 'hono';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { vi } from 'vitest';
import { createAuthenticateClient } from '../../../src/oauth/clients/authenticate-client.ts';
import { AUTH_METHODS, type AuthMethod } from '../../../src/oauth/clients/client.ts';
import { ASSERTION_TYPE } from '../../../src/oauth/clients/client-assertion.ts';
import { BLANK } from '../../../src/oauth/clients/client-columns.ts';
import { digestOfSecret } from '../../../src/oauth/clients/client-secret.ts';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';

export const NOW = 1_800_000_000_000;
const READER = { issuer: 'https://id.example', tokenEndpoint: 'https://id.example/oauth/token' };
export const SECRET = 'a+b%20c';
export const HEADERS = { 'WWW-Authenticate': 'Basic realm="clients"' };
/** What who is not proved is answered: nothing but how to ask again. */
export const UNPROVED = { code: 'invalid_client', details: { headers: HEADERS } };

const pair = generateKeyPair('ES256', { extractable: true });
export const other = generateKeyPair('ES256');

/** A client with all that any method needs, so that its own method decides. */
async function clientOf(id: string, authMethod: AuthMethod): Promise<StoredClient> {
  const jwks = { keys: [await exportJWK((await pair).publicKey)] };
  const secrets = [{ digest: digestOfSecret(id, SECRET), createdAt: 1 }];
  const times = { disabledAt: null, createdAt: 1, updatedAt: 1 };
  return { ...BLANK, ...times, id, authMethod, idTokenAlg: 'ES256', secrets, jwks };
}

export type Signed = { claims?: object; by?: typeof other };

export async function assertionOf(
  id: string,
  { claims = {}, by = pair }: Signed = {},
): Promise<string> {
  const exp = NOW / 1000 + 60;
  const all = { iss: id, sub: id, aud: READER.issuer, exp, jti: 'a-jti', ...claims };
  const { privateKey } = await by;
  return new SignJWT(all).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
}

export const assertionForm = (assertion: string) => ({
  client_assertion: assertion,
  client_assertion_type: ASSERTION_TYPE,
});
export const basic = (id: string, secret: string) => ({
  Authorization: `Basic ${btoa(`${id}:${secret}`)}`,
});

/** Each way to authenticate as a client, by the method that it is of. */
export const WAYS: Record<AuthMethod, (id: string) => Promise<Parameters<World['enter']>>> = {
  none: async (id) => [{ client_id: id }],
  client_secret_basic: async (id) => [{}, basic(id, SECRET)],
  client_secret_post: async (id) => [{ client_id: id, client_secret: SECRET }],
  private_key_jwt: async (id) => [assertionForm(await assertionOf(id))],
};

type World = Awaited<ReturnType<typeof arrange>>;

export async function arrange(changed: Partial<StoredClient> = {}) {
  const all = await Promise.all(AUTH_METHODS.map((method) => clientOf(`c-${method}`, method)));
  const known = new Map(all.map((client) => [client.id, { ...client, ...changed }]));
  const findClient = vi.fn(async (id: string) => known.get(id) ?? null);
  const useOnce = vi.fn(async (..._use: [string, object]) => true);
  const guards = { useOnce, clientPlace: (id: string) => `place of ${id}` };
  const deps = { findClient, guards, reader: READER, clock: () => NOW };
  const authenticate = createAuthenticateClient(deps);
  const app = new Hono()
    .onError((error) => {
      throw error;
    })
    .post('/', async (c) => c.text((await authenticate(c)).id));
  /** The id of the client that a request comes from. */
  const enter = async (form: string | object, headers: Record<string, string> = {}) => {
    const body = new URLSearchParams(form as string).toString();
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const init = { method: 'POST', body, headers: { ...type, ...headers } };
    return (await app.request('/', init)).text();
  };
  return { enter, findClient, useOnce };
}

export const faultIn = (field: string, message: string) => ({
  ...{ code: 'validation_error', details: { errors: [{ field, code: 'custom', message }] } },
});
