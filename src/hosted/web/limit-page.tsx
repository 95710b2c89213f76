import type { Context, MiddlewareHandler } from 'hono';
import { limitSubject } from '../../http/client-address.ts';
import { document, type LimitedBy } from '../../http/contract.ts';
import { rateLimited } from '../../limits/errors.ts';
import { type LimitDeps, limitBy, limitByUser } from '../../limits/limit.ts';
import type { RateLimitScope } from '../../limits/rules.ts';
import { nameOfBody } from '../../users/identifiers.ts';
import { formBody } from './form-body.ts';

/** The context variable that holds the fields of a form that is counted by name. */
const NAMED = 'namedForm';

export type LimitPageDeps = LimitDeps & { appName: string };
type Provide = (c: Context) => LimitDeps;

/** What opening a page is counted for: not for the tries of its form. */
const ofPage = (c: Context, subject: string) =>
  c.req.method === 'POST' ? [subject] : [subject, 'page'];

/**
 * Limits a page like the API route behind it. The form and that route share one count, so that the
 * page adds no tries; opening the page has a count of its own and uses none up. Over the limit
 * `error-page.tsx` makes a page of the refusal.
 */
export function limitPage(provide: Provide, scope: RateLimitScope): MiddlewareHandler {
  return limitBy(provide, scope, 'address', (c) => ofPage(c, limitSubject(c)));
}

/**
 * Limits a form per client address and the name in its field `email`. Shares its count with the API
 * route behind it.
 */
export function limitPageByName(provide: Provide, scope: RateLimitScope): MiddlewareHandler {
  const by: LimitedBy = 'address and name';
  const limit = limitBy(provide, scope, by, (c) => [
    limitSubject(c),
    nameOfBody({ email: (c.get(NAMED) as Record<string, string>).email }),
  ]);
  const middleware: MiddlewareHandler = async (c, next) => {
    c.set(NAMED, await formBody(c));
    return limit(c, next);
  };
  return document(middleware, { kind: 'limit', scope, by, error: rateLimited });
}

/**
 * Limits a page of somebody who is signed in like {@link limitPage}, by user: for `openPage` and
 * `signedIn`, which run it beside the guard's call, together with `beside`.
 */
export function limitPageByUser(
  provide: Provide,
  scope: RateLimitScope,
  beside?: (c: Context, userId: string) => Promise<unknown>,
) {
  return limitByUser(provide, scope, beside, ofPage);
}
