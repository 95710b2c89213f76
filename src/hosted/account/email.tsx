import { type Context, Hono } from 'hono';
import type * as z from 'zod';
import type { ChangeEmail } from '../../account/change-email.ts';
import { requestBody } from '../../account/email-change-docs.ts';
import { clientInfo } from '../../http/client-info.ts';
import { validationError } from '../../http/errors.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import type { Clock } from '../../shared/clock.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { type PageForm, readForm } from '../web/read-form.tsx';
import { act } from './act.ts';
import { EmailView } from './email-view.tsx';
import { freshPage } from './fresh-page.ts';
import { sayAndGo } from './notices.ts';
import { errorsOf, type Problems, passwordProblemOf } from './problems.tsx';
import { PROFILE } from './profile-view.tsx';

export type EmailPageDeps = PageDeps & LimitDeps & { changeEmail: ChangeEmail; clock: Clock };

/** `/account/profile/email`: asking for another address. Shares the limit of `email/change`. */
export const emailPage = (provide: (c: Context) => EmailPageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), signedIn(provide), freshPage(provide), (c) =>
      c.html(<EmailView page={c.var.page} user={c.var.session.user} />, 200),
    )
    .post(
      '/',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'email_change')),
      freshPage(provide),
      readForm(provide, requestBody),
      (c) => send(c, provide(c), c.var.form),
    );

async function send(
  c: Context,
  deps: EmailPageDeps,
  { fields, data, wrong }: PageForm<z.output<typeof requestBody>>,
): Promise<Response> {
  const { user, claims } = sessionOf(c);
  const page = pageOf(c);
  const { problems } = page.words.account.email;
  const again = (shown: Problems, status: number) => {
    const typed = fields.new_email ?? '';
    return c.html(<EmailView {...{ page, user, typed }} {...shown} />, status as 400);
  };
  if (data === null) {
    const password = page.words.secondStep.password.missing;
    return again({ errors: errorsOf(wrong, { new_email: problems.form, password }) }, 400);
  }
  const { new_email: email, password } = data;
  const work = async () => {
    const asked = { user, sessionId: claims.sid, email, password, client: clientInfo(c) };
    await deps.changeEmail.request(asked);
    return sayAndGo(c, deps, { key: 'email_change_sent', data: { email }, to: PROFILE });
  };
  return act(c, deps, work, (refusal, status) => {
    if (refusal.code === validationError.code)
      return again({ errors: [{ field: 'new_email', message: problems.unchanged }] }, 400);
    const shown = passwordProblemOf(page, refusal);
    return shown && again(shown, status);
  });
}
