import { authorizePath, freshVerifier } from '../../src/cli/probe/apps.ts';
import { type PageAnswer, tokenIn } from './page.ts';

/** An app of another site, which people let use their accounts: public, by code and PKCE. */
export const APP = { id: 'crumbs', callback: 'https://app.example/callback' };
const SCOPE = 'openid profile offline_access';

/** Registers the app in an empty database. */
export const APP_ROW = `insert into oauth_clients (id, name, redirect_uris,
  post_logout_redirect_uris, auth_method, secrets, scopes, id_token_alg, first_party, require_pkce,
  require_par, dpop_bound, claims_in_id_token, lenient_audience, created_at, updated_at)
  values ('${APP.id}', 'Crumbs & Co', '["${APP.callback}"]', '[]', 'none', '[]',
  '${JSON.stringify(SCOPE.split(' '))}', 'ES256', 0, 1, 0, 0, 0, 0, 1, 1)`;

/** What the token endpoint answers. */
export type AppTokens = { access_token: string; refresh_token: string };
/** How a browser asks: a form is posted, anything else opened. */
export type AskPage = (path: string, form?: Record<string, string>) => Promise<PageAnswer>;
export type AskedCode = { code: string; verifier: string };

/**
 * Asks for a code with a browser that is signed in, and allows what is asked for. Returns null
 * where the browser ends somewhere else than at the app, with the page it ended at.
 */
export async function askForCode(ask: AskPage): Promise<AskedCode | { end: PageAnswer }> {
  const verifier = freshVerifier();
  const client = { id: APP.id, redirectUri: APP.callback };
  let page = await ask(authorizePath(client, verifier, { scope: SCOPE }));
  const consent = page.to?.startsWith('/oauth/continue') ? page.to : null;
  if (consent !== null) {
    page = await ask(consent);
    if (page.to === null) page = await allow(ask, page);
  }
  const url = page.to ?? refreshOf(page);
  const code = url?.startsWith(APP.callback) ? new URL(url).searchParams.get('code') : null;
  return code === null ? { end: page } : { code, verifier };
}

/** Presses "Allow"; the page itself where it has no such form. */
async function allow(ask: AskPage, page: PageAnswer): Promise<PageAnswer> {
  const csrf_token = tokenIn(page);
  const hidden = (name: string) =>
    new RegExp(`name="${name}" value="([^"]+)"`).exec(page.text)?.[1];
  const [request, user] = [hidden('request'), hidden('user')];
  if (csrf_token === null || request === undefined || user === undefined) return page;
  return ask('/oauth/continue', { csrf_token, request, user, choice: 'allow' });
}

/** Where a page goes on to by itself. */
const refreshOf = ({ text }: PageAnswer): string | null =>
  /http-equiv="refresh" content="0;\s*url=([^"]+)"/i.exec(text)?.[1]?.replaceAll('&amp;', '&') ??
  null;

/** The form that exchanges a code. */
export const exchangeForm = ({ code, verifier }: AskedCode): Record<string, string> => ({
  grant_type: 'authorization_code',
  client_id: APP.id,
  redirect_uri: APP.callback,
  code_verifier: verifier,
  code,
});

/** The form that refreshes a grant. */
export const refreshForm = ({ refresh_token }: Pick<AppTokens, 'refresh_token'>) => ({
  grant_type: 'refresh_token',
  client_id: APP.id,
  refresh_token,
});

/** The form that takes a grant back. */
export const revokeForm = ({ refresh_token: token }: Pick<AppTokens, 'refresh_token'>) => ({
  client_id: APP.id,
  token,
});
