import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { describeLimit, describeRoute, validate, validateOptional } from '../http/contract.ts';
import { csrfFailed, sessionIdOfCookies } from '../http/csrf.ts';
import { notFound } from '../http/errors.ts';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { idSchema } from '../http/id-schema.ts';
import { messageAnswer } from '../http/message.ts';
import { noteActor } from '../http/request-log.ts';
import { tokenSchema } from '../http/token-schema.ts';
import { rateLimited } from '../limits/errors.ts';
import {
  addRateLimitHeaders,
  admitUser,
  type LimitDeps,
  limitByAddress,
  limitRefusals,
} from '../limits/limit.ts';
import type { RateLimitScope } from '../limits/rules.ts';
import { storageUnavailable } from '../shared/errors.ts';
import {
  tokenErrors,
  tokenExpired,
  tokenInvalid,
  tokenReused,
  tokenRevoked,
} from '../tokens/errors.ts';
import { EXAMPLE_TOKENS } from '../tokens/example-tokens.ts';
import { toUserView, userView } from '../users/user-view.ts';
import type { EndOtherSessions } from './end-other-sessions.ts';
import { type ListSessions, type SessionView, sessionView } from './list-sessions.ts';
import type { LogOut } from './log-out.ts';
import {
  presentedRefreshToken,
  presentedTokens,
  refreshBody,
  tokensOfCookies,
} from './presented-tokens.ts';
import { refreshByForm } from './refresh-by-form.ts';
import type { RefreshSession } from './refresh-session.ts';
import type { SignedIn } from './resolve-principal.ts';
import type { TerminateSession } from './terminate-session.ts';
import {
  type Browser,
  deliverTokens,
  refreshAnswer,
  takeBackTokens,
  tokensInBody,
} from './token-answer.ts';

export type SessionRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & {
    refreshSession: RefreshSession;
    logOut: LogOut;
    listSessions: ListSessions;
    terminateSession: TerminateSession;
    endOtherSessions: EndOtherSessions;
    browser: Browser;
  };

const accessErrors = [...tokenErrors, storageUnavailable];
const verifyBody = z.object({
  token: tokenSchema.meta({ description: 'An access token.', examples: [EXAMPLE_TOKENS.access] }),
});
const sessionParam = z.object({ id: idSchema.meta({ examples: [EXAMPLE_IDS.session] }) });

const refreshDoc = describeRoute({
  operationId: 'refreshSession',
  summary: 'Exchange a refresh token for fresh tokens',
  description:
    'The presented token is retired. Within the grace it is answered with the current one again; after it, using it ends the session. A browser whose cookie brings the token needs no CSRF token, but a trusted origin. OAuth clients send a form with `grant_type=refresh_token` and are answered as RFC 6749 §5 says, with the next token in the body.',
  tag: 'Tokens',
  security: 'refresh_token',
  answer: { status: 200, description: 'Fresh tokens.', schema: refreshAnswer },
  examples: {
    client: {
      summary: 'From a client that keeps its tokens itself',
      answer: refreshAnswer.required(tokensInBody),
    },
  },
  errors: [...accessErrors, tokenReused, csrfFailed, rateLimited],
});
// The guard counts it, which is visited anyway.
const refreshLimit = describeLimit('refresh' satisfies RateLimitScope, 'user', rateLimited);
const verifyDoc = describeRoute({
  operationId: 'verifyToken',
  summary: 'Ask whether an access token is good',
  description: 'Checks the signature and that neither the session nor the token was revoked.',
  tag: 'Tokens',
  answer: { status: 200, description: 'It is.', schema: z.object({}) },
  errors: [tokenInvalid, tokenExpired, tokenRevoked, rateLimited, storageUnavailable],
});
const logoutDoc = describeRoute({
  operationId: 'logOut',
  summary: 'Sign out',
  description:
    'Ends the session of the access token, or of the refresh token in the cookie or body. Signing out twice is fine.',
  tag: 'Sessions',
  security: 'optional',
  answer: {
    status: 200,
    description: 'Signed out.',
    schema: messageAnswer,
    example: { message: 'You are signed out.' },
  },
  errors: [tokenInvalid, tokenExpired, csrfFailed, rateLimited, storageUnavailable],
});
const meDoc = describeRoute({
  operationId: 'getMe',
  summary: 'Who am I',
  description: 'From the access token alone, with what has changed since it was issued.',
  tag: 'Account',
  security: 'access_token',
  answer: { status: 200, description: 'The signed-in user.', schema: userView },
  errors: [...accessErrors, rateLimited],
});
const listDoc = describeRoute({
  operationId: 'listSessions',
  summary: 'Where am I signed in',
  description: 'With the device, place and time of each session.',
  tag: 'Sessions',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'The live sessions, the latest active first.',
    schema: z.object({ sessions: z.array(sessionView) }),
  },
  errors: [...accessErrors, rateLimited],
});
const endDoc = describeRoute({
  operationId: 'endSession',
  summary: 'End one of my sessions',
  description:
    'Its tokens are refused at once. A session of somebody else is as unknown as one that never was.',
  tag: 'Sessions',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'Ended.',
    schema: messageAnswer,
    example: { message: 'The session has ended.' },
  },
  errors: [...accessErrors, notFound, csrfFailed, rateLimited],
});
const endAllDoc = describeRoute({
  operationId: 'endOtherSessions',
  summary: 'End all my sessions but this one',
  description: 'The devices have to sign in again.',
  tag: 'Sessions',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'Ended.',
    schema: messageAnswer.extend({ terminated_count: z.int() }).meta({ id: 'Terminated' }),
    example: { message: 'Your other sessions have ended.', terminated_count: 2 },
  },
  errors: [...accessErrors, csrfFailed, rateLimited],
});
const csrfDoc = describeRoute({
  operationId: 'getCsrfToken',
  summary: 'Get a CSRF token',
  description:
    'Sets the `csrftoken` cookie, unless it is good for this session already. Send the token as X-CSRF-Token with whatever a cookie authenticates and changes something.',
  tag: 'Tokens',
  answer: {
    status: 200,
    description: 'The token, good for the session of the cookies.',
    schema: z.object({
      csrfToken: z.string().meta({ examples: ['6d1f0a7c2b9e4f58a3c07d1e5b8f9a20.Zm9v'] }),
    }),
  },
  errors: [rateLimited],
});

