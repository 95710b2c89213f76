import { type Context, Hono } from 'hono';
import type { ResolvePrincipal } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { validate, validateOptional } from '../http/contract.ts';
import { sessionIdOfCookies } from '../http/csrf.ts';
import { noteActor } from '../http/request-log.ts';
import {
  addRateLimitHeaders,
  type LimitDeps,
  limitByAddress,
  limitRefusals,
} from '../limits/limit.ts';
import { presentedRefreshToken, refreshBody } from './presented-tokens.ts';
import { refreshByForm } from './refresh-by-form.ts';
import type { RefreshSession } from './refresh-session.ts';
import type { SignedIn } from './resolve-principal.ts';
import { type Browser, deliverTokens } from './token-answer.ts';
import { csrfDoc, refreshDoc, refreshLimit, verifyBody, verifyDoc } from './token-docs.ts';

export type TokenRoutesDeps = LimitDeps & {
  refreshSession: RefreshSession;
  resolvePrincipal: ResolvePrincipal<SignedIn>;
  browser: Browser;
};

/** `/api/v1/auth`: refreshing and checking tokens, and the CSRF token beside them. */
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
