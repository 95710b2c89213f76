import type { Context, MiddlewareHandler } from 'hono';
import { limitSubject } from '../http/client-address.ts';
import { document, type LimitedBy } from '../http/contract.ts';
import { Page } from '../http/page.tsx';
import { noteProblem } from '../http/request-log.ts';
import { rateLimited } from '../limits/errors.ts';
import { type LimitDeps, limitBy } from '../limits/limit.ts';
import type { RateLimitScope } from '../limits/rules.ts';
import { inWords } from '../mail/in-words.ts';
import { SECOND } from '../shared/clock.ts';
import { findAppError } from '../shared/errors.ts';
import { nameOfBody } from '../users/identifiers.ts';

/** The context variable that holds the fields of a form. */
const FORM = 'form';

export type LimitPageDeps = LimitDeps & { appName: string };

/**
 * Limits a page like the API route behind it. The form and that route share one count, so that the
 * page adds no tries; opening the page has a count of its own and uses none up. Responds with a
 * page over the limit. Mount it after `pageHeaders`.
 */
export function limitPage(
  provide: (c: Context) => LimitPageDeps,
  scope: RateLimitScope,
): MiddlewareHandler {
  return asPage(provide, scope, 'address', (c) =>
    c.req.method === 'POST' ? [limitSubject(c)] : [limitSubject(c), 'page'],
  );
}

/**
 * Limits a form per client address and the name in its field `email`. Shares its count with the API
 * route behind it.
 */
export function limitPageByName(
  provide: (c: Context) => LimitPageDeps,
  scope: RateLimitScope,
): MiddlewareHandler {
  const limit = asPage(provide, scope, 'address and name', (c) => [
    limitSubject(c),
    nameOfBody({ email: c.get(FORM)?.email }),
  ]);
  const middleware: MiddlewareHandler = async (c, next) => {
    c.set(FORM, await c.req.parseBody());
    return limit(c, next);
  };
  return document(middleware, { kind: 'limit', scope, by: 'address and name', error: rateLimited });
}

function asPage(
  provide: (c: Context) => LimitPageDeps,
  scope: RateLimitScope,
  by: LimitedBy,
  subjectOf: (c: Context) => string[],
): MiddlewareHandler {
  const limit = limitBy(provide, scope, by, subjectOf);
  const middleware: MiddlewareHandler = async (c, next) => {
    try {
      return await limit(c, next);
    } catch (error) {
      const refusal = findAppError(error);
      if (refusal?.code !== rateLimited.code) throw error;
      const { retryAfter = 0 } = refusal.details;
      noteProblem(c, refusal.code);
      c.header('Retry-After', String(Math.ceil(retryAfter)));
      return c.html(<TooMany appName={provide(c).appName} wait={retryAfter * SECOND} />, 429);
    }
  };
  return document(middleware, { kind: 'limit', scope, by, error: rateLimited });
}

const TooMany = ({ appName, wait }: { appName: string; wait: number }) => (
  <Page title="Too many attempts" appName={appName}>
    <p class="error">
      We’ve had too many requests from your network. Try again in {inWords(wait)}.
    </p>
  </Page>
);
