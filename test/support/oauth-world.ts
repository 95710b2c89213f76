import {
  addClient,
  askForCode,
  exchange,
  type GrantAnswer,
  postForm,
  type TestClient,
} from './oauth.ts';
import { createPageClient } from './page-client.ts';
import { register } from './people.ts';
import { createTestApp, type TestApp } from './test-app.ts';

/** A browser that somebody is signed in with. */
export async function signedIn(app = createTestApp()) {
  const email = await register(app);
  const browser = createPageClient(app);
  await browser.signIn(email);
  return { app, email, browser };
}

/** What a client of this kind sends along to prove itself in a form. */
export const proofOf = (client: TestClient): Record<string, string> =>
  client.authMethod === 'client_secret_post' ? { client_secret: client.secret } : {};

/** A first-party client with tokens of somebody who is signed in. */
export async function granted(
  given: Parameters<typeof addClient>[1] = {},
  asked: Record<string, string | null> = {},
  app = createTestApp(),
) {
  const { email, browser } = await signedIn(app);
  const client = await addClient(app, { firstParty: true, ...given });
  const code = await askForCode(browser, client, asked);
  const tokens = await tokensFor(app, client, code);
  return { app, email, browser, client, code, tokens };
}

/** The tokens that a code is exchanged for. */
export const tokensFor = async (app: TestApp, client: TestClient, code: string) =>
  (await exchange(app, client, code, proofOf(client))).json<GrantAnswer>();

/** Refreshes as this client does. */
export const refresh = (
  app: TestApp,
  client: TestClient,
  token: string,
  extra: Record<string, string> = {},
) =>
  postForm(app, '/oauth/token', {
    grant_type: 'refresh_token',
    refresh_token: token,
    client_id: client.id,
    ...proofOf(client),
    ...extra,
  });

/** The claims of a person, by an access token. */
export const infoOf = (app: TestApp, token: string, init: RequestInit = {}) =>
  app.fetch('/oauth/userinfo', { headers: { Authorization: `Bearer ${token}` }, ...init });

/** Whether a request was granted; fails if the service did. */
export async function isTaken(answer: Promise<{ status: number }>): Promise<boolean> {
  const { status } = await answer;
  if (status >= 500) throw new Error(`the service failed with ${status}`);
  return status < 300;
}
