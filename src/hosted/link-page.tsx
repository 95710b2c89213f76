import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { type ClientInfo, clientInfo } from '../http/client-info.ts';
import { Page, pageHeaders } from '../http/page.tsx';
import type { RateLimitScope } from '../limits/rules.ts';
import { readLinkToken } from '../one-time-secrets/schemas.ts';
import { findAppError } from '../shared/errors.ts';
import { type LimitPageDeps, limitPage } from './limit-page.tsx';

type Text = { title: string; children: Child };
export type LinkPage<Deps> = {
  /** Where the page stands; its form posts to the same place. */
  path: string;
  /** That of the API route behind it, if there is one. */
  limit: RateLimitScope;
  ask: Text & { button: string };
  done: Text;
  refused: Text;
  /** Does what the link is for. */
  use: (deps: Deps, input: { token: string; client: ClientInfo }) => Promise<unknown>;
};

/**
 * Where a mailed link lands. Opening it changes nothing, since mail scanners open links; pressing the button does. Works
 * without JavaScript.
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
        const answer = ({ title, children }: Text) => (
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
          return c.html(answer(refused), 401);
        }
        return c.html(answer(done), 200);
      });
