import type { Context } from 'hono';
import * as z from 'zod';
import { bearerToken } from '../http/bearer-token.ts';
import { readAccessCookie, readRefreshCookie } from '../http/cookies.ts';
import { optionalTokenSchema } from '../http/token-schema.ts';
import { EXAMPLE_TOKENS } from '../tokens/example-tokens.ts';
import type { Browser } from './token-answer.ts';

/** A body in which a client that has no cookie presents its refresh token. */
export const refreshBody = z.object({
  refresh: optionalTokenSchema.describe('For clients without a cookie.'),
  refresh_token: optionalTokenSchema
    .describe('The same as `refresh`.')
    .meta({ examples: [EXAMPLE_TOKENS.refresh] }),
});
type RefreshBody = z.output<typeof refreshBody>;

/** The tokens that a request presents by itself, or that its cookies bring. */
export type PresentedTokens = { access: string | null; refresh: string | null };

/**
 * The refresh token by which a request is judged. One in the body is presented on purpose, and a
 * cookie that comes along then counts for nothing; empty ones were not presented.
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

/** Every token that a request presents by itself. */
export function presentedTokens(c: Context, body: RefreshBody): PresentedTokens {
  return { access: bearerToken(c), refresh: tokenInBody(body) };
}

/** Every token that its cookies bring. */
export function tokensOfCookies(c: Context, { cookieMode, isOldToken }: Browser): PresentedTokens {
  return {
    access: cookieMode === 'both' ? readAccessCookie(c) : null,
    refresh: readRefreshCookie(c, isOldToken),
  };
}

function tokenInBody({ refresh, refresh_token: refreshToken }: RefreshBody): string | null {
  return refreshToken || refresh || null;
}
