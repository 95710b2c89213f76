import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { PeekLink } from '../../guard/peek-link.ts';
import { type ClientInfo, clientInfo } from '../../http/client-info.ts';
import type { PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { RateLimitScope } from '../../limits/rules.ts';
import type { Purpose } from '../../one-time-secrets/one-time-secrets.ts';
import { readLinkToken } from '../../one-time-secrets/schemas.ts';
import { invalidCredentials } from '../../sessions/errors.ts';
import { findAppError } from '../../shared/errors.ts';
import { moment } from '../../words/dates.ts';
import type { Words } from '../../words/words.ts';
import { type LimitPageDeps, limitPage } from '../web/limit-page.tsx';
import { openDoor } from '../web/open-page.ts';
import type { PageDeps, PageVariables } from '../web/page-deps.ts';
import { readForm } from '../web/read-form.tsx';
import { DeadLinkView } from './dead-link-view.tsx';
import { keepFlash } from './keep-flash.ts';
import { LinkAskView, LinkDoneView, type LinkWords, type WayOn } from './link-view.tsx';

export type LinkPageDeps = PageDeps & LimitPageDeps & { peekLink: PeekLink };

/** `password` is empty where the page asks for none. */
export type LinkInput = { token: string; password: string; client: ClientInfo };

/** What has come of a link; `at`: when it takes effect, in epoch milliseconds, if not at once. */
export type Outcome<Done extends string> = { done: Done; at?: number };

export type LinkPage<Deps, Linked, Done extends string> = {
  /** The path of the page, to which its form posts. */
  path: string;
  /** The limit of the API route behind the page, or its own if there is no such route. */
  limit: RateLimitScope;
  purpose: Purpose<Linked>;
  /** The texts of the page; what the secret was mailed for may stand in them. */
  wordsOf: (words: Words, linked: Linked | null) => LinkWords<Done>;
  /** Performs the action of the link. Returns what has come of it. */
  use: (deps: Deps, input: LinkInput) => Promise<Outcome<Done>>;
  /** Where the page that says so leads on. */
  waysOn: readonly WayOn[];
};

const linkForm = z.object({
  token: z.string().default('').overwrite(readLinkToken),
  password: z.string().max(1024).default(''),
});

/**
 * Creates the page of a mailed link. A dead link is said to be dead when it is opened. Opening it
 * changes nothing, because mail scanners open links; pressing the button does, once: a second press
 * in the same browser is told what the first has done. Works without JavaScript.
 */
export const createLinkPage =
  <Deps extends LinkPageDeps, Linked, Done extends string>(link: LinkPage<Deps, Linked, Done>) =>
  (provide: (c: Context) => Deps) =>
    new Hono<{ Variables: PageVariables }>({ strict: false })
      .use(pageHeaders(provide))
      .get('/', limitPage(provide, link.limit), openDoor(provide), (c) =>
        open(c, c.var.page, provide(c), link),
      )
      .post(
        '/',
        limitPage(provide, link.limit),
        openDoor(provide),
        readForm(provide, linkForm),
        async (c) => {
          const { token = '', password = '' } = c.var.form.data ?? {};
          return press(c, c.var.page, provide(c), link, { token, password, client: clientInfo(c) });
        },
      );

async function open<Deps extends LinkPageDeps, Linked, Done extends string>(
  c: Context,
  page: PageContext,
  deps: Deps,
  link: LinkPage<Deps, Linked, Done>,
): Promise<Response> {
  const token = readLinkToken(c.req.query('token') ?? '');
  if (token !== '') return ask(c, page, deps, link, { token, isWrong: false });
  const outcome = await findOutcome(c, page, deps, link);
  if (outcome === null) return dead(c, page, link);
  const { done, at = 0 } = outcome;
  const words = link.wordsOf(page.words, null).done[done](moment(at, page));
  return c.html(<LinkDoneView page={page} words={words} waysOn={link.waysOn} />, 200);
}

async function ask<Deps extends LinkPageDeps, Linked, Done extends string>(
  c: Context,
  page: PageContext,
  { peekLink }: Deps,
  link: LinkPage<Deps, Linked, Done>,
  { token, isWrong }: { token: string; isWrong: boolean },
): Promise<Response> {
  const { path, purpose, wordsOf } = link;
  const secret = await peekLink(purpose, token);
  if (secret === null) return dead(c, page, link);
  const words = wordsOf(page.words, secret.context);
  return c.html(<LinkAskView {...{ page, path, token, words, isWrong }} />, isWrong ? 401 : 200);
}

async function press<Deps extends LinkPageDeps, Linked, Done extends string>(
  c: Context,
  page: PageContext,
  deps: Deps,
  link: LinkPage<Deps, Linked, Done>,
  input: LinkInput,
): Promise<Response> {
  const { path } = link;
  try {
    const { done, at } = await link.use(deps, input);
    const data = { path, done, ...(at === undefined ? {} : { at: String(at) }) };
    await deps.flashes.set(c, { key: 'link_used', data });
  } catch (error) {
    const refusal = findAppError(error);
    if (refusal?.kind !== 'unauthenticated') throw error;
    if (refusal.code === invalidCredentials.code)
      return ask(c, page, deps, link, { token: input.token, isWrong: true });
    if ((await findOutcome(c, page, deps, link)) === null) return dead(c, page, link);
  }
  return c.redirect(path, 303);
}

/** What this browser has just done here. */
async function findOutcome<Deps extends LinkPageDeps, Linked, Done extends string>(
  c: Context,
  page: PageContext,
  { flashes }: Deps,
  { path, wordsOf }: LinkPage<Deps, Linked, Done>,
): Promise<Outcome<Done> | null> {
  const flash = await keepFlash(c, flashes, ['link_used']);
  const { path: usedAt, done, at } = flash?.data ?? {};
  if (usedAt !== path || typeof done !== 'string') return null;
  if (!Object.hasOwn(wordsOf(page.words, null).done, done)) return null;
  return { done: done as Done, ...(at === undefined ? {} : { at: Number(at) }) };
}

function dead<Deps, Linked, Done extends string>(
  c: Context,
  page: PageContext,
  { wordsOf }: LinkPage<Deps, Linked, Done>,
) {
  return c.html(<DeadLinkView page={page} why={wordsOf(page.words, null).deadWhy} />, 401);
}
