import type { Context } from 'hono';
import { noteProblem } from '../../http/request-log.ts';
import { LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { ACCOUNT } from '../web/leave.tsx';
import { bareContext } from '../web/page-context.ts';
import type { PageDeps } from '../web/page-deps.ts';

/**
 * Says that a request cannot be answered, and leads to no client: it names no client, or an address
 * that is not the client's (RFC 6749 §4.1.2.1), or its time is over. Nothing of the request is
 * shown.
 */
export function showStray(
  c: Context,
  deps: Pick<PageDeps, 'brand'>,
  why: 'client' | 'redirect_uri' | 'expired',
): Response | Promise<Response> {
  noteProblem(c, `authorize_${why}`);
  const page = bareContext(c, deps);
  const { stray } = page.words.consent;
  const [title, what] = {
    client: [stray.client, stray.clientWhat],
    redirect_uri: [stray.address, stray.addressWhat],
    expired: [stray.expired, stray.expiredWhat],
  }[why] as [string, string];
  return c.html(
    <Door page={page} title={title} wrong>
      <div class="flow">
        <h1>{title}</h1>
        <p>{what}</p>
        <div class="btns">
          <LinkButton href={ACCOUNT}>{page.words.errors.toAccount}</LinkButton>
        </div>
      </div>
    </Door>,
    400,
  );
}
