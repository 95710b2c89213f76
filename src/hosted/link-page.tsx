import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { type ClientInfo, clientInfo } from '../http/client-info.ts';
import { Page } from '../http/page.tsx';
import { pageHeaders } from '../http/page-style.ts';
import type { RateLimitScope } from '../limits/rules.ts';
import { readLinkToken } from '../one-time-secrets/schemas.ts';
import { findAppError } from '../shared/errors.ts';
import { type LimitPageDeps, limitPage } from './web/limit-page.tsx';

type Text = { title: string; children: Child };

/** The title of every page whose link no longer works. */
export const DEAD_LINK = 'This link no longer works';

export type LinkPage<Deps> = {
  /** The path of the page, to which its form posts. */
  path: string;
  /** The limit of the API route behind the page, or its own if there is no such route. */
  limit: RateLimitScope;
  ask: Text & { button: string };
  done: Text;
  refused: Text;
  /** Performs the action of the link. */
  use: (deps: Deps, input: { token: string; client: ClientInfo }) => Promise<unknown>;
};

/** The text of a page whose link no longer works: why, and what to do next. */
export const deadLink = (why: string, next?: string): Text => ({
  title: DEAD_LINK,
  children: (
    <>
      <p class="error">{why}</p>
      {next !== undefined && <p>{next}</p>}
    </>
  ),
});

/**
 * Creates the page of a mailed link. Opening it changes nothing, because mail scanners open links;
 * pressing the button does. Works without JavaScript.
 */
export const createLinkPage =
  <Deps extends LimitPageDeps>({ path, limit, ask, done, refused, use }: LinkPage<Deps>) =>
  (provide: (c: Context) => Deps) =>
    new Hono({ strict: false })
      .get('/', pageHeaders, limitPage(provide, limit), (c) =>
        c.html(
          <Page title={ask.title} appName={provide(c).appName}>
            {ask.children}
            <form method="post" action={path}>
              <input type="hidden" name="token" value={c.req.query('token') ?? ''} />
              <button type="submit">{ask.button}</button>
            </form>
          </Page>,
          200,
        ),
      )
      .post('/', pageHeaders, limitPage(provide, limit), async (c) => {
        const deps = provide(c);
        const { token } = await c.req.parseBody();
        const page = ({ title, children }: Text) => (
          <Page title={title} appName={deps.appName}>
            {children}
          </Page>
        );
        try {
          await use(deps, {
            token: typeof token === 'string' ? readLinkToken(token) : '',
            client: clientInfo(c),
          });
        } catch (error) {
          if (findAppError(error)?.kind !== 'unauthenticated') throw error;
          return c.html(page(refused), 401);
        }
        return c.html(page(done), 200);
      });
