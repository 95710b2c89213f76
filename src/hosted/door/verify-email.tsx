import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { readRegistrationCookie } from '../../http/registration-cookie.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { codeSchema, readLinkToken } from '../../one-time-secrets/schemas.ts';
import { invalidCredentials } from '../../sessions/errors.ts';
import { findAppError } from '../../shared/errors.ts';
import type { VerifyEmail } from '../../sign-up/verify-email.ts';
import { emailSchema } from '../../users/identifiers.ts';
import type { RegistrationMarks } from '../../users/registration-mark.ts';
import { type LimitPageDeps, limitPage } from '../web/limit-page.tsx';
import { openDoor } from '../web/open-page.ts';
import type { PageDeps, PageVariables } from '../web/page-deps.ts';
import { readForm } from '../web/read-form.tsx';
import { judgeReturn } from '../web/return-to.ts';
import { type AfterVerificationDeps, afterVerification } from './after-verification.ts';
import { CheckInboxView } from './check-inbox-view.tsx';
import { DeadLinkView } from './dead-link-view.tsx';
import { keepFlash } from './keep-flash.ts';
import { VerifiedView } from './verified-view.tsx';
import { VerifyEmailView } from './verify-email-view.tsx';

export type VerifyEmailPageDeps = PageDeps &
  LimitPageDeps &
  AfterVerificationDeps & { verifyEmail: VerifyEmail; registrationMarks: RegistrationMarks };

type PageRequest = Context<{ Variables: PageVariables }>;

const linkForm = z.object({
  token: z.string().default('').overwrite(readLinkToken),
  password: z.string().max(1024).optional(),
  was_me: z.enum(['yes', 'no']).optional(),
});
const codeForm = z.object({ email: emailSchema, otp: codeSchema });

/**
 * `/verify-email`: the page of the link of a registration, and the form for its code. It names the
 * address, and asks whether it was the reader who registered, unless this browser did. Opening it
 * changes nothing, because mail scanners open links. Works without JavaScript.
 */
export const verifyEmailPage = (provide: (c: Context) => VerifyEmailPageDeps) =>
  new Hono<{ Variables: PageVariables }>({ strict: false })
    .use(pageHeaders(provide))
    .get('/', limitPage(provide, 'email_verify'), openDoor(provide), (c) =>
      ask(c, provide(c), readLinkToken(c.req.query('token') ?? '')),
    )
    .post(
      '/',
      limitPage(provide, 'email_verify'),
      openDoor(provide),
      readForm(provide, linkForm),
      async (c) => {
        const deps = provide(c);
        const { token = '', password = null, was_me: wasMe } = c.var.form.data ?? {};
        const disowned = wasMe === 'no';
        // Only a form that asks for the password has its field.
        if (wasMe === 'yes' && c.var.form.fields.password === '')
          return ask(c, deps, token, 'missingPassword');
        const given = { token, disowned, password: disowned ? null : password };
        const input = { ...given, marked: markOf(c, deps), client: clientInfo(c) };
        try {
          return afterVerification(c, deps, await deps.verifyEmail.byLink(input));
        } catch (error) {
          const refusal = findAppError(error);
          if (refusal?.kind !== 'unauthenticated') throw error;
          const isWrong = refusal.code === invalidCredentials.code;
          return isWrong ? ask(c, deps, token, 'wrongPassword') : dead(c);
        }
      },
    )
    .post(
      '/code',
      limitPage(provide, 'email_verify'),
      openDoor(provide),
      readForm(provide, codeForm),
      async (c) => {
        const { page, form } = c.var;
        if (form.data === null) return codeAgain(c, form.fields, 400);
        const deps = provide(c);
        const { email, otp: code } = form.data;
        const input = { password: null, marked: markOf(c, deps), client: clientInfo(c) };
        try {
          return afterVerification(c, deps, await deps.verifyEmail.byCode({ email, code, ...input }));
        } catch (error) {
          if (findAppError(error)?.kind !== 'unauthenticated') throw error;
          return codeAgain(c, form.fields, 401);
        }
      },
    );

const markOf = (c: Context, { registrationMarks }: VerifyEmailPageDeps) =>
  registrationMarks.verify(readRegistrationCookie(c));

async function ask(
  c: PageRequest,
  deps: VerifyEmailPageDeps,
  token: string,
  problem?: 'missingPassword' | 'wrongPassword',
): Promise<Response> {
  const { page } = c.var;
  if (token === '' && (await keepFlash(c, deps.flashes, ['username_taken'])) !== null)
    return c.html(<VerifiedView page={page} />, 200);
  const preview = await deps.verifyEmail.preview({ token, marked: markOf(c, deps) });
  if (preview === null) return dead(c);
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

function dead(c: PageRequest) {
  const { page } = c.var;
  const { deadWhy, deadHint } = page.words.signUp.verify;
  const another = { action: '/sign-up/resend', hint: deadHint };
  return c.html(<DeadLinkView page={page} why={deadWhy} another={another} />, 401);
}

function codeAgain(c: PageRequest, fields: Record<string, string>, status: 400 | 401) {
  const { page } = c.var;
  const { problems } = page.words.signUp;
  const email = emailSchema.safeParse(fields.email).data ?? null;
  const errors = [
    ...(email === null ? [{ field: 'email', message: problems.email }] : []),
    ...(email === null && status === 400 ? [] : [{ field: 'otp', message: problems.code }]),
  ];
  return c.html(<CheckInboxView page={page} email={email} errors={errors} />, status);
}
