import { type Context, Hono } from 'hono';
import { LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { CodesList } from '../../kit/lists.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { CopyButton, PrintButton } from '../../kit/script-buttons.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { goalOf } from './after-sign-in.ts';

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
  const { setUp } = page.words.secondStep;
  return (
    <Door page={page} title={setUp.codesTitle}>
      <div class="flow">
        <h1>{setUp.codesTitle}</h1>
        <p>{setUp.codesAsk}</p>
        <CodesList id="codes" codes={codes} />
        <div class="btns">
          <CopyButton page={page} of="codes" />
          <PrintButton page={page} />
          <LinkButton href={fileOf(page, codes)} download="recovery-codes.txt">
            {setUp.codesDownload}
          </LinkButton>
        </div>
        <LinkButton href={goalOf(page)} look="go" wide>
          {setUp.codesGo}
        </LinkButton>
      </div>
    </Door>
  );
};

/** A file without a request: the codes are in no URL that a server sees. */
function fileOf({ words, brand }: PageContext, codes: string[]): string {
  const text = [words.secondStep.setUp.codesFile(brand.appName), '', ...codes, ''].join('\n');
  return `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
}

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
