import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { AskVerification } from '../../sign-up/ask-verification.ts';
import { emailSchema } from '../../users/identifiers.ts';
import { type LimitPageDeps, limitPage } from '../web/limit-page.tsx';
import { openDoor } from '../web/open-page.ts';
import type { PageDeps, PageVariables } from '../web/page-deps.ts';
import { readForm } from '../web/read-form.tsx';
import { withReturn } from '../web/return-to.ts';
import { CheckInboxView } from './check-inbox-view.tsx';
import { keepFlash } from './keep-flash.ts';

export type CheckInboxPageDeps = PageDeps & LimitPageDeps & { askVerification: AskVerification };

/** The page that follows a registration. */
export const CHECK_INBOX = '/sign-up/sent';

const resendForm = z.object({ email: emailSchema });

/**
 * `/sign-up/sent`: says that a mail is on its way, takes its code, and sends it again. The address
 * stands in no URL: it comes sealed in a cookie, then in the forms. Works without JavaScript.
 */
export const checkInboxPage = (provide: (c: Context) => CheckInboxPageDeps) =>
  new Hono<{ Variables: PageVariables }>({ strict: false })
    .use(pageHeaders(provide))
    .get('/sent', limitPage(provide, 'email_verify'), openDoor(provide), async (c) => {
      const flash = await keepFlash(c, provide(c).flashes, ['registered', 'verification_sent']);
      const email = flash?.data?.email;
      return c.html(
        <CheckInboxView
          page={c.var.page}
          email={typeof email === 'string' ? email : null}
          sentAgain={flash?.key === 'verification_sent'}
        />,
        200,
      );
    })
    .post(
      '/resend',
      limitPage(provide, 'email_resend'),
      openDoor(provide),
      readForm(provide, resendForm),
      async (c) => {
        const { askVerification, flashes } = provide(c);
        const { page, form } = c.var;
        if (form.data === null) {
          const errors = [{ field: 'email', message: page.words.signUp.problems.email }];
          return c.html(<CheckInboxView page={page} email={null} errors={errors} />, 400);
        }
        const { email } = form.data;
        await askVerification({ email, returnTo: page.returnTo, client: clientInfo(c) });
        await flashes.set(c, { key: 'verification_sent', data: { email } });
        return c.redirect(withReturn(CHECK_INBOX, page.returnTo), 303);
      },
    );
