import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { limitSubject } from '../http/client-address.ts';
import { document } from '../http/contract.ts';
import { SECOND } from '../shared/clock.ts';
import type { AtGuard } from './admission.ts';
import { rateLimited } from './errors.ts';
import { addRateLimitHeaders, awaitAdmission, type LimitDeps } from './limit.ts';
import type { LimitState } from './rate-limiter.ts';
import type { RateLimitScope } from './rules.ts';

/**
 * Limits requests by address and name like `limitByName`, but leaves the count to the guard that
 * the handler asks anyway, through `admission.atGuard`. The isolate's own count spares the guard
 * what is over the limit by that alone. The caller of the guard throws `rate_limited`.
 */
export function limitByNameAtGuard(
  provide: (c: Context) => LimitDeps,
  scope: RateLimitScope,
  nameOf: (body: Record<string, unknown>) => string,
): MiddlewareHandler {
  return limitAtGuard(provide, scope, (c) => nameOf(c.req.valid('json' as never)));
}

/** Like {@link limitByNameAtGuard}, for a name that stands elsewhere, as in the form of a page. */
export function limitAtGuard(
  provide: (c: Context) => LimitDeps,
  scope: RateLimitScope,
  nameOf: (c: Context) => string,
): MiddlewareHandler {
  const middleware = createMiddleware(async (c, next) => {
    const { rateLimiter, onLimitHit, admission } = provide(c);
    const subject = [limitSubject(c), nameOf(c)];
    admission.atGuard.limit = rateLimiter.guardLimitOf(scope, ...subject);
    let own: LimitState | null = null;
    admission.add(async (earlier) => {
      [own] = await Promise.all([rateLimiter.count(scope, ...subject), earlier]);
      if (own?.exceeded) throw rateLimited({ retryAfter: own.resetsIn / SECOND });
    });
    await next();
    await awaitAdmission({ admission });
    const state = withGuardCount(own, admission.atGuard);
    if (state === null) return;
    addRateLimitHeaders(c, state);
    if (state.exceeded) onLimitHit(c, scope);
  });
  return document(middleware, { kind: 'limit', scope, by: 'address and name', error: rateLimited });
}

// Windows end at the same moments everywhere, so only the count differs.
function withGuardCount(own: LimitState | null, { count }: AtGuard): LimitState | null {
  if (own === null || count === null) return own;
  const { limit } = own.rule;
  return { ...own, remaining: Math.max(0, limit - count.used), exceeded: count.used > limit };
}
