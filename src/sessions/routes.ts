import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { bearerToken } from '../http/bearer-token.ts';
import { clientInfo } from '../http/client-info.ts';
import { describeLimit, describeRoute, validate, validateOptional } from '../http/contract.ts';
import { readAccessCookie, readRefreshCookie } from '../http/cookies.ts';
import { csrfFailed, csrfGuard, sessionIdOfCookies } from '../http/csrf.ts';
import { notFound } from '../http/errors.ts';
import { messageAnswer } from '../http/message.ts';
import { noteActor } from '../http/request-log.ts';
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
const refreshBody = z.object({
  refresh: z.string().max(4096).optional().describe('For clients without a cookie.'),
  refresh_token: z
    .string()
    .max(4096)
    .optional()
    .describe('The same as `refresh`.')
    .meta({ examples: [EXAMPLE_TOKENS.refresh] }),
});
const verifyBody = z.object({
  token: z
    .string()
    .min(1)
    .max(4096)
    .meta({ description: 'An access token.', examples: [EXAMPLE_TOKENS.access] }),
});
const sessionParam = z.object({
  id: z.string().meta({ examples: ['0190f5a4-7d2b-7c3e-9a41-5b6c7d8e9f01'] }),
});

const refreshDoc = describeRoute({
  summary: 'Exchange a refresh token for fresh tokens',
  description:
    'The presented token is retired. Within the grace it is answered with the current one again; after it, using it ends the session.',
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
  summary: 'Ask whether an access token is good',
  description: 'Checks the signature and that neither the session nor the token was revoked.',
  tag: 'Tokens',
  answer: { status: 200, description: 'It is.', schema: z.object({}) },
  errors: [tokenInvalid, tokenExpired, tokenRevoked, rateLimited, storageUnavailable],
});
const logoutDoc = describeRoute({
  summary: 'Sign out',
  description:
    'Ends the session of the access token, or of the refresh token in the cookie or body. Signing out twice is fine.',
  tag: 'Sessions',
  security: 'optional',
  answer: { status: 200, description: 'Signed out.', schema: messageAnswer },
  errors: [tokenInvalid, tokenExpired, csrfFailed, rateLimited, storageUnavailable],
});
const meDoc = describeRoute({
  summary: 'Who am I',
  tag: 'Account',
  security: 'access_token',
  answer: { status: 200, description: 'The signed-in user.', schema: userView },
  errors: [...accessErrors, rateLimited],
});
const listDoc = describeRoute({
  summary: 'Where am I signed in',
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
  summary: 'End one of my sessions',
  tag: 'Sessions',
  security: 'access_token',
  answer: { status: 200, description: 'Ended.', schema: messageAnswer },
  errors: [...accessErrors, notFound, csrfFailed, rateLimited],
});
const endAllDoc = describeRoute({
  summary: 'End all my sessions but this one',
  tag: 'Sessions',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'Ended.',
    schema: messageAnswer.extend({ terminated_count: z.int() }).meta({ id: 'Terminated' }),
  },
  errors: [...accessErrors, csrfFailed, rateLimited],
});
const csrfDoc = describeRoute({
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

  return new Hono<{ Variables: { listed: SessionView[] } }>({ strict: false })
    .post(
      '/token/refresh',
      refreshDoc,
      refreshLimit,
      limitRefusals(provide, 'refresh_refused'),
      csrfGuard(provide),
      validateOptional(refreshBody),
      async (c) => {
        const body = c.req.valid('json');
        const token = body.refresh_token ?? body.refresh ?? readRefreshCookie(c);
        const { refreshSession, browser } = provide(c);
        const { tokens, userId, standing } = await refreshSession({ token, client: clientInfo(c) });
        noteActor(c, { userId, sessionId: tokens.sessionId });
        if (standing !== null) addRateLimitHeaders(c, standing);
        return c.json(deliverTokens(c, tokens, browser), 200);
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
    .post('/logout', logoutDoc, csrfGuard(provide), validateOptional(refreshBody), async (c) => {
      const body = c.req.valid('json');
      const { logOut, browser, cookieMode } = provide(c);
      const accessToken = bearerToken(c) ?? (cookieMode === 'both' ? readAccessCookie(c) : null);
      await logOut({
        accessToken,
        refreshToken: body.refresh_token ?? body.refresh ?? readRefreshCookie(c),
        client: clientInfo(c),
      });
      takeBackTokens(c, browser);
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
      c.json({ csrfToken: provide(c).csrf.current(c, sessionIdOfCookies(c)) }, 200),
    );
};
