import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { authenticate, bearerToken, type ResolvePrincipal } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { describeRoute, validate, validateOptional } from '../http/contract.ts';
import { clearRefreshCookie, readRefreshCookie } from '../http/cookies.ts';
import { messageAnswer } from '../http/message.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { tokenErrors, tokenExpired, tokenInvalid, tokenReused, tokenRevoked } from '../tokens/errors.ts';
import { toUserView, userView } from '../users/user-view.ts';
import type { LogOut } from './log-out.ts';
import type { RefreshSession } from './refresh-session.ts';
import type { SignedIn } from './resolve-principal.ts';
import { deliverTokens, refreshAnswer } from './token-answer.ts';

export type SessionRoutesDeps = {
  refreshSession: RefreshSession;
  logOut: LogOut;
  resolvePrincipal: ResolvePrincipal<SignedIn>;
};

const accessErrors = [...tokenErrors, storageUnavailable];
const refreshBody = z.object({
  refresh: z.string().max(4096).optional().describe('For clients without a cookie.'),
  refresh_token: z.string().max(4096).optional().describe('The same as `refresh`.'),
});
const verifyBody = z.object({
  token: z.string().min(1).max(4096).describe('An access token.'),
});

const refreshDoc = describeRoute({
  summary: 'Exchange a refresh token for fresh tokens',
  description:
    'The presented token is retired. Within the grace it is answered with the current one again; after it, using it ends the session.',
  tag: 'Tokens',
  security: 'refresh_token',
  answer: { status: 200, description: 'Fresh tokens.', schema: refreshAnswer },
  errors: [...accessErrors, tokenReused],
});
const verifyDoc = describeRoute({
  summary: 'Ask whether an access token is good',
  description: 'Checks the signature and that neither the session nor the token was revoked.',
  tag: 'Tokens',
  answer: { status: 200, description: 'It is.', schema: z.object({}) },
  errors: [tokenInvalid, tokenExpired, tokenRevoked, storageUnavailable],
});
const logoutDoc = describeRoute({
  summary: 'Sign out',
  description: 'Ends the session of the access token, or of the refresh token in the cookie or body. Signing out twice is fine.',
  tag: 'Sessions',
  security: 'optional',
  answer: { status: 200, description: 'Signed out.', schema: messageAnswer },
  errors: [tokenInvalid, tokenExpired, storageUnavailable],
});
const meDoc = describeRoute({
  summary: 'Who am I',
  tag: 'Account',
  security: 'access_token',
  answer: { status: 200, description: 'The signed-in user.', schema: userView },
  errors: accessErrors,
});

/** `/api/v1/auth`: what happens to a session after its start. */
export const sessionRoutes = (provide: (c: Context) => SessionRoutesDeps) =>
  new Hono({ strict: false })
    .post('/token/refresh', refreshDoc, validateOptional(refreshBody), async (c) => {
      const body = c.req.valid('json');
      const token = body.refresh_token ?? body.refresh ?? readRefreshCookie(c);
      return c.json(deliverTokens(c, await provide(c).refreshSession({ token, client: clientInfo(c) })), 200);
    })
    .post('/token/verify', verifyDoc, validate('json', verifyBody), async (c) => {
      await provide(c).resolvePrincipal(c.req.valid('json').token);
      return c.json({}, 200);
    })
    .post('/logout', logoutDoc, validateOptional(refreshBody), async (c) => {
      const body = c.req.valid('json');
      const refreshToken = body.refresh_token ?? body.refresh ?? readRefreshCookie(c);
      await provide(c).logOut({
        accessToken: bearerToken(c),
        refreshToken,
        client: clientInfo(c),
      });
      clearRefreshCookie(c);
      return c.json({ message: 'You are signed out.' }, 200);
    })
    .get('/me', meDoc, authenticate(provide), (c) => c.json(toUserView(c.var.principal.user), 200));
