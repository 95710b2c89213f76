import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { readRegistrationCookie } from '../../http/registration-cookie.ts';
import type { PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { codeSchema } from '../../one-time-secrets/schemas.ts';
import { findAppError } from '../../shared/errors.ts';
import type { AskVerification } from '../../sign-up/ask-verification.ts';
import type { VerifyEmail } from '../../sign-up/verify-email.ts';
import { emailSchema } from '../../users/identifiers.ts';
import type { RegistrationMarks } from '../../users/registration-mark.ts';
import { type LimitPageDeps, limitPage } from '../web/limit-page.tsx';
import { openDoor } from '../web/open-page.ts';
import type { PageVariables } from '../web/page-deps.ts';
import { readForm } from '../web/read-form.tsx';
import { withReturn } from '../web/return-to.ts';
import { type AfterVerificationDeps, afterVerification } from './after-verification.ts';
import { CheckInboxView } from './check-inbox-view.tsx';
import { keepFlash } from './keep-flash.ts';
import { ResendView } from './resend-view.tsx';

export type CheckInboxPageDeps = LimitPageDeps &
  AfterVerificationDeps & {
    askVerification: AskVerification;
    verifyEmail: VerifyEmail;
    registrationMarks: RegistrationMarks;
  };

/** The page that follows a registration. */
export const CHECK_INBOX = '/sign-up/sent';

const codeForm = z.object({ email: emailSchema, otp: codeSchema });
const resendForm = z.object({ email: emailSchema });

/**
 * `/sign-up/sent`: says that a mail is on its way, and takes its code; `/sign-up/resend` sends it
 * again. The address stands in no URL: it comes sealed in a cookie, then in the forms. Works
 * without JavaScript.
 */
export const checkInboxPage = (provide: (c: Context) => CheckInboxPageDeps) =>
  new Hono<{ Variables: PageVariables }>({ strict: false })
    .use(pageHeaders(provide))
    .get('/sent', limitPage(provide, 'email_verify'), openDoor(provide), async (c) => {
      const flash = await keepFlash(c, provide(c).flashes, ['registered', 'verification_sent']);
      const email = typeof flash?.data?.email === 'string' ? flash.data.email : null;
      const sentAgain = flash?.key === 'verification_sent';
      return c.html(<CheckInboxView page={c.var.page} email={email} sentAgain={sentAgain} />, 200);
    })
    .post(
      '/sent',
      limitPage(provide, 'email_verify'),
      openDoor(provide),
      readForm(provide, codeForm),
      async (c) => {
        const { page, form } = c.var;
        const { data, fields } = form;
        if (data === null) return again(c, page, fields, 400);
        const deps = provide(c);
        const marked = deps.registrationMarks.verify(readRegistrationCookie(c));
        const typed = { email: data.email, code: data.otp, password: null };
        try {
          const input = { ...typed, marked, client: clientInfo(c) };
          return await afterVerification(c, page, deps, await deps.verifyEmail.byCode(input));
        } catch (error) {
          if (findAppError(error)?.kind !== 'unauthenticated') throw error;
          return again(c, page, fields, 401);
        }
      },
    )
    .get('/resend', limitPage(provide, 'email_resend'), openDoor(provide), (c) =>
      c.html(<ResendView page={c.var.page} />, 200),
    )
    .post(
      '/resend',
      limitPage(provide, 'email_resend'),
      openDoor(provide),
      readForm(provide, resendForm),
      async (c) => {
        const { askVerification, flashes } = provide(c);
        const { page, form } = c.var;
        if (form.data === null)
          return c.html(<ResendView page={page} typed={form.fields.email} wrong />, 400);
        const { email } = form.data;
        await askVerification({ email, returnTo: page.returnTo, client: clientInfo(c) });
        await flashes.set(c, { key: 'verification_sent', data: { email } });
        return c.redirect(withReturn(CHECK_INBOX, page.returnTo), 303);
      },
    );

type Fields = Record<string, string>;

function again(c: Context, page: PageContext, fields: Fields, status: 400 | 401) {
  const { problems } = page.words.signUp;
  const email = emailSchema.safeParse(fields.email).data ?? null;
  const isCodeRight = codeSchema.safeParse(fields.otp).success && status === 400;
  const errors = [
    ...(email === null ? [{ field: 'email', message: problems.email }] : []),
    ...(isCodeRight ? [] : [{ field: 'otp', message: problems.code }]),
  ];
  return c.html(<CheckInboxView page={page} email={email} errors={errors} />, status);
}
