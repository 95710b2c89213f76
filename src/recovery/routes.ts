import { type Context, Hono } from 'hono';
import { clientInfo } from '../http/client-info.ts';
import { validate } from '../http/contract.ts';
import { readRegistrationCookie } from '../http/registration-cookie.ts';
import { type LimitDeps, limitByAddress, limitByName } from '../limits/limit.ts';
import { answerSignIn } from '../second-step/answer.ts';
import type { Browser } from '../sessions/token-answer.ts';
import { nameOfBody } from '../users/identifiers.ts';
import type { RegistrationMarks } from '../users/registration-mark.ts';
import type { AskReset } from './ask-reset.ts';
import type { EnrolPassword } from './enrol-password.ts';
import { rememberBrowser } from './remember-browser.ts';
import type { ResetPassword } from './reset-password.ts';
import {
  ASKED,
  askBody,
  askCodeDoc,
  askLinkDoc,
  byCodeDoc,
  byLinkDoc,
  codeBody,
  ENROLLED,
  linkBody,
  RESET,
} from './route-docs.ts';

export type RecoveryRoutesDeps = LimitDeps & {
  resetPassword: ResetPassword;
  enrolPassword: EnrolPassword;
  browser: Browser;
  askReset: AskReset;
  registrationMarks: RegistrationMarks;
};

/** A JWT has dots, a link token has none. */
const isMfaToken = (token: string) => token.includes('.');

/** `/api/v1/auth`: password reset by link and by code. */
export const recoveryRoutes = (provide: (c: Context) => RecoveryRoutesDeps) =>
  new Hono({ strict: false })
    .post(
      '/password/reset',
      askLinkDoc,
      limitByAddress(provide, 'reset', { overlap: true }),
      validate('json', askBody),
      limitByName(provide, 'reset_name', nameOfBody),
      async (c) => {
        const { email } = c.req.valid('json');
        await provide(c).askReset({ email, by: 'link', client: clientInfo(c) });
        return c.json(ASKED, 200);
      },
    )
    .post(
      '/forgot-password',
      askCodeDoc,
      limitByAddress(provide, 'forgot', { overlap: true }),
      validate('json', askBody),
      limitByName(provide, 'forgot_name', nameOfBody),
      async (c) => {
        const { email } = c.req.valid('json');
        await provide(c).askReset({ email, by: 'code', client: clientInfo(c) });
        return c.json(ASKED, 200);
      },
    )
    .post(
      '/password/reset/confirm',
      byLinkDoc,
      limitByAddress(provide, 'reset_confirm'),
      validate('json', linkBody),
      async (c) => {
        const { token, new_password: password } = c.req.valid('json');
        const { resetPassword, enrolPassword, registrationMarks, browser } = provide(c);
        const given = { password, field: 'new_password', client: clientInfo(c) };
        if (isMfaToken(token)) {
          const signIn = await enrolPassword({ mfaToken: token, ...given });
          return c.json(answerSignIn(c, signIn, browser, ENROLLED), 200);
        }
        const marked = registrationMarks.verify(readRegistrationCookie(c));
        rememberBrowser(c, await resetPassword.byLink({ token, marked, ...given }), browser);
        return c.json(RESET, 200);
      },
    )
    .post(
      '/password-reset',
      byCodeDoc,
      limitByAddress(provide, 'reset_code'),
      validate('json', codeBody),
      async (c) => {
        const { email, otp: code, password } = c.req.valid('json');
        const { resetPassword, browser } = provide(c);
        const user = await resetPassword.byCode({
          email,
          code,
          password,
          field: 'password',
          marked: provide(c).registrationMarks.verify(readRegistrationCookie(c)),
          client: clientInfo(c),
        });
        rememberBrowser(c, user, browser);
        return c.json(RESET, 200);
      },
    );
