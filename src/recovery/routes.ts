import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo, describeClient } from '../http/client-info.ts';
import { describeRoute, validate } from '../http/contract.ts';
import { messageAnswer } from '../http/message.ts';
import { readRegistrationCookie } from '../http/registration-cookie.ts';
import { rateLimited } from '../limits/errors.ts';
import { type LimitDeps, limitByAddress, limitByName } from '../limits/limit.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { passwordBreached, passwordReused, passwordTooWeak } from '../methods/password/errors.ts';
import { newPasswordBody, newPasswordSchema } from '../methods/password/password-schemas.ts';
import { otpInvalid, secretInvalid } from '../one-time-secrets/errors.ts';
import { codeSchema, exampleLinkToken, linkTokenSchema } from '../one-time-secrets/schemas.ts';
import { answerSignIn, mfaTokenSchema, secondStepAnswer } from '../second-step/answer.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  signInOvertaken,
} from '../sessions/errors.ts';
import type { RequesterLanes } from '../sessions/requester-lanes.ts';
import { type Browser, rememberDevice, tokenAnswer } from '../sessions/token-answer.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { emailSchema, nameOfBody } from '../users/identifiers.ts';
import type { RegistrationMarks } from '../users/registration-mark.ts';
import type { EnrolPassword } from './enrol-password.ts';
import type { ResetPassword } from './reset-password.ts';
import { type ResetRequest, resetJob, resetSecret } from './reset-secret.ts';

export type RecoveryRoutesDeps = LimitDeps & {
  resetPassword: ResetPassword;
  enrolPassword: EnrolPassword;
  browser: Browser;
  enqueue: EnqueueJob;
  sealMarks: RequesterLanes['seal'];
  registrationMarks: RegistrationMarks;
};

const askBody = z.object({ email: emailSchema });
const linkBody = newPasswordBody({
  token: z
    .union([linkTokenSchema, mfaTokenSchema])
    .describe('From the mailed link, or an `mfa_token` returned with `enrol: ["password"]`.')
    .meta({ examples: [exampleLinkToken(resetSecret.prefix)] }),
});
const codeBody = z.object({ email: emailSchema, otp: codeSchema, password: newPasswordSchema });

const passwordErrors = [
  rateLimited,
  passwordTooWeak,
  passwordReused,
  passwordBreached,
  storageUnavailable,
];
const ASKED = { message: 'If this address has an account, we sent it an email.' };
const RESET = { message: 'Your password is set. Sign in with it.' };
const alike = 'Responds the same whether or not the address has an account.';
const done = [
  'Sets the password and ends all sessions. Does not sign the user in;',
  'the next sign-in still requires the second step.',
].join(' ');
const asked = {
  status: 200,
  description: 'If the address has an account, an email was sent.',
  schema: messageAnswer,
  example: ASKED,
} as const;
const reset = {
  status: 200,
  description: 'The password is set.',
  schema: messageAnswer,
  example: RESET,
} as const;

const askLinkDoc = describeRoute({
  operationId: 'requestPasswordReset',
  summary: 'Email a password reset link',
  description: alike,
  tag: 'Recovery',
  answer: asked,
  errors: [rateLimited, storageUnavailable],
});
const askCodeDoc = describeRoute({
  operationId: 'requestPasswordResetCode',
  summary: 'Email a password reset code',
  description: alike,
  tag: 'Recovery',
  answer: asked,
  errors: [rateLimited, storageUnavailable],
});
const byLinkDoc = describeRoute({
  operationId: 'resetPassword',
  summary: 'Reset the password with an emailed link',
  description: [
    done,
    'With the `mfa_token` of a sign-in that requires a first password,',
    'it completes that sign-in and returns tokens.',
  ].join(' '),
  tag: 'Recovery',
  answer: {
    ...reset,
    schema: z.union([
      messageAnswer,
      tokenAnswer.extend(messageAnswer.shape).meta({ id: 'PasswordEnrolled' }),
      secondStepAnswer,
    ]),
  },
  errors: [
    secretInvalid,
    signInOvertaken,
    accountDisabled,
    accountLocked,
    emailNotVerified,
    ...passwordErrors,
  ],
});
const byCodeDoc = describeRoute({
  operationId: 'resetPasswordWithCode',
  summary: 'Reset the password with an emailed code',
  description: done,
  tag: 'Recovery',
  answer: reset,
  errors: [otpInvalid, signInOvertaken, ...passwordErrors],
});

const ENROLLED = { message: 'Your password is set. You are signed in.' };

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
        await queueReset(c, provide(c), { email: c.req.valid('json').email, by: 'link' });
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
        await queueReset(c, provide(c), { email: c.req.valid('json').email, by: 'code' });
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
        rememberDevice(c, await resetPassword.byLink({ token, marked, ...given }), browser);
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
        rememberDevice(c, user, browser);
        return c.json(RESET, 200);
      },
    );

async function queueReset(
  c: Context,
  { enqueue, sealMarks }: RecoveryRoutesDeps,
  asked: Pick<ResetRequest, 'email' | 'by'>,
): Promise<void> {
  const client = clientInfo(c);
  const marks = await sealMarks(client);
  await enqueue(resetJob, { ...asked, from: describeClient(client), marks });
}
