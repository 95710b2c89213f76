import { type Context, Hono } from 'hono';
import * as z from 'zod';
import {
  type AuthenticateDeps,
  authenticate,
  type ResolvePrincipal,
} from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { describeRoute, validate, validateOptional } from '../http/contract.ts';
import { csrfFailed, sessionIdOfCookies } from '../http/csrf.ts';
import { notFound } from '../http/errors.ts';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { idSchema } from '../http/id-schema.ts';
import { messageAnswer } from '../http/message.ts';
import { invalidDpopProof, useDpopNonce } from '../http/oauth-error.ts';
import { rateLimited } from '../limits/errors.ts';
import { limitByUser } from '../limits/limit.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { once } from '../shared/once.ts';
import { insufficientScope, tokenErrors, tokenExpired, tokenInvalid } from '../tokens/errors.ts';
import { toUserView, userView } from '../users/user-view.ts';
import type { EndByToken } from './end-by-token.ts';
import { type ListSessions, type SessionView, sessionView } from './list-sessions.ts';
import type { LogOut } from './log-out.ts';
import { presentedTokens, refreshBody, tokensOfCookies } from './presented-tokens.ts';
import type { SignedIn } from './resolve-principal.ts';
import { type Browser, takeBackTokens } from './token-answer.ts';
import { type TokenRoutesDeps, tokenRoutes } from './token-routes.ts';

export type SessionRoutesDeps = AuthenticateDeps<SignedIn> &
  TokenRoutesDeps & {
    logOut: LogOut;
    listSessions: ListSessions;
    endByToken: EndByToken;
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
  errors: [
    tokenInvalid,
    tokenExpired,
    insufficientScope,
    invalidDpopProof,
    useDpopNonce,
    csrfFailed,
    rateLimited,
    storageUnavailable,
  ],
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
    schema: once(() => z.object({ sessions: z.array(sessionView()) })),
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
    schema: once(() =>
      messageAnswer().extend({ terminated_count: z.int() }).meta({ id: 'Terminated' }),
    ),
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

  // One call of the guard judges the token and ends what it may end.
  const ending = (c: Context, sessionId: string | null): ResolvePrincipal<SignedIn> => {
    return async (accessToken, admit = async () => undefined) => {
      const client = clientInfo(c);
      const done = await provide(c).endByToken({ accessToken, sessionId, admit, client });
      c.set('ended', done.ended);
      return done;
    };
  };
  const endingNamed = (c: Context) => {
    const { success, data } = sessionParam.safeParse({ id: c.req.param('id') });
    return success ? ending(c, data.id) : null;
  };

  return new Hono<{ Variables: { listed: SessionView[]; ended: number } }>({ strict: false })
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
      authenticate(provide, limitByUser(provide, 'sessions_end_all'), (c) => ending(c, null)),
      (c) => {
        const count = c.var.ended;
        return c.json({ message: 'Your other sessions have ended.', terminated_count: count }, 200);
      },
    )
    .delete(
      '/sessions/:id',
      endDoc,
      authenticate(provide, limitByUser(provide, 'sessions_end'), endingNamed),
      validate('param', sessionParam),
      (c) => {
        if (c.var.ended === 0) throw notFound({ detail: 'You have no such session.' });
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
