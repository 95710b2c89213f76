import { createHash } from 'node:crypto';
import { openLocalDatabase } from '../local-database.ts';
import { enter, signUp } from './people.ts';
import type { Site } from './site.ts';
import { fill, go, LONG_NAME, type State } from './state.ts';
import type { Visitor } from './visitor.ts';

export const VERIFIER = 'a-verifier-that-is-long-enough-for-rfc-7636-0001';
export const CONSENT = '/oauth/continue';
export const CONNECTIONS = '/account/connections';

/** Registers a client as its columns are, and returns its id. */
export function addClient({ state, app }: Site, name: string): string {
  const id = `c-${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;
  const db = openLocalDatabase(state);
  db.prepare(
    `insert or ignore into oauth_clients (id, name, redirect_uris, post_logout_redirect_uris,
      auth_method, secrets, scopes, id_token_alg, first_party, require_pkce, require_par, dpop_bound,
      claims_in_id_token, lenient_audience, created_at, updated_at)
      values (?, ?, ?, '[]', 'none', '[]', ?, 'RS256', 0, 1, 0, 0, 0, 0, 1, 1)`,
  ).run(
    id,
    name,
    JSON.stringify([`${app}/cb`]),
    JSON.stringify(['openid', 'profile', 'email', 'offline_access', 'roles']),
  );
  db.close();
  return id;
}

/** Where a client sends somebody to be asked for everything. */
export const pathOfRequest = ({ app }: Site, client: string) =>
  `/oauth/authorize?${new URLSearchParams({
    client_id: client,
    redirect_uri: `${app}/cb`,
    response_type: 'code',
    scope: 'openid profile email offline_access roles',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
  })}`;

/** Somebody who is signed in is asked whether a client may use their account. */
async function ask(visitor: Visitor, site: Site, name = 'Crumbs & Co'): Promise<void> {
  const { email } = await signUp(site);
  await enter(visitor, email);
  await go(visitor, pathOfRequest(site, addClient(site, name)));
}
/** The same, who has let it. */
async function allow(visitor: Visitor, site: Site): Promise<void> {
  await ask(visitor, site);
  await fill(visitor, {}, `form[action="${CONSENT}"] button[value=allow]`);
  // The page goes on by itself to the client, which is not there.
  await visitor.page.waitForURL(/\/cb\?/, { waitUntil: 'commit' }).catch(() => undefined);
  await go(visitor, CONNECTIONS);
}

/** What people see of OAuth clients. */
export const consentStates: State[] = [
  { name: 'consent', open: ask },
  {
    name: 'consent-long',
    open: (visitor, site) => ask(visitor, site, LONG_NAME.slice(0, 80)),
  },
  { name: 'consent-stray', open: (visitor) => go(visitor, '/oauth/authorize?client_id=nobody') },
  { name: 'consent-expired', open: (visitor) => go(visitor, CONSENT) },
  { name: 'connections', open: allow },
  {
    name: 'connections-withdrawn',
    async open(visitor, site) {
      await allow(visitor, site);
      await fill(visitor, {}, `form[action="${CONNECTIONS}"] button`);
    },
  },
  {
    name: 'end-session',
    async open(visitor, site) {
      const { email } = await signUp(site);
      await enter(visitor, email);
      await go(visitor, '/oauth/end-session');
    },
  },
  {
    name: 'end-session-posted',
    async open(visitor, site) {
      const { email } = await signUp(site);
      await enter(visitor, email);
      // By a form of the app.
      await visitor.page.goto(`${site.app}/home`);
      const asked = visitor.page.waitForURL(`${site.url}/oauth/end-session/continue?*`);
      await visitor.page.evaluate(`
        const form = document.createElement('form');
        form.method = 'post';
        form.action = '${site.url}/oauth/end-session';
        document.body.append(form);
        form.submit();
      `);
      await asked;
    },
  },
];
