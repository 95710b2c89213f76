import type { Context } from 'hono';
import type { Brand, PageContext } from '../../kit/page-context.ts';
import type { Browser } from '../../sessions/token-answer.ts';
import type { Flashes } from './flash.ts';
import type { PageCsrf } from './page-csrf.ts';
import type { FindPageSession, PageSession } from './page-session.ts';
import type { ReturnRules } from './return-to.ts';

/** What every page needs of the service; see `wiring/pages.ts`. */
export type PageDeps = {
  brand: Brand;
  returnRules: ReturnRules;
  pageCsrf: PageCsrf;
  findPageSession: FindPageSession;
  flashes: Flashes;
  browser: Browser;
};

export type ProvidePages<Deps extends PageDeps = PageDeps> = (c: Context) => Deps;

/** Variables of a page that anyone may open. */
export type PageVariables = { page: PageContext; session: PageSession | null };
/** Variables of a page for somebody who is signed in. */
export type SignedInVariables = { page: PageContext; session: PageSession };
