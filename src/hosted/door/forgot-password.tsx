import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { FORGOT_PASSWORD } from '../../mail/page-links.ts';
import type { AskReset } from '../../recovery/ask-reset.ts';
import { emailSchema } from '../../users/identifiers.ts';
import { type LimitPageDeps, limitPage, limitPageByName } from '../web/limit-page.tsx';
import { openDoor } from '../web/open-page.ts';
import type { PageDeps, PageVariables } from '../web/page-deps.ts';
import { readForm } from '../web/read-form.tsx';
import { withReturn } from '../web/return-to.ts';
import { ForgotPasswordView, ResetSentView } from './forgot-password-view.tsx';
import { keepFlash } from './keep-flash.ts';

export type ForgotPasswordPageDeps = PageDeps & LimitPageDeps & { askReset: AskReset };

const forgotForm = z.object({ email: emailSchema });

/**
 * `/forgot-password`: mails a link to choose a new password. Shares its limits with
 * `password/reset` of the API, and responds alike whether or not the address has an account. Works
 * without JavaScript.
 */
export const forgotPasswordPage = (provide: (c: Context) => ForgotPasswordPageDeps) =>
  new Hono<{ Variables: PageVariables }>({ strict: false })
    .use(pageHeaders(provide))
    .get('/', limitPage(provide, 'reset'), openDoor(provide), (c) =>
      c.html(<ForgotPasswordView page={c.var.page} />, 200),
    )
    .get('/sent', limitPage(provide, 'reset'), openDoor(provide), async (c) => {
      const flash = await keepFlash(c, provide(c).flashes, ['link_sent']);
      const email = flash?.data?.email;
      return c.html(
        <ResetSentView page={c.var.page} email={typeof email === 'string' ? email : null} />,
        200,
      );
    })
    .post(
      '/',
      limitPage(provide, 'reset'),
      limitPageByName(provide, 'reset_name'),
      openDoor(provide),
      readForm(provide, forgotForm),
      async (c) => {
        const { askReset, flashes } = provide(c);
        const { page, form } = c.var;
        if (form.data === null)
          return c.html(<ForgotPasswordView page={page} typed={form.fields.email} wrong />, 400);
        const { email } = form.data;
        await askReset({ email, by: 'link', returnTo: page.returnTo, client: clientInfo(c) });
        await flashes.set(c, { key: 'link_sent', data: { email } });
        return c.redirect(withReturn(`${FORGOT_PASSWORD}/sent`, page.returnTo), 303);
      },
    );
