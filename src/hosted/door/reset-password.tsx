import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { readRegistrationCookie } from '../../http/registration-cookie.ts';
import type { FieldError } from '../../kit/notice.tsx';
import { pageHeaders } from '../../kit/page-headers.ts';
import { findBrokenRules, type PasswordPolicy } from '../../methods/password/password-policy.ts';
import { readLinkToken } from '../../one-time-secrets/schemas.ts';
import type { PreviewReset, ResetPreview } from '../../recovery/preview-reset.ts';
import type { ResetPassword } from '../../recovery/reset-password.ts';
import { rememberDevice } from '../../sessions/token-answer.ts';
import { findAppError } from '../../shared/errors.ts';
import type { RegistrationMarks } from '../../users/registration-mark.ts';
import { type LimitPageDeps, limitPage } from '../web/limit-page.tsx';
import { openDoor } from '../web/open-page.ts';
import type { PageDeps, PageVariables } from '../web/page-deps.ts';
import { readForm } from '../web/read-form.tsx';
import { judgeReturn, withReturn } from '../web/return-to.ts';
import { DeadLinkView } from './dead-link-view.tsx';
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

type PageRequest = Context<{ Variables: PageVariables }>;
type Broken = { field: string; code: string }[];

const resetForm = z.object({
  token: z.string().default('').overwrite(readLinkToken),
  password: z.string().max(1024).default(''),
  confirmation: z.string().max(1024).default(''),
});
type ResetForm = z.output<typeof resetForm>;
const NOTHING: ResetForm = { token: '', password: '', confirmation: '' };

/**
 * `/reset-password`: the page of the mailed link. A dead one is said to be dead before anything is
 * typed. A password that is refused is explained at its field, and the link keeps working. Works
 * without JavaScript.
 */
export const resetPasswordPage = (provide: (c: Context) => ResetPasswordPageDeps) =>
  new Hono<{ Variables: PageVariables }>({ strict: false })
    .get('/', pageHeaders, limitPage(provide, 'reset_confirm'), openDoor(provide), async (c) => {
      const { flashes } = provide(c);
      const token = readLinkToken(c.req.query('token') ?? '');
      const flash = await keepFlash(c, flashes, ['password_void', 'username_taken']);
      return ask(c, provide(c), token, { comesFrom: flash?.key ?? null });
    })
    .post(
      '/',
      pageHeaders,
      limitPage(provide, 'reset_confirm'),
      openDoor(provide),
      readForm(provide, resetForm),
      async (c) => {
        const deps = provide(c);
        const { token, password, confirmation } = c.var.form.data ?? NOTHING;
        if (password === '' || password !== confirmation) return ask(c, deps, token, { given: c.var.form.data ?? NOTHING });
        return save(c, deps, { token, password });
      },
    );
