import { type Context, Hono } from 'hono';
import { LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { goalOf } from './after-sign-in.ts';
import { CodesSheet } from './codes-sheet.tsx';

/** `/second-step/codes`: the codes that came with the first factor, shown once; then the way on. */
export const firstCodesPage = (provide: (c: Context) => PageDeps) =>
  new Hono({ strict: false }).get('/', pageHeaders(provide), signedIn(provide), async (c) => {
    const { page, session } = c.var;
    const flash = await provide(c).flashes.take(c, session.claims.sid);
    const codes = flash?.key === 'recovery_codes_made' ? flash.data?.codes : undefined;
    if (!Array.isArray(codes)) return c.html(<Over page={page} />, 200);
    return c.html(<Codes page={page} codes={codes} />, 200);
  });

const Codes = ({ page, codes }: { page: PageContext; codes: string[] }) => {
  const { saveTitle, saved } = page.words.security.codes;
  return (
    <Door page={page} title={saveTitle}>
      <div class="flow">
        <h1>{saveTitle}</h1>
        <CodesSheet page={page} codes={codes} />
        <LinkButton href={goalOf(page)} look="go" wide>
          {saved}
        </LinkButton>
      </div>
    </Door>
  );
};

/** The page was loaded again, or its five minutes are over. */
const Over = ({ page }: { page: PageContext }) => {
  const { setUp } = page.words.secondStep;
  return (
    <Door page={page} title={setUp.doneTitle}>
      <div class="flow">
        <h1>{setUp.doneTitle}</h1>
        <p>{setUp.done}</p>
        <LinkButton href={goalOf(page)} look="go" wide>
          {setUp.goOn}
        </LinkButton>
      </div>
    </Door>
  );
};
