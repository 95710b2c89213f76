import { type Context, Hono } from 'hono';
import { pageHeaders } from '../../../kit/page-headers.ts';
import { leave } from '../../web/leave.tsx';
import { openPage } from '../../web/open-page.ts';
import { pageOf } from '../../web/page-of.ts';
import { withReturn } from '../../web/return-to.ts';
import { failAttempt } from './fail-attempt.ts';
import { knownProvider, providerOf } from './provider-names.ts';
import type { AttemptDeps } from './social-deps.ts';

/**
 * `/sign-in/with/:provider`: leads to the provider. Harmless to open: it connects nothing, and asks
 * first if somebody is signed in. `through=page` is for requests that a form led here: the page's
 * `form-action` would stop the redirect.
 */
export const startPage = (provide: (c: Context) => AttemptDeps) =>
  new Hono({ strict: false }).get(
    '/:provider',
    pageHeaders(provide),
    knownProvider(provide),
    openPage(provide),
    async (c) => {
      const { page, session } = c.var;
      if (session !== null) return c.redirect(withReturn('/sign-in', page.returnTo), 303);
      return start(c, provide(c));
    },
  );

async function start(c: Context, deps: AttemptDeps): Promise<Response> {
  const page = pageOf(c);
  const intent = { kind: 'sign_in', remember: c.req.query('remember_me') === 'true' } as const;
  const { returnTo } = page;
  const provider = providerOf(c).id;
  try {
    const { attempt, location } = await deps.beginAttempt({ provider, intent, returnTo });
    await deps.attemptCookies.keep(c, attempt);
    if (c.req.query('through') === 'page') return await leave(c, page, location);
    return c.redirect(location, 303);
  } catch (error) {
    return failAttempt(c, deps, { error, attempt: { intent, returnTo } });
  }
}
