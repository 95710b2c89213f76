import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { readRegistrationCookie } from '../../http/registration-cookie.ts';
import type { PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { FORGOT_PASSWORD } from '../../mail/page-links.ts';
import { findBrokenRules, type PasswordPolicy } from '../../methods/password/password-policy.ts';
import { readLinkToken } from '../../one-time-secrets/schemas.ts';
import type { PreviewReset } from '../../recovery/preview-reset.ts';
import { rememberBrowser } from '../../recovery/remember-browser.ts';
import type { ResetPassword } from '../../recovery/reset-password.ts';
import { findAppError } from '../../shared/errors.ts';
import type { RegistrationMarks } from '../../users/registration-mark.ts';
import { type LimitPageDeps, limitPage } from '../web/limit-page.tsx';
import { openDoor } from '../web/open-page.ts';
import type { PageDeps, PageVariables } from '../web/page-deps.ts';
import { readForm } from '../web/read-form.tsx';
import { judgeReturn, withReturn } from '../web/return-to.ts';
import { DeadLinkView } from './dead-link-view.tsx';
import { keepFlash } from './keep-flash.ts';
import { passwordErrors } from './password-words.ts';
import { ResetPasswordView } from './reset-password-view.tsx';

export type ResetPasswordPageDeps = PageDeps &
  LimitPageDeps & {
    resetPassword: ResetPassword;
    previewReset: PreviewReset;
    registrationMarks: RegistrationMarks;
    passwordPolicy: PasswordPolicy;
    /** How many former passwords are refused. */
    passwordHistory: number;
  };

type PageNeeds = Pick<
  ResetPasswordPageDeps,
  'previewReset' | 'passwordPolicy' | 'passwordHistory' | 'returnRules'
>;
type Broken = { field: string; code: string }[];

const resetForm = z.object({
  token: z.string().default('').overwrite(readLinkToken),
  password: z.string().max(1024).default(''),
  confirmation: z.string().max(1024).default(''),
});
const NOTHING = { token: '', password: '', confirmation: '' };
const COMES_FROM = ['password_void', 'username_taken'] as const;

/**
 * `/reset-password`: the page of the mailed link. A dead one is said to be dead before anything is
 * typed. A password that is refused is explained at its field, and the link keeps working. Works
 * without JavaScript.
 */
export const resetPasswordPage = (provide: (c: Context) => ResetPasswordPageDeps) =>
  new Hono<{ Variables: PageVariables }>({ strict: false })
    .use(pageHeaders(provide))
    .get('/', limitPage(provide, 'reset_confirm'), openDoor(provide), async (c) => {
      const flash = await keepFlash(c, provide(c).flashes, COMES_FROM);
      const comesFrom = COMES_FROM.find((key) => key === flash?.key) ?? null;
      const token = readLinkToken(c.req.query('token') ?? '');
      return ask(c, c.var.page, provide(c), { token, comesFrom });
    })
    .post(
      '/',
      limitPage(provide, 'reset_confirm'),
      openDoor(provide),
      readForm(provide, resetForm),
      async (c) => {
        const deps = provide(c);
        const { page, form } = c.var;
        const { token, password, confirmation } = form.data ?? NOTHING;
        // biome-ignore lint/plugin/secret-comparison: one person typed both.
        const isDifferent = password !== confirmation;
        if (password === '' || isDifferent)
          return ask(c, page, deps, {
            token,
            typed: password,
            brokenBy: async (email) => [
              ...(await brokenRules(deps, password, email)),
              ...(isDifferent ? [{ field: 'confirmation', code: 'different' }] : []),
            ],
          });
        return save(c, page, deps, { token, password });
      },
    );

async function save(
  c: Context,
  page: PageContext,
  deps: ResetPasswordPageDeps,
  { token, password }: { token: string; password: string },
): Promise<Response> {
  const { resetPassword, registrationMarks, browser, flashes } = deps;
  try {
    const marked = registrationMarks.verify(readRegistrationCookie(c));
    const given = { token, password, field: 'password', marked, client: clientInfo(c) };
    rememberBrowser(c, await resetPassword.byLink(given), browser);
  } catch (error) {
    const refusal = findAppError(error);
    if (refusal?.kind === 'unauthenticated') return dead(c, page);
    if (refusal?.kind !== 'invalid') throw error;
    const broken = refusal.details.errors ?? [{ field: 'password', code: 'other' }];
    return ask(c, page, deps, { token, typed: password, brokenBy: () => broken });
  }
  await flashes.set(c, { key: 'password_saved' });
  return c.redirect(withReturn('/sign-in', page.returnTo), 303);
}

type Asking = {
  token: string;
  comesFrom?: (typeof COMES_FROM)[number] | null;
  /** The password that was refused, and the rules that it breaks. */
  typed?: string;
  brokenBy?: (email: string) => Promise<Broken> | Broken;
};

async function ask(
  c: Context,
  opened: PageContext,
  { previewReset, passwordPolicy: policy, passwordHistory: history, returnRules }: PageNeeds,
  { token, comesFrom = null, typed = '', brokenBy = () => [] }: Asking,
): Promise<Response> {
  const preview = await previewReset(token);
  if (preview === null) return dead(c, opened);
  const { email } = preview;
  const returnTo = judgeReturn(preview.returnTo, returnRules) ?? opened.returnTo;
  const page = { ...opened, returnTo };
  const errors = passwordErrors(page.words, await brokenBy(email), { policy, typed });
  return c.html(
    <ResetPasswordView
      {...{ page, token, email, comesFrom, errors }}
      rules={{ policy, history }}
    />,
    errors.length === 0 ? 200 : 400,
  );
}

const brokenRules = ({ passwordPolicy }: ResetPasswordPageDeps, password: string, email: string) =>
  password === ''
    ? [{ field: 'password', code: 'missing' }]
    : findBrokenRules(password, passwordPolicy, { email }, 'password');

function dead(c: Context, page: PageContext) {
  const { reset, forgot } = page.words.password;
  const another = { action: FORGOT_PASSWORD, hint: forgot.hint };
  return c.html(<DeadLinkView page={page} why={reset.deadWhy} another={another} />, 401);
}
