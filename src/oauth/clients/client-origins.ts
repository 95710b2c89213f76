import type { Context } from 'hono';
import type { OauthClient } from './client.ts';

/** What scripts of a client may read beside the safelisted (Fetch §3.2.3). */
const EXPOSED = 'WWW-Authenticate, DPoP-Nonce, Retry-After, X-Request-Id';

/** The origins of a client: those of its redirect URIs that are web pages. */
export function originsOf({ redirectUris }: Pick<OauthClient, 'redirectUris'>): string[] {
  const pages = redirectUris.filter((uri) => /^https?:/.test(uri));
  return [...new Set(pages.map((uri) => new URL(uri).origin))];
}

/**
 * Lets pages of a client read this answer, without cookies. A page without an origin of its own
 * (`null`) never.
 */
export function shareWithClient(c: Context, client: Pick<OauthClient, 'redirectUris'>): void {
  const origin = c.req.header('Origin');
  if (origin === undefined || !originsOf(client).includes(origin)) return;
  c.header('Access-Control-Allow-Origin', origin);
  c.header('Access-Control-Expose-Headers', EXPOSED);
}

/**
 * Lets every page read why it is refused, unless the answer is its client's already: a token that
 * is over names no client, and a page that cannot read the 401 takes it for a broken network.
 */
export function shareRefusal(c: Context): void {
  if (c.res.headers.has('Access-Control-Allow-Origin')) return;
  c.header('Access-Control-Allow-Origin', '*');
  c.header('Access-Control-Expose-Headers', EXPOSED);
}
