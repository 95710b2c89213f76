import type { Context } from 'hono';
import * as z from 'zod';
import { readAccessCookie, readRefreshCookie } from '../http/cookies.ts';
import { type PresentedToken, presentedToken } from '../http/presented-token.ts';
import { optionalTokenSchema } from '../http/token-schema.ts';
import { EXAMPLE_TOKENS } from '../tokens/example-tokens.ts';
import type { Browser } from './token-answer.ts';

/** The body in which a client without a cookie presents its refresh token. */
export const refreshBody = z.object({
  refresh: optionalTokenSchema.describe('For clients without a cookie.'),
  refresh_token: optionalTokenSchema
    .describe('Same as `refresh`.')
    .meta({ examples: [EXAMPLE_TOKENS.refresh] }),
});
type RefreshBody = z.output<typeof refreshBody>;

/** The tokens that a request presents itself. */
export type PresentedTokens = { access: PresentedToken | null; refresh: string | null };

/** Those in its cookies, which hold no token that is bound to a key. */
export type CookieTokens = { access: string | null; refresh: string | null };

/**
 * Returns the refresh token that a request is judged by. A token in the body is presented on
 * purpose, so it takes precedence over the cookie; empty tokens count as absent.
 */
export function presentedRefreshToken(
  c: Context,
  body: RefreshBody,
  { isOldToken }: Browser,
): { token: string | null; byCookie: boolean } {
  const inBody = tokenInBody(body);
  if (inBody !== null) return { token: inBody, byCookie: false };
  const token = readRefreshCookie(c, isOldToken);
  return { token, byCookie: token !== null };
}

/** Returns the tokens in the header and the body. */
export function presentedTokens(c: Context, body: RefreshBody): PresentedTokens {
  return { access: presentedToken(c), refresh: tokenInBody(body) };
}

/** Returns the tokens in the cookies. */
export function tokensOfCookies(c: Context, { cookieMode, isOldToken }: Browser): CookieTokens {
  return {
    access: cookieMode === 'both' ? readAccessCookie(c) : null,
    refresh: readRefreshCookie(c, isOldToken),
  };
}

function tokenInBody({ refresh, refresh_token: refreshToken }: RefreshBody): string | null {
  return refreshToken || refresh || null;
}