/** `/api/v1/auth`: what happens to a session after its start. */
export const sessionRoutes = (provide: (c: Context) => SessionRoutesDeps) => {
  // The list is asked for while the token is still being checked, and shown only if it is good.
  const beginList = async (c: Context, userId: string) => {
    c.set('listed', await provide(c).listSessions(userId));
  };

  const refresh = async (c: Context, token: string | null) => {
    const { tokens, userId, standing } = await provide(c).refreshSession({
      token,
      client: clientInfo(c),
    });
    noteActor(c, { userId, sessionId: tokens.sessionId });
    if (standing !== null) addRateLimitHeaders(c, standing);
    return tokens;
  };

  return new Hono<{ Variables: { listed: SessionView[] } }>({ strict: false })
    .post(
      '/token/refresh',
      refreshDoc,
      refreshLimit,
      limitRefusals(provide, 'refresh_refused'),
      refreshByForm(async (c, token) => {
        const tokens = await refresh(c, token);
        return c.json(deliverTokens(c, { ...tokens, delivery: 'body' }, provide(c).browser), 200);
      }),
      validateOptional(refreshBody),
      async (c) => {
        const { browser } = provide(c);
        const { token, byCookie } = presentedRefreshToken(c, c.req.valid('json'), browser);
        if (byCookie) browser.csrf.assertTrustedOrigin(c);
        const tokens = await refresh(c, token);
        return c.json(deliverTokens(c, tokens, browser, { byCookie }), 200);
      },
    )
    .post(
      '/token/verify',
      verifyDoc,
      limitByAddress(provide, 'token_verify', { overlap: true }),
      validate('json', verifyBody),
      async (c) => {
        await Promise.all([
          provide(c).resolvePrincipal(c.req.valid('json').token),
          c.var.admission,
        ]);
        return c.json({}, 200);
      },
    )
    .post('/logout', logoutDoc, validateOptional(refreshBody), async (c) => {
      const { logOut, browser } = provide(c);
      const ended = await logOut({
        presented: presentedTokens(c, c.req.valid('json')),
        cookies: tokensOfCookies(c, browser),
        admitCookies: (token) => browser.csrf.assert(c, token),
        client: clientInfo(c),
      });
      takeBackTokensOf(c, ended, browser);
      return c.json({ message: 'You are signed out.' }, 200);
    })
    .get('/me', meDoc, authenticate(provide), (c) => c.json(toUserView(c.var.principal.user), 200))
    .get(
      '/sessions',
      listDoc,
      authenticate(provide, admitUser(provide, 'sessions', beginList)),
      (c) => {
        const current = c.var.principal.claims.sid;
        return c.json(
          {
            sessions: c.var.listed.map((session) => ({
              ...session,
              is_current: session.id === current,
            })),
          },
          200,
        );
      },
    )
    .post(
      '/sessions/terminate-all',
      endAllDoc,
      authenticate(provide, admitUser(provide, 'sessions_end_all')),
      async (c) => {
        const { user, claims } = c.var.principal;
        const count = await provide(c).endOtherSessions({
          userId: user.id,
          keepId: claims.sid,
          client: clientInfo(c),
        });
        return c.json({ message: 'Your other sessions have ended.', terminated_count: count }, 200);
      },
    )
    .delete(
      '/sessions/:id',
      endDoc,
      authenticate(provide, admitUser(provide, 'sessions_end')),
      validate('param', sessionParam),
      async (c) => {
        const { user } = c.var.principal;
        await provide(c).terminateSession({
          userId: user.id,
          sessionId: c.req.valid('param').id,
          client: clientInfo(c),
        });
        return c.json({ message: 'The session has ended.' }, 200);
      },
    )
    .get('/csrf', csrfDoc, limitByAddress(provide, 'csrf'), (c) =>
      c.json({ csrfToken: currentCsrfToken(c, provide(c).browser) }, 200),
    );
};

function currentCsrfToken(c: Context, { csrf, isOldToken }: Browser): string {
  return csrf.current(c, sessionIdOfCookies(c, isOldToken));
}

// Cookies of another session than the one that was ended came along, and stay.
function takeBackTokensOf(c: Context, ended: string | null, browser: Browser): void {
  const held = sessionIdOfCookies(c, browser.isOldToken);
  if (ended === null || held === '' || held === ended) takeBackTokens(c, browser);
}
