import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { findFreePort } from '../../support/free-port.ts';
import type { Pressed, Visitor } from './visitor.ts';
import type { World } from './world.ts';

/** What the token endpoint answers; with `error` if it refuses. */
type Tokens = { access_token: string; refresh_token: string; id_token: string; error?: string };
type Metadata = {
  authorization_endpoint: string;
  token_endpoint: string;
  userinfo_endpoint: string;
  revocation_endpoint: string;
  end_session_endpoint: string;
  jwks_uri: string;
};
/** Takes the person to an address, in their own browser and not in one of the app. */
type OpenBrowser = (address: URL) => Promise<unknown>;

const random = () => randomBytes(32).toString('base64url');

/**
 * A program of the person's own machine (RFC 8252), as AppAuth is one: a public client, PKCE, and
 * an answer that comes to a port which it finds free when it asks.
 */
export async function createNativeApp(issuer: string, clientId: string) {
  const found = await fetch(`${issuer}/.well-known/openid-configuration`);
  const server = (await found.json()) as Metadata;

  async function post<T>(endpoint: string, fields: Record<string, string>): Promise<T> {
    const body = new URLSearchParams({ client_id: clientId, ...fields });
    const answer = await fetch(endpoint, { method: 'POST', body });
    return (answer.headers.get('Content-Length') === '0' ? {} : await answer.json()) as T;
  }

  return {
    async signIn(host: '127.0.0.1' | '[::1]' | 'localhost', openBrowser: OpenBrowser) {
      const { redirectUri, answered, close } = await listen(host);
      const [state, nonce, verifier] = [random(), random(), random()];
      const to = new URL(server.authorization_endpoint);
      to.search = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid email offline_access',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        state,
        nonce,
      }).toString();
      const [answer] = await Promise.all([answered, openBrowser(to)]).finally(close);
      if (answer.get('state') !== state || answer.get('iss') !== issuer)
        throw new Error(`the answer is to another request: ${answer}`);
      const tokens = await post<Tokens>(server.token_endpoint, {
        grant_type: 'authorization_code',
        code: answer.get('code') ?? '',
        redirect_uri: redirectUri,
        code_verifier: verifier,
      });
      const keys = createRemoteJWKSet(new URL(server.jwks_uri));
      const about = { issuer, audience: clientId, algorithms: ['RS256'] };
      const { payload } = await jwtVerify(tokens.id_token, keys, about);
      if (payload.nonce !== nonce) throw new Error('the ID token is of another request');
      return tokens;
    },
    refresh: ({ refresh_token }: Tokens) =>
      post<Tokens>(server.token_endpoint, { grant_type: 'refresh_token', refresh_token }),
    revoke: ({ refresh_token }: Tokens) =>
      post(server.revocation_endpoint, { token: refresh_token }),
    async userOf({ access_token }: Tokens): Promise<{ email?: string }> {
      const headers = { Authorization: `Bearer ${access_token}` };
      return (await fetch(server.userinfo_endpoint, { headers })).json() as Promise<object>;
    },
    endSession: ({ id_token }: Tokens) =>
      new URL(`${server.end_session_endpoint}?${new URLSearchParams({ id_token_hint: id_token })}`),
  };
}

/** Waits for one answer, on a port that is free on that address. */
async function listen(host: string) {
  const { promise, resolve } = Promise.withResolvers<URLSearchParams>();
  const server = createServer(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://app');
    if (pathname !== '/callback') return void response.writeHead(404).end();
    response.setHeader('Content-Type', 'text/html').end('You may close this window.');
    resolve(searchParams);
  });
  const port = await findFreePort();
  await new Promise<void>((done) => server.listen(port, host.replace(/[[\]]/g, ''), done));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { redirectUri: `http://${host}:${port}/callback`, answered: promise, close };
}

/** A first-party program on three addresses of its machine; twenty refreshes at once. */
export async function tryNativeApp(world: World) {
  const { issuer, check, addClient, newVisitor } = world;
  const hosts = ['127.0.0.1', '[::1]', 'localhost'] as const;
  const uris = hosts.flatMap((host) => ['--redirect-uri', `http://${host}/callback`]);
  const client = await addClient('Command line', '--public', '--first-party', ...uris);
  const app = await createNativeApp(issuer, client.id);
  const { page, person, go, close } = await newVisitor();
  try {
    let tokens: Tokens | undefined;
    for (const host of hosts) {
      const pressed: string[] = [];
      const openBrowser = async (to: URL) => pressed.push(...(await go(to)).pressed);
      tokens = await app.signIn(host, openBrowser);
      // Other programs of the machine could ask in its name, so that everybody is asked each time.
      const asked = pressed.join() === (host === hosts[0] ? 'sign in,allow' : 'allow');
      check(`a native app: an answer comes to ${host}, after consent`, asked, pressed.join());
    }
    if (tokens === undefined) return;
    const { email } = await app.userOf(tokens);
    check('a native app: user info holds', email === person.email, email);
    const former = tokens;
    const all = await Promise.all(Array.from({ length: 20 }, () => app.refresh(former)));
    const successors = new Set(all.map(({ refresh_token }) => refresh_token));
    check(
      'a native app: twenty refreshes at once have one successor',
      successors.size === 1 && all[0]?.refresh_token !== undefined,
      JSON.stringify(all.map(({ error }) => error)),
    );
    const [fresh = tokens] = all;
    await checkWithdrawal(world, app, { page, go, tokens: fresh });
  } finally {
    await close();
  }
}

type NativeApp = Awaited<ReturnType<typeof createNativeApp>>;
type Held = Pick<Visitor, 'page' | 'go'> & { tokens: Tokens };

/** What a person takes back at `/account/connections` is dead at the next request. */
async function checkWithdrawal({ issuer, check }: World, app: NativeApp, held: Held) {
  const { page, go, tokens } = held;
  const before = await app.userOf(tokens);
  await page.goto(`${issuer}/account/connections`);
  const isListed = await page.getByText('Command line').first().isVisible();
  await page.locator('main form[action="/account/connections"] button').first().click();
  await page.locator('.note.good').waitFor();
  const user = await app.userOf(tokens);
  check(
    'a native app: access that is taken back is dead at the next request',
    isListed && before.email !== undefined && user.email === undefined,
    JSON.stringify(user),
  );
  const { error } = await app.refresh(tokens);
  check('a native app: and refreshes no more', error === 'invalid_grant', error);

  let pressed: Pressed[] = [];
  const again = await app.signIn('127.0.0.1', async (to) => {
    ({ pressed } = await go(to));
  });
  await app.revoke(again);
  const revoked = await app.refresh(again);
  check(
    'a native app: asks anew, and revokes',
    pressed.join() === 'allow' && revoked.error === 'invalid_grant',
    `${pressed} ${revoked.error}`,
  );
  await page.goto(app.endSession(again).href);
  await page.goto(`${issuer}/account`);
  check('a native app: signs out', new URL(page.url()).pathname === '/sign-in', page.url());
}
