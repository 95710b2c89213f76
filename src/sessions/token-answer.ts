import type { Context } from 'hono';
import * as z from 'zod';
import {
  clearTokenCookies,
  readDeviceCookie,
  writeAccessCookie,
  writeDeviceCookie,
  writeRefreshCookie,
} from '../http/cookies.ts';
import type { CsrfTokens } from '../http/csrf.ts';
import { noteActor } from '../http/request-log.ts';
import { SECOND } from '../shared/clock.ts';
import { EXAMPLE_TOKENS } from '../tokens/example-tokens.ts';
import type { User } from '../users/user.ts';
import { toUserView, userView } from '../users/user-view.ts';
import type { DeviceCookies } from './device-cookie.ts';
import type { IssuedTokens } from './issue-tokens.ts';

const access = z.string().meta({ examples: [EXAMPLE_TOKENS.access] });

/** The answer of a refresh. */
export const refreshAnswer = z
  .object({
    access_token: access,
    access: access.describe('The same as `access_token`.'),
    token_type: z.literal('Bearer'),
    expires_in: z
      .int()
      .describe('Seconds.')
      .meta({ examples: [900] }),
    session_id: z.uuid(),
    refresh_token: z
      .string()
      .optional()
      .describe('Only with `token_delivery: "body"`; else it is a cookie.'),
    refresh: z.string().optional().describe('The same as `refresh_token`.'),
    refresh_expires_in: z.int().optional().describe('Seconds.'),
  })
  .meta({ id: 'Tokens' });

/** The answer of a sign-in. */
export const tokenAnswer = refreshAnswer.extend({ user: userView }).meta({ id: 'SignedIn' });

/** What an answer has as well for clients that keep their tokens themselves. */
export const tokensInBody = {
  refresh_token: true,
  refresh: true,
  refresh_expires_in: true,
} as const;

/** The answer of a sign-in with `token_delivery: "body"`. */
export const tokenAnswerInBody = tokenAnswer.required(tokensInBody);

/** What is put into a browser beside its tokens. */
export type Browser = { devices: DeviceCookies; csrf: CsrfTokens; cookieMode: 'refresh' | 'both' };

/** Puts issued tokens where the session wants them, and answers with the rest. */
export function deliverTokens(
  c: Context,
  tokens: IssuedTokens,
  { cookieMode }: Browser,
): z.infer<typeof refreshAnswer> {
  const refreshExpiresIn = Math.floor(tokens.refreshExpiresIn / SECOND);
  const accessExpiresIn = Math.floor(tokens.accessExpiresIn / SECOND);
  const inBody = tokens.delivery === 'body';
  if (!inBody) writeRefreshCookie(c, tokens.refreshToken, refreshExpiresIn);
  if (!inBody && cookieMode === 'both') writeAccessCookie(c, tokens.accessToken, accessExpiresIn);
  return {
    access_token: tokens.accessToken,
    access: tokens.accessToken,
    token_type: 'Bearer',
    expires_in: accessExpiresIn,
    session_id: tokens.sessionId,
    ...(inBody
      ? {
          refresh_token: tokens.refreshToken,
          refresh: tokens.refreshToken,
          refresh_expires_in: refreshExpiresIn,
        }
      : {}),
  };
}

/**
 * Like {@link deliverTokens}, with the user who signed in. A browser is known as one of theirs from then on and gets a CSRF
 * token of the new session; a client that keeps its tokens itself gets no cookie at all.
 */
export function deliverSignIn(
  c: Context,
  { tokens, user }: { tokens: IssuedTokens; user: User },
  browser: Browser,
): z.infer<typeof tokenAnswer> {
  noteActor(c, { userId: user.id, sessionId: tokens.sessionId });
  const answer = { ...deliverTokens(c, tokens, browser), user: toUserView(user) };
  if (tokens.delivery === 'cookie') {
    rememberDevice(c, user, browser);
    browser.csrf.issue(c, tokens.sessionId);
  }
  return answer;
}

/** Marks the browser as one of this user's. It keeps the mark it has. */
export function rememberDevice(c: Context, user: User, { devices }: Browser): void {
  const known = devices.verify(user, readDeviceCookie(c, user.id));
  writeDeviceCookie(c, user.id, devices.issue(user, known));
}

/** Takes back what {@link deliverSignIn} gave, but for the mark of a known device. */
export function takeBackTokens(c: Context, { csrf }: Browser): void {
  clearTokenCookies(c);
  csrf.clear(c);
}
