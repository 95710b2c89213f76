import type { Context } from 'hono';
import type { PageContext } from '../../kit/page-context.ts';
import { wordsOf } from '../../words/catalogues.ts';
import { formBody } from './form-body.ts';
import type { PageDeps } from './page-deps.ts';
import { languageOf } from './page-language.ts';
import type { PageSession } from './page-session.ts';
import { judgeReturn } from './return-to.ts';

/** Returns what a page needs to know, with a token for its forms. */
export async function contextOf(
  c: Context,
  { brand, returnRules, pageCsrf }: PageDeps,
  session: PageSession | null,
): Promise<PageContext> {
  const posted = c.req.method === 'POST' ? (await formBody(c)).return_to : undefined;
  const binding =
    session === null ? { browser: pageCsrf.browserOf(c) } : { session: session.claims.sid };
  return {
    ...bareContext(c, { brand }, session),
    csrfToken: pageCsrf.make(binding),
    returnTo: judgeReturn(posted ?? c.req.query('return_to'), returnRules),
  };
}

/** Returns what a page without forms needs to know. Sets no cookie, but that of a language. */
export function bareContext(
  c: Context,
  { brand }: Pick<PageDeps, 'brand'>,
  session: PageSession | null = null,
): PageContext {
  const language = languageOf(c, session?.user.locale ?? null);
  const { pathname, search } = new URL(c.req.url);
  return {
    words: wordsOf(language),
    language,
    brand,
    csrfToken: '',
    returnTo: null,
    here: pathname + search,
    timezone: timezoneOf(c, session),
  };
}

/** The person's own, unless they never chose one, else that of the place, else UTC. */
function timezoneOf(c: Context, session: PageSession | null): string {
  const chosen = session?.user.timezone ?? 'UTC';
  const { cf } = c.req.raw as Request<unknown, Partial<IncomingRequestCfProperties>>;
  return chosen === 'UTC' ? (cf?.timezone ?? 'UTC') : chosen;
}
