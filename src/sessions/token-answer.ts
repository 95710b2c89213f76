import type { Context } from 'hono';
import * as z from 'zod';
import {
  clearTokenCookies,
  isFromBrowser,
  writeAccessCookie,
  writeRefreshCookie,
} from '../http/cookies.ts';
import type { CsrfTokens } from '../http/csrf.ts';
import { readDeviceCookie, writeDeviceCookie } from '../http/device-cookies.ts';
import { noteActor } from '../http/request-log.ts';
import { type Clock, SECOND } from '../shared/clock.ts';
import { once } from '../shared/once.ts';
import { EXAMPLE_TOKENS } from '../tokens/example-tokens.ts';
import type { AccountView } from '../users/user.ts';
import { toUserView, userView } from '../users/user-view.ts';
import type { DeviceCookies } from './device-cookie.ts';
import type { IssuedTokens } from './issue-tokens.ts';

const access = once(() => z.string().meta({ examples: [EXAMPLE_TOKENS.access] }));

/** The response of a refresh. */
export const refreshAnswer = once(() =>
  z
    .object({
      access_token: access(),
      access: access().describe('Same as `access_token`.'),
      token_type: z.enum(['Bearer', 'DPoP']).meta({ examples: ['Bearer'] }),
      expires_in: z
        .int()
        .describe('Seconds.')
        .meta({ examples: [900] }),
      session_id: z.uuid(),
      csrf_token: z
        .string()
        .describe('Send as `X-CSRF-Token` with every change that a cookie authenticates.')
        .meta({ examples: ['6d1f0a7c2b9e4f58a3c07d1e5b8f9a20.Zm9v'] }),
      refresh_token: z
        .string()
        .optional()
        .describe('Only with `token_delivery: "body"` or `"both"`; otherwise a cookie.'),
      refresh: z.string().optional().describe('Same as `refresh_token`.'),
      refresh_expires_in: z.int().optional().describe('Seconds.'),
    })
    .meta({ id: 'Tokens' }),
);
type RefreshAnswer = z.infer<ReturnType<typeof refreshAnswer>>;

/** The response of a sign-in. */
export const tokenAnswer = once(() =>
  refreshAnswer().extend({ user: userView() }).meta({ id: 'SignedIn' }),
);
export type TokenAnswer = z.infer<ReturnType<typeof tokenAnswer>>;

/** Extra fields for clients that store their tokens themselves. */
export const tokensInBody = {
  refresh_token: true,
  refresh: true,
  refresh_expires_in: true,
} as const;

/** The response of a sign-in with `token_delivery: "body"` or `"both"`. */
export const tokenAnswerInBody = once(() => tokenAnswer().required(tokensInBody));

/** What responses to browsers need beside the tokens. */
export type Browser = {
  devices: DeviceCookies;
  csrf: CsrfTokens;
  cookieMode: 'refresh' | 'both';
  clock: Clock;
  /** Whether a refresh token dates from the time when its cookie had no prefix. */
  isOldToken: (token: string) => boolean;
};

type Delivery = {
  /** Whether a cookie authenticated the request. */
  byCookie?: boolean;
  /** Whether the session has just begun. */
  anew?: boolean;
};

/**
 * Delivers issued tokens as the session requires: sets the cookies and returns the body. A refresh
 * by cookie from a page only sets a cookie, so a script that cannot read the refresh token cannot
 * obtain it either.
 */
export function deliverTokens(
  c: Context,
  tokens: IssuedTokens,
  { cookieMode, csrf }: Browser,
  { byCookie = false, anew = false }: Delivery = {},
): RefreshAnswer {
  const refreshExpiresIn = Math.floor(tokens.refreshExpiresIn / SECOND);
  const accessExpiresIn = Math.floor(tokens.accessExpiresIn / SECOND);
  const delivery = byCookie && isFromBrowser(c) ? 'cookie' : tokens.delivery;
  const inCookie = delivery !== 'body';
  if (inCookie) writeRefreshCookie(c, tokens.refreshToken, refreshExpiresIn);
  if (inCookie && cookieMode === 'both') writeAccessCookie(c, tokens.accessToken, accessExpiresIn);
  const { sessionId } = tokens;
  const csrfToken = () => (anew ? csrf.issue(c, sessionId) : csrf.current(c, sessionId));
  return {
    access_token: tokens.accessToken,
    access: tokens.accessToken,
    token_type: tokens.tokenType,
    expires_in: accessExpiresIn,
    session_id: sessionId,
    csrf_token: inCookie ? csrfToken() : csrf.make(sessionId),
    ...(delivery === 'cookie'
      ? {}
      : {
          refresh_token: tokens.refreshToken,
          refresh: tokens.refreshToken,
          refresh_expires_in: refreshExpiresIn,
        }),
  };
}

/**
 * Like {@link deliverTokens}, with the signed-in user. A browser becomes a known device and gets a
 * new CSRF token; a client that stores its tokens itself gets no cookie.
 */
export function deliverSignIn(
  c: Context,
  { tokens, user }: { tokens: IssuedTokens; user: AccountView },
  browser: Browser,
  { byCookie = false }: Delivery = {},
): TokenAnswer {
  noteActor(c, { userId: user.id, sessionId: tokens.sessionId });
  const answer = deliverTokens(c, tokens, browser, { byCookie, anew: true });
  if (tokens.delivery !== 'body') rememberDevice(c, user, browser);
  return { ...answer, user: toUserView(user) };
}

/** Makes the browser a known device of this user, keeping its nonce. */
export function rememberDevice(c: Context, user: AccountView, { devices, clock }: Browser): void {
  const known = devices.verify(user, readDeviceCookie(c, user.id));
  writeDeviceCookie(c, user.id, devices.issue(user, known), clock());
}

/** Clears the cookies of {@link deliverSignIn}, except the device cookie. */
export function takeBackTokens(c: Context, { csrf }: Browser): void {
  clearTokenCookies(c);
  csrf.clear(c);
}
