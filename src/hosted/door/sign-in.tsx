import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { readRegistrationCookie } from '../../http/registration-cookie.ts';
import { ErrorSummary } from '../../kit/notice.tsx';
import { pageHeaders } from '../../kit/page-headers.ts';
import { isOverLimit } from '../../limits/count-at-guard.ts';
import { rateLimited } from '../../limits/errors.ts';
import { type LimitDeps, limitByAddress } from '../../limits/limit.ts';
import { limitAtGuard } from '../../limits/limit-at-guard.ts';
import type { LogIn } from '../../methods/password/log-in.ts';
import { signInOptionsOf } from '../../sessions/sign-in-options.ts';
import { nameOfBody } from '../../users/identifiers.ts';
import { passwordSchema } from '../../users/password-schema.ts';
import type { RegistrationMarks } from '../../users/registration-mark.ts';
import { openDoor, openPage } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { type PageForm, readForm } from '../web/read-form.tsx';
import { afterSignIn } from './after-sign-in.ts';
import { AlreadyIn } from './already-in.tsx';
import { NAME } from './name-field.tsx';
import { refusalOf } from './refusal.ts';
import { type ShowSignInDeps, showOverLimit, showRefusal, showSignIn } from './show-sign-in.tsx';
import { noticeOf } from './sign-in-notice.tsx';

export type SignInPageDeps = PageDeps &
  LimitDeps &
  ShowSignInDeps & { logIn: LogIn; registrationMarks: RegistrationMarks };

/** Characters of an address. */
const LONGEST_NAME = 254;
const form = z.object({
  [NAME]: z.string().trim().min(1).max(LONGEST_NAME),
  password: passwordSchema,
  remember_me: z.literal('true').optional(),
});

/** `/sign-in`: the page, and its form with a password. Shares the limits of the API's `login`. */
export const signInPage = (provide: (c: Context) => SignInPageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), openPage(provide), async (c) => {
      const { page, session } = c.var;
      if (session !== null) return c.html(<AlreadyIn page={page} user={session.user} />, 200);
      const flash = await provide(c).flashes.take(c);
      const name = c.req.query('login_hint')?.slice(0, LONGEST_NAME);
      return showSignIn(c, provide(c), { name, notice: noticeOf(page, flash) });
    })
    .post(
      '/',
      pageHeaders(provide),
      limitByAddress(provide, 'login', { overlap: true }),
      openDoor(provide),
      readForm(provide, form),
      limitAtGuard(provide, 'login_name', (c) =>
        nameOfBody({ [NAME]: c.get('form').fields[NAME] }),
      ),
      async (c) => {
        const deps = provide(c);
        const { data, fields } = c.var.form;
        const name = fields[NAME] ?? '';
        const remember = fields.remember_me === 'true';
        if (data === null) return showMissing(c, deps, c.var.form);
        try {
          const signIn = await deps.logIn({
            identifier: data[NAME],
            password: data.password,
            marked: deps.registrationMarks.verify(readRegistrationCookie(c)),
            ...signInOptionsOf(c, { remember_me: remember, token_delivery: 'cookie' }),
          });
          return await afterSignIn(c, signIn, { browser: deps.browser, name });
        } catch (error) {
          const refused = { ...refusalOf(c, error), name, remember };
          if (refused.refusal.code === rateLimited.code && (await isOverLimit(deps.admission)))
            return showOverLimit(c, deps, refused);
          const shown = showRefusal(c, deps, refused);
          if (shown === null) throw error;
          return shown;
        }
      },
    );

function showMissing(
  c: Context,
  deps: SignInPageDeps,
  { fields, wrong }: Pick<PageForm<unknown>, 'fields' | 'wrong'>,
) {
  const { signIn } = c.get('page').words;
  const messages = { [NAME]: signIn.nameMissing, password: signIn.passwordMissing };
  const errors = Object.entries(messages)
    .filter(([name]) => wrong.some(({ field }) => field === name))
    .map(([field, message]) => ({ field, message }));
  const remember = fields.remember_me === 'true';
  const problem = <ErrorSummary page={c.get('page')} errors={errors} />;
  return showSignIn(c, deps, { name: fields[NAME], remember, problem, errors, status: 400 });
}
