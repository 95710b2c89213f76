import { type Context, Hono } from 'hono';
import { type AnswerExportDeps, answerExport } from '../../account/answer-export.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { type LimitDeps, limitByUser } from '../../limits/limit.ts';
import { signedIn } from '../web/open-page.ts';
import { isFromOwnPage } from '../web/page-csrf.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { sessionOf } from '../web/page-of.ts';
import { DATA, DataPage } from './data-view.tsx';
import { isFresh, proveFirst } from './fresh-page.ts';

export type DataPagesDeps = PageDeps & LimitDeps & AnswerExportDeps;

/** `/account/data`: everything about a person, as a file. Shares the limit of the API's export. */
export const dataPages = (provide: (c: Context) => DataPagesDeps) =>
  new Hono({ strict: false })
    .get('/data', pageHeaders(provide), signedIn(provide), (c) => {
      const { page, session } = c.var;
      const isProved = isFresh(session, provide(c).clock);
      const isBack = c.req.query('proved') !== undefined;
      return c.html(
        <DataPage page={page} session={session} isProved={isProved} isBack={isBack} />,
        200,
      );
    })
    .get(
      '/data/download',
      pageHeaders(provide),
      signedIn(provide, limitByUser(provide, 'account_export')),
      (c) => download(c, provide(c)),
    );

async function download(c: Context, deps: DataPagesDeps): Promise<Response> {
  // A link of another site must not make files, though it could read none.
  if (!isFromOwnPage(c, deps.returnRules.own)) return c.redirect(DATA, 303);
  // Back to the page, which says what to do: a file would leave the person at the proof.
  const session = sessionOf(c);
  if (!isFresh(session, deps.clock)) return proveFirst(c, `${DATA}?proved=1`);
  return answerExport(c, deps, session);
}
