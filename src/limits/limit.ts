import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { limitSubject } from '../http/client-address.ts';
import { document, type LimitedBy } from '../http/contract.ts';
import { SECOND } from '../shared/clock.ts';
import { findAppError } from '../shared/errors.ts';
import type { Admission } from './admission.ts';
import { rateLimited } from './errors.ts';
import { type LimitState, type RateLimiter, rateLimitHeaders } from './rate-limiter.ts';
import type { RateLimitScope } from './rules.ts';

export type LimitDeps = {
  rateLimiter: RateLimiter;
  shield: RateLimit | null;
  onLimitHit: (c: Context, scope: RateLimitScope | 'shield') => void;
  /** Of this request. */
  admission: Admission;
};

/**
 * Rejects bursts from one address on every route except those that `passes` accepts, without
 * reading any store. Mount it before the routes, so that none is missed.
 */
export function shieldAll(
  provide: (c: Context) => LimitDeps,
  passes: (c: Context) => boolean,
): MiddlewareHandler {
  return async (c, next) => {
    const deps = provide(c);
    if (!passes(c)) await enforceShield(c, deps);
    await next();
  };
}

/**
 * Limits requests by client address. With `overlap` the handler runs while KV is read, so the limit
 * costs no hop: anything it changes must come after a limit without `overlap` or after
 * `untilAdmitted`, which redeeming a code or link and evaluating a password await themselves.
 */
export function limitByAddress(
  provide: (c: Context) => LimitDeps,
  scope: RateLimitScope,
  { overlap = false } = {},
): MiddlewareHandler {
  return limitBy(provide, scope, 'address', (c) => [limitSubject(c)], { overlap });
}

/**
 * Limits requests by address and name. `nameOf` reads the name from the validated body, so mount it
 * after the validator.
 */
export function limitByName(
  provide: (c: Context) => LimitDeps,
  scope: RateLimitScope,
  nameOf: (body: Record<string, unknown>) => string,
  { addressToo = true } = {},
): MiddlewareHandler {
  const subjectOf = (c: Context) => {
    const name = nameOf(c.req.valid('json' as never) as Record<string, unknown>);
    return addressToo ? [limitSubject(c), name] : [name];
  };
  return limitBy(provide, scope, addressToo ? 'address and name' : 'name', subjectOf);
}

/** Limits requests by the subject that `subjectOf` returns; see {@link limitByAddress}. */
export function limitBy(
  provide: (c: Context) => LimitDeps,
  scope: RateLimitScope,
  by: LimitedBy,
  subjectOf: (c: Context) => string[],
  { overlap = false } = {},
): MiddlewareHandler {
  const middleware = createMiddleware(async (c, next) => {
    await admit(c, provide(c), scope, subjectOf(c), overlap);
    await next();
    await awaitAdmission(provide(c));
  });
  return document(middleware, { kind: 'limit', scope, by, error: rateLimited });
}

/**
 * Limits rejected tokens, or other proofs, by client address: over the limit the response becomes
 * `rate_limited`. Valid ones never wait for the failures of others at the same address.
 */
export function limitRefusals(
  provide: (c: Context) => LimitDeps,
  scope: RateLimitScope,
  kind: 'token_refused' | 'unauthenticated' = 'token_refused',
): MiddlewareHandler {
  const middleware = createMiddleware(async (c, next) => {
    await next();
    if (findAppError(c.error)?.kind !== kind) return;
    try {
      await admit(c, provide(c), scope, [limitSubject(c)], false);
    } catch (error) {
      c.header('WWW-Authenticate', undefined);
      c.header('Location', undefined);
      throw error;
    }
  });
  return document(middleware, {
    kind: 'limit',
    scope,
    by: 'address, if refused',
    error: rateLimited,
  });
}

/**
 * Limits requests of a signed-in user. `authenticate` runs it in parallel, together with `beside`.
 * `subjectOf` returns what is counted, by default the user. Rejects with `rate_limited` over the
 * limit.
 */
export function limitByUser(
  provide: (c: Context) => LimitDeps,
  scope: RateLimitScope,
  beside?: (c: Context, userId: string) => Promise<unknown>,
  subjectOf = (_: Context, userId: string) => [userId],
) {
  const admission = async (c: Context, userId: string): Promise<void> => {
    const subject = subjectOf(c, userId);
    await Promise.all([admit(c, provide(c), scope, subject, false), beside?.(c, userId)]);
  };
  return document(admission, { kind: 'limit', scope, by: 'user', error: rateLimited });
}

async function admit(
  c: Context,
  deps: LimitDeps,
  scope: RateLimitScope,
  subject: string[],
  overlap: boolean,
): Promise<void> {
  const { rateLimiter, admission } = deps;
  const admitted = admission.add(async (earlier) => {
    const [limitState] = await Promise.all([rateLimiter.count(scope, ...subject), earlier]);
    if (limitState === null) return;
    addRateLimitHeaders(c, limitState);
    if (!limitState.exceeded) return;
    deps.onLimitHit(c, scope);
    throw rateLimited({ retryAfter: limitState.resetsIn / SECOND });
  });
  if (!overlap) await admitted;
}

/**
 * Waits for the count: a handler that fails early does not, but its response has the headers too.
 */
export async function awaitAdmission({ admission }: Pick<LimitDeps, 'admission'>): Promise<void> {
  await admission.untilAdmitted().catch(() => undefined);
}

/**
 * Appends `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10), which are
 * lists.
 */
export function addRateLimitHeaders(c: Context, limitState: LimitState): void {
  for (const [name, value] of Object.entries(rateLimitHeaders(limitState)))
    c.header(name, value, { append: true });
}

/**
 * The limit (requests) and period (seconds) of the binding in `wrangler.toml`, which it does not
 * expose.
 */
export const SHIELD = { limit: 300, period: 60 };

/**
 * Throws `rate_limited` in a burst from one address. The binding counts by location and minute and
 * reads no store.
 */
export async function enforceShield(c: Context, deps: LimitDeps): Promise<void> {
  const { shield } = deps;
  if (shield === null) return;
  const { success } = await shield.limit({ key: limitSubject(c) });
  if (success) return;
  // Only now: it needs every store.
  deps.onLimitHit(c, 'shield');
  const { limit, period } = SHIELD;
  const headers = {
    'RateLimit-Policy': `"shield";q=${limit};w=${period}`,
    RateLimit: `"shield";r=0;t=${period}`,
  };
  throw rateLimited({ retryAfter: period, headers });
}
