import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { ErrorSummary, errorOf, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { HiddenUsername, NewPasswordField } from '../../kit/passwords.tsx';
import { type LimitDeps, limitByAddress } from '../../limits/limit.ts';
import type { PasswordPolicy } from '../../methods/password/password-policy.ts';
import { secretInvalid } from '../../one-time-secrets/errors.ts';
import type { EnrolPassword } from '../../recovery/enrol-password.ts';
import { passwordSchema } from '../../users/password-schema.ts';
import { openDoor } from '../web/open-page.ts';
import { pageOf } from '../web/page-of.ts';
import { clearPending } from '../web/pending-cookie.ts';
import { readForm } from '../web/read-form.tsx';
import { withReturn } from '../web/return-to.ts';
import { type AfterSetUpDeps, afterSetUp } from './after-set-up.ts';
import { type EnrollingDeps, enrolling } from './enrolling.ts';
import { type PasswordRules, passwordErrors, rulesInWords } from './password-words.ts';
import { refusalOf } from './refusal.ts';
import { SECOND_STEP } from './second-step-view.tsx';
import { AnotherWay, SET_UP } from './set-up-view.tsx';

export type SetUpPasswordDeps = EnrollingDeps &
  LimitDeps &
  AfterSetUpDeps & {
    enrolPassword: EnrolPassword;
    passwordPolicy: PasswordPolicy;
    /** How many former passwords are refused. */
    passwordHistory: number;
  };

const form = z.object({ password: passwordSchema });

/**
 * `/second-step/set-up/password`: the first password of an account. Shares the limit of the API's
 * `password/reset/confirm`, which does the same.
 */
export const setUpPasswordPage = (provide: (c: Context) => SetUpPasswordDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), openDoor(provide), enrolling(provide, 'password'), (c) =>
      show(c, provide(c), { email: c.var.enroller.user.email, errors: [] }),
    )
    .post(
      '/',
      pageHeaders(provide),
      limitByAddress(provide, 'reset_confirm'),
      openDoor(provide),
      readForm(provide, form),
      enrolling(provide, 'password'),
      async (c) => {
        const { enroller, mfaToken, page } = c.var;
        const { email } = enroller.user;
        const password = c.var.form.data?.password;
        if (password === undefined)
          return show(c, provide(c), {
            email,
            errors: [{ field: 'password', message: page.words.signIn.passwordMissing }],
          });
        const client = clientInfo(c);
        try {
          const given = { mfaToken, password, field: 'password', client };
          const signIn = await provide(c).enrolPassword(given);
          return await afterSetUp(c, provide(c), { signIn });
        } catch (error) {
          const { refusal } = refusalOf(c, error);
          if (refusal.code === secretInvalid.code) {
            clearPending(c);
            return c.redirect(withReturn(SECOND_STEP, page.returnTo), 303);
          }
          if (refusal.kind !== 'invalid') throw error;
          const { passwordPolicy: policy } = provide(c);
          const broken = refusal.details.errors ?? [{ field: 'password', code: refusal.code }];
          return show(c, provide(c), {
            email,
            errors: passwordErrors(page.words, broken, { policy, typed: password }),
          });
        }
      },
    );

type Shown = { email: string; errors: FieldError[] };

function show(c: Context, { passwordPolicy, passwordHistory }: SetUpPasswordDeps, shown: Shown) {
  const rules = { policy: passwordPolicy, history: passwordHistory };
  const page = <ChoosePassword page={pageOf(c)} rules={rules} {...shown} />;
  return c.html(page, shown.errors.length === 0 ? 200 : 400);
}

type ChoosePasswordProps = Shown & { page: PageContext; rules: PasswordRules };

const ChoosePassword = ({ page, rules, email, errors }: ChoosePasswordProps) => {
  const { setUp } = page.words.secondStep;
  return (
    <Door page={page} title={setUp.passwordTitle} wrong={errors.length > 0}>
      <Form page={page} action={`${SET_UP}/password`}>
        <h1>{setUp.passwordTitle}</h1>
        <ErrorSummary page={page} errors={errors} />
        <p>{setUp.passwordAsk}</p>
        <HiddenUsername page={page} value={email} />
        <NewPasswordField
          page={page}
          name="password"
          label={setUp.passwordLabel}
          rules={rulesInWords(page.words, rules)}
          error={errorOf(errors, 'password')}
        />
        <Button look="go" wide>
          {setUp.passwordGo}
        </Button>
      </Form>
      <AnotherWay page={page} />
    </Door>
  );
};
