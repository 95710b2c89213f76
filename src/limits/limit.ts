import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { limitSubject } from '../http/client-address.ts';
import { document } from '../http/contract.ts';
import { SECOND } from '../shared/clock.ts';
import { rateLimited } from './errors.ts';
import type { RateLimiter, Standing } from './rate-limiter.ts';
import type { RateLimitScope } from './rules.ts';

export type LimitDeps = {
  rateLimiter: RateLimiter;
  shield: RateLimit | null;
  onLimitHit: (c: Context, scope: RateLimitScope | 'shield') => void;
};

/** Resolves when the request has passed its limits, and rejects with `rate_limited` if it has not. */
export type Admission = Promise<void>;
type Env = { Variables: { admission: Admission } };

/** Holds bursts from one address off routes that are limited by name alone; `limitByAddress` does so by itself. */
export function behindShield(provide: (c: Context) => LimitDeps): MiddlewareHandler {
  return async (c, next) => {
    await holdShield(c, provide(c));
    await next();
  };
}

/**
 * Counts a request per client address. With `overlap` the handler goes on at once, and it or a limit after this one must wait for
 * `c.var.admission` before it changes anything: so the look at KV costs no time of its own.
 */
export function limitByAddress(
  provide: (c: Context) => LimitDeps,
  scope: RateLimitScope,
  { overlap = false } = {},
): MiddlewareHandler<Env> {
  const middleware = createMiddleware<Env>(async (c, next) => {
    await holdShield(c, provide(c));
    await admit(c, provide(c), scope, limitSubject(c), overlap);
    await next();
    await settled(c);
  });
  return document(middleware, { kind: 'limit', scope, by: 'address', error: rateLimited });
}

/** Counts a request per address and name: `nameOf` reads the name from the validated body. Goes after the validator. */
export function limitByName(
  provide: (c: Context) => LimitDeps,
  scope: RateLimitScope,
  nameOf: (body: Record<string, unknown>) => string,
  { overlap = false, addressToo = true } = {},
): MiddlewareHandler<Env> {
  const middleware = createMiddleware<Env>(async (c, next) => {
    const name = nameOf(c.req.valid('json' as never) as Record<string, unknown>);
    await admit(c, provide(c), scope, addressToo ? `${limitSubject(c)} ${name}` : name, overlap);
    await next();
    await settled(c);
  });
  return document(middleware, {
    kind: 'limit',
    scope,
    by: addressToo ? 'address and name' : 'name',
    error: rateLimited,
  });
}

/**
 * Counts a request of a signed-in user, for `authenticate` to do alongside, together with whatever else is done at the same
 * time. Rejects with `rate_limited` over the limit.
 */
export function admitUser(
  provide: (c: Context) => LimitDeps,
  scope: RateLimitScope,
  beside?: (c: Context, userId: string) => Promise<unknown>,
) {
  const admission = async (c: Context, userId: string): Admission => {
    await Promise.all([admit(c, provide(c), scope, userId, false), beside?.(c, userId)]);
  };
  return document(admission, { kind: 'limit', scope, by: 'user', error: rateLimited });
}

async function admit(
  c: Context,
  { rateLimiter, onLimitHit }: LimitDeps,
  scope: RateLimitScope,
  subject: string,
  overlap: boolean,
): Promise<void> {
  const earlier = c.get('admission') as Admission | undefined;
  const admission = Promise.all([earlier, rateLimiter.count(scope, subject)]).then(
    ([, standing]) => {
      if (standing === null) return;
      addRateLimitHeaders(c, standing);
      if (!standing.exceeded) return;
      onLimitHit(c, scope);
      throw rateLimited({ retryAfter: standing.resetsIn / SECOND });
    },
  );
  // A handler that never asks must not leave a rejection unhandled behind.
  admission.catch(() => undefined);
  c.set('admission', admission);
  if (!overlap) await admission;
}

// A handler that refused for a reason of its own did not wait for the count, and its answer tells how it stands all the same.
async function settled(c: Context<Env>): Promise<void> {
  await c.get('admission').catch(() => undefined);
}

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10); several limits make a list. */
export function addRateLimitHeaders(
  c: Context,
  { scope, rule, remaining, resetsIn }: Standing,
): void {
  c.header('RateLimit-Policy', `"${scope}";q=${rule.limit};w=${Math.round(rule.window / SECOND)}`, {
    append: true,
  });
  c.header('RateLimit', `"${scope}";r=${remaining};t=${Math.ceil(resetsIn / SECOND)}`, {
    append: true,
  });
}

/** What `wrangler.toml` says of the binding, which does not tell it itself. Requests, and seconds. */
const SHIELD = { limit: 300, period: 60 };

// A burst from one address is stopped here without a look at any store. The binding counts per location and minute.
async function holdShield(c: Context, { shield, onLimitHit }: LimitDeps): Promise<void> {
  if (shield === null) return;
  const { success } = await shield.limit({ key: limitSubject(c) });
  if (success) return;
  onLimitHit(c, 'shield');
  const { limit, period } = SHIELD;
  const headers = {
    'RateLimit-Policy': `"shield";q=${limit};w=${period}`,
    RateLimit: `"shield";r=0;t=${period}`,
  };
  throw rateLimited({ retryAfter: period, headers });
}
