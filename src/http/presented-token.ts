import type { Context } from 'hono';

/** A `DPoP` header (RFC 9449 §4.1), null without one, and the request that it came with. */
export type ShownProof = { header: string | null; method: string; path: string };

/** An access token as it was presented: by itself, or with the proof of the key it is bound to. */
export type PresentedToken = string | { token: string; shown: ShownProof };

/** The schemes that present an access token; their case does not matter. */
const AUTHORIZATION = /^(Bearer|DPoP) +(.+)$/i;

/**
 * Returns the token in `Authorization: Bearer …` (RFC 6750 §2.1) or `DPoP …` (RFC 9449 §7.1),
 * well-formed or not; null without one. A request with such a token is judged only by it, not by
 * its cookies.
 */
export function presentedToken(c: Context): PresentedToken | null {
  const [, scheme = '', token] = AUTHORIZATION.exec(authorizationOf(c)) ?? [];
  if (token === undefined) return null;
  return isDpop(scheme) ? { token, shown: shownProof(c) } : token;
}

/** Whether a request presents its token with the proof of a key. */
export const presentsProof = (c: Context): boolean => /^DPoP(?: |$)/i.test(authorizationOf(c));

/** Returns the proof that a request shows. Two headers come as one, which is no proof. */
export function shownProof(c: Context): ShownProof {
  // Not `c.req.path`: an older path is another one by then.
  const { pathname: path } = new URL(c.req.url);
  return { header: c.req.header('DPoP') ?? null, method: c.req.method, path };
}

const isDpop = (scheme: string) => scheme.toLowerCase() === 'dpop';
const authorizationOf = (c: Context) => c.req.header('Authorization')?.trim() ?? '';
