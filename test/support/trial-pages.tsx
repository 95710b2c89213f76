import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { ACCOUNT, leave } from '../../src/hosted/web/leave.tsx';
import { limitPageByUser } from '../../src/hosted/web/limit-page.tsx';
import { openDoor, openPage, signedIn } from '../../src/hosted/web/open-page.ts';
import type { PageSession } from '../../src/hosted/web/page-session.ts';
import { readForm } from '../../src/hosted/web/read-form.tsx';
import { Button } from '../../src/kit/button.tsx';
import { Door } from '../../src/kit/door.tsx';
import { Form } from '../../src/kit/form.tsx';
import type { PageContext } from '../../src/kit/page-context.ts';
import { pageHeaders } from '../../src/kit/page-headers.ts';
import type { Services } from '../../src/wiring/services.ts';
import type { TestApp } from './test-app.ts';

const provide = (c: Context) => c.get('services') as Services;
const schema = z.object({ name: z.string().max(20) });

const Trial = ({
  page,
  session,
  path,
  said,
}: {
  page: PageContext;
  session: PageSession | null;
  path: string;
  said?: string | undefined;
}) => (
  <Door page={page} title="Trial">
    <h1>{session === null ? 'nobody' : session.user.email}</h1>
    <p>{page.timezone}</p>
    {said !== undefined && <p role="status">{said}</p>}
    <Form page={page} action={path}>
      <input name="name" />
      <Button>Save</Button>
    </Form>
  </Door>
);

/**
 * Lays three pages beside those of the app, one of each kind: `/trial/door`, `/trial/page`,
 * `/trial/mine`. Their form changes `saved`, says so in a flash, and leads on.
 */
export function layTrialPages({ app }: TestApp): { saved: string[] } {
  const saved: string[] = [];
  const kinds = {
    door: openDoor(provide),
    page: openPage(provide),
    mine: signedIn(provide, limitPageByUser(provide, 'profile')),
  };
  for (const [kind, open] of Object.entries(kinds)) {
    const path = `/trial/${kind}`;
    const pages = new Hono()
      .get('/', pageHeaders(provide), open as typeof kinds.page, async (c) => {
        const { page, session } = c.var;
        const flash = await provide(c).flashes.take(c, session?.claims.sid ?? null);
        const said = flash === null ? undefined : `${flash.key} ${flash.data?.name ?? ''}`;
        return c.html(<Trial page={page} session={session} path={path} said={said} />);
      })
      .post(
        '/',
        pageHeaders(provide),
        open as typeof kinds.page,
        readForm(provide, schema),
        async (c) => {
          const { page, session, form } = c.var;
          if (form.data === null)
            return c.html(<Trial page={page} session={session} path={path} said="wrong" />, 400);
          saved.push(form.data.name);
          const sid = session?.claims.sid ?? null;
          const said = { key: 'profile_saved' as const, data: { name: form.data.name } };
          await provide(c).flashes.set(c, said, sid);
          return leave(c, page, page.returnTo ?? path);
        },
      );
    app.route(path, pages);
  }
  app.get(ACCOUNT, (c) => c.text('account'));
  return { saved };
}
