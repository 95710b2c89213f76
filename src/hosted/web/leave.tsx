import type { Context } from 'hono';
import { LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import type { PageContext } from '../../kit/page-context.ts';

/** Where people go who came from nowhere. */
export const ACCOUNT = '/account';

/**
 * Sends a person on, by default to `returnTo` of the page, else to the account. `to` must come from
 * `judgeReturn` or be a path of ours. Another origin gets a page that goes on by itself: browsers
 * stop a redirect from a form to elsewhere (`form-action`), even by way of a redirect of our own.
 */
export function leave(
  c: Context,
  page: PageContext,
  to = page.returnTo ?? ACCOUNT,
): Response | Promise<Response> {
  if (to.startsWith('/')) return c.redirect(to, 303);
  const { words } = page;
  const host = new URL(to).host;
  return c.html(
    <Door
      page={page}
      title={words.common.goingOn}
      head={<meta http-equiv="refresh" content={`0;url=${to}`} />}
    >
      <div class="flow">
        <h1>{words.common.goingOn}</h1>
        <p>{words.common.goingOnTo(host)}</p>
        <div class="btns">
          <LinkButton href={to} look="go">
            {words.common.goOn}
          </LinkButton>
        </div>
      </div>
    </Door>,
    200,
  );
}
