import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import type { ChangePassword } from '../../methods/password/change-password.ts';
import { findBrokenRules, type PasswordPolicy } from '../../methods/password/password-policy.ts';
import { deliverSignIn } from '../../sessions/token-answer.ts';
import { type Clock, MINUTE } from '../../shared/clock.ts';
import { passwordSchema } from '../../users/password-schema.ts';
import type { AccountView } from '../../users/user.ts';
import { passwordErrors } from '../door/password-words.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { type PageForm, readForm } from '../web/read-form.tsx';
import { act, type Explain } from './act.ts';
import { sayAndGo } from './notices.ts';
import { PasswordView, SetPasswordView } from './password-view.tsx';
import { isWrong, type Problems, passwordProblemOf } from './problems.tsx';
import { SECURITY } from './security-paths.ts';

export type PasswordPageDeps = PageDeps &
  LimitDeps & {
    changePassword: ChangePassword;
    passwordPolicy: PasswordPolicy;
    /** How many former passwords are refused. */
    passwordHistory: number;
    clock: Clock;
  };

const form = z.object({ old_password: passwordSchema, new_password: passwordSchema });
/** A second press of the button comes within this time. */
const MOMENT = MINUTE;

/** `/account/security/password`. Shares the limit of the API's `password/change`. */
export const passwordPage = (provide: (c: Context) => PasswordPageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), signedIn(provide), (c) => show(c, provide(c)))
    .post(
      '/',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'password_change')),
      readForm(provide, form),
      (c) => change(c, provide(c), c.var.form),
    );

async function change(
  c: Context,
  deps: PasswordPageDeps,
  { data, fields, wrong }: PageForm<z.output<typeof form>>,
): Promise<Response> {
  const { user, claims } = sessionOf(c);
  const page = pageOf(c);
  const typed = fields.new_password ?? '';
  if (data === null) return show(c, deps, await missing(c, deps, { typed, wrong }), 400);
  const { old_password: oldPassword, new_password: newPassword } = data;
  const work = async () => {
    const given = { user, sessionId: claims.sid, oldPassword, newPassword, client: clientInfo(c) };
    const changed = await deps.changePassword(given);
    deliverSignIn(c, changed, deps.browser, { byCookie: true });
    return sayAndGo(c, deps, { key: 'password_changed', to: SECURITY });
  };
  const explain: Explain = (refusal, status) => {
    const { justChanged, wrongOld } = page.words.security.password;
    if (refusal.kind === 'invalid') {
      const broken = refusal.details.errors ?? [{ field: 'new_password', code: 'other' }];
      const errors = passwordErrors(page.words, broken, { policy: deps.passwordPolicy, typed });
      return show(c, deps, { errors }, status);
    }
    const message = isJustChanged(user, deps.clock()) ? justChanged : wrongOld;
    const shown = passwordProblemOf(page, refusal, { field: 'old_password', wrong: message });
    return shown && show(c, deps, shown, status);
  };
  return act(c, deps, work, explain);
}

const isJustChanged = ({ passwordChangedAt }: AccountView, now: number) =>
  passwordChangedAt !== null && now - passwordChangedAt < MOMENT;

/** Says what is missing, and what is wrong with the new password besides: all at once. */
async function missing(
  c: Context,
  { passwordPolicy: policy }: PasswordPageDeps,
  { typed, wrong }: { typed: string; wrong: { field: string }[] },
): Promise<Problems> {
  const page = pageOf(c);
  const { email, username } = sessionOf(c).user;
  const field = 'new_password';
  const broken =
    typed === ''
      ? [{ field, code: 'missing' }]
      : await findBrokenRules(typed, policy, { email, username }, field);
  const isOldMissing = wrong.some((one) => one.field === 'old_password');
  const old = { field: 'old_password', message: page.words.security.password.missingOld };
  return {
    errors: [
      ...(isOldMissing ? [old] : []),
      ...passwordErrors(page.words, broken, { policy, typed }),
    ],
  };
}

function show(
  c: Context,
  { passwordPolicy: policy, passwordHistory: history }: PasswordPageDeps,
  problems: Problems = {},
  status = 200,
) {
  const { user } = sessionOf(c);
  const about = { page: pageOf(c), user };
  if (!user.hasPassword)
    return c.html(<SetPasswordView {...about} />, isWrong(problems) ? 400 : 200);
  return c.html(
    <PasswordView {...about} rules={{ policy, history }} {...problems} />,
    status as 200,
  );
}
