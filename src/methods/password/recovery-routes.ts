import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo, describeClient } from '../../http/client-info.ts';
import { describeRoute, validate } from '../../http/contract.ts';
import { messageAnswer } from '../../http/message.ts';
import { readRegistrationCookie } from '../../http/registration-cookie.ts';
import { rateLimited } from '../../limits/errors.ts';
import { type LimitDeps, limitByAddress, limitByName } from '../../limits/limit.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import { otpInvalid, secretInvalid } from '../../one-time-secrets/errors.ts';
import { codeSchema, exampleLinkToken, linkTokenSchema } from '../../one-time-secrets/schemas.ts';
import { signInOvertaken } from '../../sessions/errors.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { emailSchema, nameOfBody } from '../../users/identifiers.ts';
import type { RegistrationMarks } from '../../users/registration-mark.ts';
import { passwordBreached, passwordReused, passwordTooWeak } from './errors.ts';
import { newPasswordBody, newPasswordSchema } from './password-schemas.ts';
import type { ResetPassword } from './reset-password.ts';
import { type ResetRequest, resetJob, resetSecret } from './reset-secret.ts';

export type RecoveryRoutesDeps = LimitDeps & {
  resetPassword: ResetPassword;
  registrationMarks: RegistrationMarks;
  enqueue: EnqueueJob;
};

const askBody = z.object({ email: emailSchema });
const linkBody = newPasswordBody({
  token: linkTokenSchema.meta({ examples: [exampleLinkToken(resetSecret.prefix)] }),
});
const codeBody = z.object({ email: emailSchema, otp: codeSchema, password: newPasswordSchema });

const passwordErrors = [
  rateLimited,
  passwordTooWeak,
  passwordReused,
  passwordBreached,
  storageUnavailable,
];
const alike = 'Answers alike whether or not the address has an account.';
const done = 'Sets the password and ends all sessions. Signs nobody in and skips no second factor.';
const asked = {
  status: 200,
  description: 'If the address has an account, a mail is on its way.',
  schema: messageAnswer,
} as const;
const reset = { status: 200, description: 'The password is set.', schema: messageAnswer } as const;

const askLinkDoc = describeRoute({
  summary: 'Mail a link that resets the password',
  description: alike,
  tag: 'Recovery',
  answer: asked,
  errors: [rateLimited, storageUnavailable],
});
const askCodeDoc = describeRoute({
  summary: 'Mail a code that resets the password',
  description: alike,
  tag: 'Recovery',
  answer: asked,
  errors: [rateLimited, storageUnavailable],
});
const byLinkDoc = describeRoute({
  summary: 'Reset the password by the mailed link',
  description: done,
  tag: 'Recovery',
  answer: reset,
  errors: [secretInvalid, signInOvertaken, ...passwordErrors],
});
const byCodeDoc = describeRoute({
  summary: 'Reset the password by the mailed code',
  description: done,
  tag: 'Recovery',
  answer: reset,
  errors: [otpInvalid, signInOvertaken, ...passwordErrors],
});

const ASKED = { message: 'If this address has an account, a mail is on its way.' };
const RESET = { message: 'Your password is set. Sign in with it.' };

/** `/api/v1/auth`: ways back in for those who forgot their password. */
export const recoveryRoutes = (provide: (c: Context) => RecoveryRoutesDeps) => {
  const ask = (c: Context, email: string, by: ResetRequest['by']) =>
    provide(c).enqueue(resetJob, { email, by, from: describeClient(clientInfo(c)) });

  return new Hono({ strict: false })
    .post(
      '/password/reset',
      askLinkDoc,
      limitByAddress(provide, 'reset', { overlap: true }),
      validate('json', askBody),
      limitByName(provide, 'reset_name', nameOfBody),
      async (c) => {
        await ask(c, c.req.valid('json').email, 'link');
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
        await ask(c, c.req.valid('json').email, 'code');
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
        await provide(c).resetPassword.byLink({
          token,
          password,
          field: 'new_password',
          marked: provide(c).registrationMarks.verify(readRegistrationCookie(c)),
          client: clientInfo(c),
        });
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
        await provide(c).resetPassword.byCode({
          email,
          code,
          password,
          field: 'password',
          marked: provide(c).registrationMarks.verify(readRegistrationCookie(c)),
          client: clientInfo(c),
        });
        return c.json(RESET, 200);
      },
    );
};
