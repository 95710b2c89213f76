import { type Context, Hono } from 'hono';
import {
  type AuthenticateDeps,
  authenticate,
  type ResolvePrincipal,
} from '../../http/authenticate.ts';
import { clientInfo } from '../../http/client-info.ts';
import { validate } from '../../http/contract.ts';
import { foreseeJson } from '../../http/json-body.ts';
import { presentedToken } from '../../http/presented-token.ts';
import { readRegistrationCookie } from '../../http/registration-cookie.ts';
import { type LimitDeps, limitByAddress, limitByUser } from '../../limits/limit.ts';
import { limitByNameAtGuard } from '../../limits/limit-at-guard.ts';
import { answerSignIn } from '../../second-step/answer.ts';
import type { SignedIn } from '../../sessions/resolve-principal.ts';
import { signInOptionsOf } from '../../sessions/sign-in-options.ts';
import { type Browser, deliverSignIn } from '../../sessions/token-answer.ts';
import { nameOfBody } from '../../users/identifiers.ts';
import type { RegistrationMarks } from '../../users/registration-mark.ts';
import type { Attempting } from './attempt-by-token.ts';
import type { ChangePassword } from './change-password.ts';
import type { LogIn } from './log-in.ts';
import { CHANGED, changeBody, changeDoc, loginBody, loginDoc } from './route-docs.ts';

export type PasswordRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & {
    logIn: LogIn;
    attemptByToken: ResolvePrincipal<Attempting>;
    changePassword: ChangePassword;
    browser: Browser;
    registrationMarks: RegistrationMarks;
  };

/** `/api/v1/auth`: sign-in with a password, and changing it. */
export const passwordRoutes = (provide: (c: Context) => PasswordRoutesDeps) => {
  // One call of the guard judges the token and charges the attempt.
  const attempting = async (c: Context) =>
    (await foreseeJson(c, changeBody)) === null ? null : provide(c).attemptByToken;

  return new Hono({ strict: false })
    .post(
      '/login',
      loginDoc,
      limitByAddress(provide, 'login', { overlap: true }),
      validate('json', loginBody),
      limitByNameAtGuard(provide, 'login_name', nameOfBody),
      async (c) => {
        const body = c.req.valid('json');
        const result = await provide(c).logIn({
          identifier: body.email_or_username ?? body.email ?? body.username ?? '',
          password: body.password,
          marked: provide(c).registrationMarks.verify(readRegistrationCookie(c)),
          ...signInOptionsOf(c, body),
        });
        return c.json(answerSignIn(c, result, provide(c).browser), 200);
      },
    )
    .post(
      '/password/change',
      changeDoc,
      authenticate<Attempting>(provide, limitByUser(provide, 'password_change'), attempting),
      validate('json', changeBody),
      async (c) => {
        const { old_password: oldPassword, new_password: newPassword } = c.req.valid('json');
        const { user, claims, attempt } = c.var.principal;
        const changed = await provide(c).changePassword({
          user,
          sessionId: claims.sid,
          jkt: claims.cnf?.jkt ?? null,
          attempt,
          oldPassword,
          newPassword,
          client: clientInfo(c),
        });
        const answer = deliverSignIn(c, changed, provide(c).browser, {
          byCookie: presentedToken(c) === null,
        });
        return c.json({ ...answer, message: CHANGED }, 200);
      },
    );
};
