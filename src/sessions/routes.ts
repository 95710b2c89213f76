import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { describeRoute, validate, validateOptional } from '../http/contract.ts';
import { csrfFailed, sessionIdOfCookies } from '../http/csrf.ts';
import { notFound } from '../http/errors.ts';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { idSchema } from '../http/id-schema.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { limitByUser } from '../limits/limit.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { tokenErrors, tokenExpired, tokenInvalid } from '../tokens/errors.ts';
import { toUserView, userView } from '../users/user-view.ts';
import type { EndOtherSessions } from './end-other-sessions.ts';
import { type ListSessions, type SessionView, sessionView } from './list-sessions.ts';
import type { LogOut } from './log-out.ts';
import { presentedTokens, refreshBody, tokensOfCookies } from './presented-tokens.ts';
import type { SignedIn } from './resolve-principal.ts';
import type { TerminateSession } from './terminate-session.ts';
import { type Browser, takeBackTokens } from './token-answer.ts';
import { type TokenRoutesDeps, tokenRoutes } from './token-routes.ts';

export type SessionRoutesDeps = AuthenticateDeps<SignedIn> &
  TokenRoutesDeps & {
    logOut: LogOut;
    listSessions: ListSessions;
    terminateSession: TerminateSession;
    endOtherSessions: EndOtherSessions;
  };

const accessErrors = [...tokenErrors, storageUnavailable];
const sessionParam = z.object({ id: idSchema.meta({ examples: [EXAMPLE_IDS.session] }) });

const logoutDoc = describeRoute({
  operationId: 'logOut',
  summary: 'Sign out',
  description: [
    'Ends the session of the access token, or of the refresh token in the cookie or body.',
    'Signing out twice is fine.',
  ].join(' '),
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
  summary: 'Get the signed-in user',
  description:
    'Needs only the access token. Shows the current data, not that of the time of issue.',
  tag: 'Account',
  security: 'access_token',
  answer: { status: 200, description: 'The signed-in user.', schema: userView },
  errors: [...accessErrors, rateLimited],
});
const listDoc = describeRoute({
  operationId: 'listSessions',
  summary: 'List my sessions',
  description: 'Shows the device, place and time of each session.',
  tag: 'Sessions',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'The live sessions, latest activity first.',
    schema: z.object({ sessions: z.array(sessionView) }),
  },
  errors: [...accessErrors, rateLimited],
});
const endDoc = describeRoute({
  operationId: 'endSession',
  summary: 'End one of my sessions',
  description: [
    'Its tokens are rejected immediately.',
    'Returns the same 404 for sessions of other users as for unknown ids.',
  ].join(' '),
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
  summary: 'End all my other sessions',
  description: 'The other devices have to sign in again.',
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

/** `/api/v1/auth`: routes for existing sessions. */
export const sessionRoutes = (provide: (c: Context) => SessionRoutesDeps) => {
  // Read while the token is still being checked; returned only if it is valid.
  const beginList = async (c: Context, userId: string) => {
    c.set('listed', await provide(c).listSessions(userId));
  };

  return new Hono<{ Variables: { listed: SessionView[] } }>({ strict: false })
    .route('/', tokenRoutes(provide))
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
      authenticate(provide, limitByUser(provide, 'sessions', beginList)),
      (c) => c.json({ sessions: markCurrent(c.var.listed, c.var.principal.claims.sid) }, 200),
    )
    .post(
      '/sessions/terminate-all',
      endAllDoc,
      authenticate(provide, limitByUser(provide, 'sessions_end_all')),
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
      authenticate(provide, limitByUser(provide, 'sessions_end')),
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
    );
};

function markCurrent(listed: SessionView[], current: string) {
  return listed.map((session) => ({ ...session, is_current: session.id === current }));
}

// Cookies of another session than the ended one stay.
function takeBackTokensOf(c: Context, ended: string | null, browser: Browser): void {
  const held = sessionIdOfCookies(c, browser.isOldToken);
  if (ended === null || held === '' || held === ended) takeBackTokens(c, browser);
}
