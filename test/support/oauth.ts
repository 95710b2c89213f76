import { createHash } from 'node:crypto';
import { digestOfSecret } from '../../src/oauth/clients/client-secret.ts';
import type { StoredClient } from '../../src/oauth/clients/client-store.ts';
import type { OpenPage, PageClient } from './page-client.ts';
import type { TestApp } from './test-app.ts';

export const ISSUER = 'https://auth.test';
/** Where most clients here are answered. */
export const CALLBACK = 'https://client.example/callback';
export const VERIFIER = 'a-verifier-that-is-long-enough-for-rfc-7636-0001';
export const challengeOf = (verifier: string) =>
  createHash('sha256').update(verifier).digest('base64url');

export type TestClient = StoredClient & { secret: string };
let counter = 0;

/** Registers a public client for a page of its own, or whatever `given` says. */
export async function addClient(
  app: TestApp,
  given: Partial<StoredClient> = {},
): Promise<TestClient> {
  const id = given.id ?? `client-${++counter}-${crypto.randomUUID().slice(0, 8)}`;
  const secret = `secret-of-${id}`;
  const at = app.clock();
  const client: StoredClient = {
    id,
    name: 'Crumbs & Co',
    redirectUris: [CALLBACK],
    postLogoutRedirectUris: [],
    authMethod: 'none',
    secrets: [{ digest: digestOfSecret(id, secret), createdAt: at }],
    jwks: null,
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    idTokenAlg: 'ES256',
    backchannelLogoutUri: null,
    firstParty: false,
    requirePkce: true,
    requirePar: false,
    dpopBound: false,
    claimsInIdToken: false,
    lenientAudience: false,
    accessTtl: null,
    refreshTtl: null,
    disabledAt: null,
    createdAt: at,
    updatedAt: at,
    ...given,
  };
  await app.servicesWith(() => undefined).stores.clients.insertStatement(client);
  return { ...client, secret };
}

/** The path of a request that is good, with what `changed` says; null leaves a parameter out. */
export function authorizePath(
  client: Pick<TestClient, 'id'>,
  changed: Record<string, string | null> = {},
): string {
  return `/oauth/authorize?${new URLSearchParams(askedBy(client, changed))}`;
}

/** What such a request asks for. */
export function askedBy(
  client: Pick<TestClient, 'id'>,
  changed: Record<string, string | null> = {},
): Record<string, string> {
  const asked: Record<string, string | null> = {
    client_id: client.id,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid profile email offline_access',
    state: 'a state',
    nonce: 'a-nonce',
    code_challenge: challengeOf(VERIFIER),
    code_challenge_method: 'S256',
    ...changed,
  };
  const given = Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== null);
  return Object.fromEntries(given);
}

/** Opens an address; stops where it leads to another site. */
export async function visit(browser: PageClient, path: string): Promise<OpenPage> {
  const page = await browser.open(path, { follow: false });
  const to = page.headers.get('Location');
  return to?.startsWith('/') ? visit(browser, to) : page;
}

/** Where a page or a redirect leads to; fails if it stays with us. */
export function leadsTo(page: OpenPage): URL {
  const to = page.headers.get('Location') ?? page.refresh;
  if (to === null || to.startsWith('/')) throw new Error(`stays: ${page.url} ${page.h1}`);
  return new URL(to);
}

/** What the client is answered, by name. */
export const answerOf = (page: OpenPage): Record<string, string> =>
  Object.fromEntries(leadsTo(page).searchParams);

/** Asks in a browser that is signed in, consents if that is asked, and returns the code. */
export async function askForCode(
  browser: PageClient,
  client: TestClient,
  changed: Record<string, string | null> = {},
): Promise<string> {
  let page = await visit(browser, authorizePath(client, changed));
  if (page.url.startsWith('/oauth/continue') && page.refresh === null)
    page = await browser.submit(page, {}, { press: 'Allow' });
  const { code } = answerOf(page);
  if (code === undefined) throw new Error(`no code: ${leadsTo(page)}`);
  return code;
}

export const basic = (id: string, secret: string) => ({
  Authorization: `Basic ${btoa(`${id}:${secret}`)}`,
});

/** Posts a form to one of the endpoints of clients. */
export const postForm = (
  app: TestApp,
  path: string,
  fields: Record<string, string> | string[][],
  headers: Record<string, string> = {},
) =>
  app.fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields as Record<string, string>).toString(),
  });

/** Exchanges a code as a public client does. */
export const exchange = (
  app: TestApp,
  client: Pick<TestClient, 'id'>,
  code: string,
  changed: Record<string, string | undefined> = {},
) => {
  const fields: Record<string, string | undefined> = {
    grant_type: 'authorization_code',
    client_id: client.id,
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    code,
    ...changed,
  };
  const given = Object.entries(fields).filter((pair): pair is [string, string] => !!pair[1]);
  return postForm(app, '/oauth/token', Object.fromEntries(given));
};

export type GrantAnswer = {
  access_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
  refresh_token: string;
  id_token: string;
};

/** The status and the `error` of a refusal, which must be OAuth's JSON and never be kept. */
export async function oauthRefusal(response: Response): Promise<[number, string]> {
  const body = await response.json<Record<string, string>>();
  const names = Object.keys(body).sort().join();
  if (names !== 'error,error_description' || response.headers.get('Cache-Control') !== 'no-store')
    throw new Error(`no refusal: ${response.status} ${JSON.stringify(body)}`);
  return [response.status, body.error ?? ''];
}

/** The claims of a token, not verified. */
export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(
    new TextDecoder().decode(
      Uint8Array.fromBase64(token.split('.')[1] ?? '', { alphabet: 'base64url' }),
    ),
  );
