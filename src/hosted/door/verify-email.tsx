import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { readRegistrationCookie } from '../../http/registration-cookie.ts';
import type { PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { readLinkToken } from '../../one-time-secrets/schemas.ts';
import { invalidCredentials } from '../../sessions/errors.ts';
import { findAppError } from '../../shared/errors.ts';
import type { VerifyEmail } from '../../sign-up/verify-email.ts';
import type { RegistrationMarks } from '../../users/registration-mark.ts';
import { type LimitPageDeps, limitPage } from '../web/limit-page.tsx';
import { openDoor } from '../web/open-page.ts';
import type { PageDeps, PageVariables } from '../web/page-deps.ts';
import { readForm } from '../web/read-form.tsx';
import { judgeReturn } from '../web/return-to.ts';
import { type AfterVerificationDeps, afterVerification } from './after-verification.ts';
import { DeadLinkView } from './dead-link-view.tsx';
import { keepFlash } from './keep-flash.ts';
import { VerifiedView } from './verified-view.tsx';
import { VerifyEmailView } from './verify-email-view.tsx';

export type VerifyEmailPageDeps = PageDeps &
  LimitPageDeps &
  AfterVerificationDeps & { verifyEmail: VerifyEmail; registrationMarks: RegistrationMarks };

const linkForm = z.object({
  token: z.string().default('').overwrite(readLinkToken),
  password: z.string().max(1024).optional(),
  was_me: z.enum(['yes', 'no']).optional(),
});

/**
 * `/verify-email`: the page of the link of a registration. It names the
 * address, and asks whether it was the reader who registered, unless this browser did. Opening it
 * changes nothing, because mail scanners open links. Works without JavaScript.
 */
export const verifyEmailPage = (provide: (c: Context) => VerifyEmailPageDeps) =>
  new Hono<{ Variables: PageVariables }>({ strict: false })
    .use(pageHeaders(provide))
    .get('/', limitPage(provide, 'email_verify'), openDoor(provide), (c) =>
      ask(c, c.var.page, provide(c), { token: readLinkToken(c.req.query('token') ?? '') }),
    )
    .post(
      '/',
      limitPage(provide, 'email_verify'),
      openDoor(provide),
      readForm(provide, linkForm),
      async (c) => {
        const deps = provide(c);
        const { page, form } = c.var;
        const { token = '', password = null, was_me: wasMe } = form.data ?? {};
        const disowned = wasMe === 'no';
        // Only a form that asks for the password has its field.
        if (wasMe === 'yes' && form.fields.password === '')
          return ask(c, page, deps, { token, problem: 'missingPassword' });
        const given = { token, disowned, password: disowned ? null : password };
        const input = { ...given, marked: markOf(c, deps), client: clientInfo(c) };
        try {
          return await afterVerification(c, page, deps, await deps.verifyEmail.byLink(input));
        } catch (error) {
          const refusal = findAppError(error);
          if (refusal?.kind !== 'unauthenticated') throw error;
          const isWrong = refusal.code === invalidCredentials.code;
          return isWrong ? ask(c, page, deps, { token, problem: 'wrongPassword' }) : dead(c, page);
        }
      },
    );

const markOf = (c: Context, { registrationMarks }: VerifyEmailPageDeps) =>
  registrationMarks.verify(readRegistrationCookie(c));

async function ask(
  c: Context,
  page: PageContext,
  deps: VerifyEmailPageDeps,
  { token, problem }: { token: string; problem?: 'missingPassword' | 'wrongPassword' },
): Promise<Response> {
  if (token === '' && (await keepFlash(c, deps.flashes, ['username_taken'])) !== null)
    return c.html(<VerifiedView page={page} />, 200);
  const preview = await deps.verifyEmail.preview({ token, marked: markOf(c, deps) });
  if (preview === null) return dead(c, page);
  const returnTo = judgeReturn(preview.returnTo, deps.returnRules) ?? page.returnTo;
  const errors =
    problem === undefined
      ? []
      : [{ field: 'password', message: page.words.signUp.problems[problem] }];
  return c.html(
    <VerifyEmailView
      page={{ ...page, returnTo }}
      token={token}
      preview={preview}
      errors={errors}
    />,
    problem === undefined ? 200 : problem === 'wrongPassword' ? 401 : 400,
  );
}

function dead(c: Context, page: PageContext) {
  const { deadWhy, deadHint } = page.words.signUp.verify;
  const another = { action: '/sign-up/resend', hint: deadHint };
  return c.html(<DeadLinkView page={page} why={deadWhy} another={another} />, 401);
}
