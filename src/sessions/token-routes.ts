import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { ResolvePrincipal } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { describeLimit, describeRoute, validate, validateOptional } from '../http/contract.ts';
import { csrfFailed, sessionIdOfCookies } from '../http/csrf.ts';
import { noteActor } from '../http/request-log.ts';
import { tokenSchema } from '../http/token-schema.ts';
import { rateLimited } from '../limits/errors.ts';
import {
  addRateLimitHeaders,
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
import { presentedRefreshToken, refreshBody } from './presented-tokens.ts';
import { refreshByForm } from './refresh-by-form.ts';
import type { RefreshSession } from './refresh-session.ts';
import type { SignedIn } from './resolve-principal.ts';
import { type Browser, deliverTokens, refreshAnswer, tokensInBody } from './token-answer.ts';

export type TokenRoutesDeps = LimitDeps & {
  refreshSession: RefreshSession;
  resolvePrincipal: ResolvePrincipal<SignedIn>;
  browser: Browser;
};

const verifyBody = z.object({
  token: tokenSchema.meta({ description: 'An access token.', examples: [EXAMPLE_TOKENS.access] }),
});

const refreshDoc = describeRoute({
  operationId: 'refreshSession',
  summary: 'Exchange a refresh token for fresh tokens',
  description: [
    'Retires the presented token. Within the grace period a retired token returns the current one;',
    'after it, using the token ends the session.',
    'Browsers that send the token as a cookie need a trusted origin but no CSRF token.',
    'OAuth clients send a form with `grant_type=refresh_token` and get the response of',
    'RFC 6749 §5, with the next token in the body.',
  ].join(' '),
  tag: 'Tokens',
  security: 'refresh_token',
  answer: { status: 200, description: 'Fresh tokens.', schema: refreshAnswer },
  examples: {
    client: {
      summary: 'From a client that stores its tokens itself',
      answer: refreshAnswer.required(tokensInBody),
    },
  },
  errors: [...tokenErrors, storageUnavailable, tokenReused, csrfFailed, rateLimited],
});
// Counted by the guard, which is called anyway.
const refreshLimit = describeLimit('refresh' satisfies RateLimitScope, 'user', rateLimited);
const verifyDoc = describeRoute({
  operationId: 'verifyToken',
  summary: 'Check an access token',
  description: 'Checks the signature, and that neither the session nor the token is revoked.',
  tag: 'Tokens',
  answer: { status: 200, description: 'The token is valid.', schema: z.object({}) },
  errors: [tokenInvalid, tokenExpired, tokenRevoked, rateLimited, storageUnavailable],
});
const csrfDoc = describeRoute({
  operationId: 'getCsrfToken',
  summary: 'Get a CSRF token',
  description: [
    'Sets the `csrftoken` cookie, unless it is already valid for this session.',
    'Send the token as `X-CSRF-Token` with every change that a cookie authenticates.',
  ].join(' '),
  tag: 'Tokens',
  answer: {
    status: 200,
    description: 'The token, valid for the session of the cookies.',
    schema: z.object({
      csrfToken: z.string().meta({ examples: ['6d1f0a7c2b9e4f58a3c07d1e5b8f9a20.Zm9v'] }),
    }),
  },
  errors: [rateLimited],
});

/** `/api/v1/auth`: refreshing and checking tokens, and the CSRF token. */
export const tokenRoutes = (provide: (c: Context) => TokenRoutesDeps) => {
  const refresh = async (c: Context, token: string | null) => {
    const { tokens, userId, limitState } = await provide(c).refreshSession({
      token,
      client: clientInfo(c),
    });
    noteActor(c, { userId, sessionId: tokens.sessionId });
    if (limitState !== null) addRateLimitHeaders(c, limitState);
    return tokens;
  };

  return new Hono({ strict: false })
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
        const { resolvePrincipal, admission } = provide(c);
        await Promise.all([resolvePrincipal(c.req.valid('json').token), admission.untilAdmitted()]);
        return c.json({}, 200);
      },
    )
    .get('/csrf', csrfDoc, limitByAddress(provide, 'csrf'), (c) =>
      c.json({ csrfToken: currentCsrfToken(c, provide(c).browser) }, 200),
    );
};

function currentCsrfToken(c: Context, { csrf, isOldToken }: Browser): string {
  return csrf.current(c, sessionIdOfCookies(c, isOldToken));
}
