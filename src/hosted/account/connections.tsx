import { type Context, Hono } from 'hono';
import type { PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { rich } from '../../words/rich.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import type { PageSession } from '../web/page-session.ts';
import { AccountPage } from './account-page.tsx';
import { ACTIVITY } from './activity-view.tsx';

/** `/account/connections`: which apps may use the account. None can yet. */
export const connectionsPages = (provide: (c: Context) => PageDeps) =>
  new Hono({ strict: false }).get(
    '/connections',
    pageHeaders(provide),
    signedIn(provide),
    ({ var: { page, session }, html }) => html(<None page={page} session={session} />, 200),
  );

const None = ({ page, session }: { page: PageContext; session: PageSession }) => {
  const { connections } = page.words.data;
  return (
    <AccountPage page={page} user={session.user} current="connections">
      <div class="panel flow">
        <h2>{connections.none}</h2>
        <p>{connections.what}</p>
        <p>{rich(connections.activity, { activity: (text) => <a href={ACTIVITY}>{text}</a> })}</p>
      </div>
    </AccountPage>
  );
};
