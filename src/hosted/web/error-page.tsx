import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import { acceptedTags } from '../../http/accepted-tags.ts';
import { isForm } from '../../http/form.ts';
import { speaksOauth } from '../../http/oauth-error.ts';
import { type Titles, toProblemResponse } from '../../http/problem.ts';
import { LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import type { Brand, PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { SECOND } from '../../shared/clock.ts';
import { wordsOf } from '../../words/catalogues.ts';
import { duration } from '../../words/dates.ts';
import { chooseLanguage } from '../../words/language.ts';
import { rich } from '../../words/rich.tsx';
import { formBody } from './form-body.ts';
import { ACCOUNT } from './leave.tsx';
import { bareContext } from './page-context.ts';
import { judgeReturn } from './return-to.ts';

/** The brand of a service whose settings are wrong. */
const UNKNOWN: Brand = {
  // biome-ignore lint/plugin/untranslated: a name is the same in every language.
  appName: 'Latchkey',
  color: null,
  logoUrl: null,
  supportUrl: null,
  termsUrl: null,
  privacyUrl: null,
  returnUrl: null,
};

/**
 * Whether an answer is for a person: a browser that opens an address, or a form of a page. Programs
 * get problem details.
 */
export function isForPerson(c: Context): boolean {
  if (speaksOauth(c)) return false;
  const { method, path } = c.req;
  if (method === 'GET' || method === 'HEAD') return /\btext\/html\b/i.test(accepted(c));
  return method === 'POST' && isForm(c) && !path.startsWith('/api/');
}

const accepted = (c: Context) => c.req.header('Accept') ?? '';

/**
 * Converts any error to an answer: a page for a person, problem details for a program, of the same
 * status and with the same headers. `brandOf` returns null where the service is not configured.
 */
export const createErrorAnswer =
  (brandOf: (c: Context) => Brand | null) =>
  async (error: unknown, c: Context): Promise<Response> => {
    // Without `Vary`, since no answer here is kept by a cache.
    if (!isForPerson(c)) return toProblemResponse(error, c, titlesFor(c));
    const problem = toProblemResponse(error, c);
    const brand = brandOf(c) ?? UNKNOWN;
    const page = bareContext(c, { brand });
    await pageHeaders(() => ({ brand }))(c, async () => undefined);
    for (const [name, value] of problem.headers) if (name !== 'content-type') c.header(name, value);
    const status = problem.status;
    const wait = Number(problem.headers.get('Retry-After') ?? 0) * SECOND;
    const about = { page, status, wait, requestId: (c.get('requestId') as string) ?? '' };
    const again = await addressOf(c);
    return c.html(<ErrorPage {...about} again={again} />, { status: status as 400 });
  };

/** Null for English: its titles are those of the errors themselves. */
function titlesFor(c: Context): Titles | null {
  const language = chooseLanguage(acceptedTags(c.req.header('Accept-Language')));
  if (language === null || language === 'en') return null;
  return { language, byCode: wordsOf(language).problems };
}

/** The page to try again, where its form is. Never `//elsewhere`. */
async function addressOf(c: Context): Promise<string> {
  const { origin, pathname, search } = new URL(c.req.url);
  const query = c.req.method === 'POST' ? await queryOf(c) : search;
  const own = (path: string) => judgeReturn(path, { own: origin, origins: [] });
  return own(pathname + query) ?? own(pathname) ?? '/';
}

/**
 * What opened the page of a form: a mailed link or a request of a client, and the way back. The
 * page judges each again.
 */
async function queryOf(c: Context): Promise<string> {
  // A body that was too long, or is none, names nothing.
  const fields = await formBody(c).catch((): Record<string, string> => ({}));
  const held = ['token', 'request', 'return_to'].flatMap((name) => {
    const value = fields[name] ?? '';
    return value === '' ? [] : [[name, value]];
  });
  return held.length === 0 ? '' : `?${new URLSearchParams(held)}`;
}

type About = {
  page: PageContext;
  status: number;
  /** Milliseconds until trying again makes sense. */
  wait: number;
  requestId: string;
  again: string;
};

const ErrorPage = (about: About) => {
  const { page, status, wait, requestId } = about;
  const [title, why] = textsOf(page, status, wait);
  return (
    <Door page={page} title={title} wrong>
      <div class="flow">
        <h1>{title}</h1>
        <p>{why}</p>
        <div class="btns">
          <WaysOn {...about} />
        </div>
        <p class="hint">
          <Quote page={page} requestId={requestId} />
        </p>
      </div>
    </Door>
  );
};

/** What happened, and what to do. */
type Texts = [string, string];

function textsOf(page: PageContext, status: number, wait: number): Texts {
  const { errors } = page.words;
  if (status === 401) return [errors.signInFirst, errors.signInFirstWhy];
  if (status === 403) return [errors.notAllowed, errors.notAllowedWhy];
  if (status === 404 || status === 405) return [errors.notFound, errors.notFoundWhy];
  if (status === 429) return [errors.tooMany, errors.tooManyWhy(duration(wait, page))];
  if (status === 503) return [errors.busy, errors.busyWhy];
  if (status >= 500) return [errors.fault, errors.faultWhy];
  return [errors.refused, errors.refusedWhy];
}

const WaysOn = ({ page: { words, brand }, status, again }: About) => {
  const isAgain = status === 429 || status >= 500 || status === 400 || status === 415;
  return (
    <>
      {isAgain ? (
        <LinkButton look="go" href={again}>
          {words.errors.tryAgain}
        </LinkButton>
      ) : (
        <LinkButton look="go" href={status === 401 ? '/sign-in' : ACCOUNT}>
          {status === 401 ? words.errors.toSignIn : words.errors.toAccount}
        </LinkButton>
      )}
      {brand.returnUrl !== null && (
        <LinkButton href={brand.returnUrl}>{words.common.backTo(brand.appName)}</LinkButton>
      )}
    </>
  );
};

const Quote = ({ page, requestId }: { page: PageContext; requestId: string }) => {
  const { supportUrl } = page.brand;
  const id = (): Child => (
    <span class="mono" dir="ltr">
      {requestId}
    </span>
  );
  if (supportUrl === null) return <>{rich(page.words.errors.quoteAlone, { id })}</>;
  return (
    <>{rich(page.words.errors.quote, { id, help: (text) => <a href={supportUrl}>{text}</a> })}</>
  );
};
