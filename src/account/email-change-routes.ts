import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { describeRoute, validate } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { type LimitDeps, limitByAddress, limitByUser } from '../limits/limit.ts';
import { secretInvalid } from '../one-time-secrets/errors.ts';
import { exampleLinkToken, linkTokenSchema } from '../one-time-secrets/schemas.ts';
import { accountLocked, invalidCredentials } from '../sessions/errors.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { emailSchema } from '../users/identifiers.ts';
import { passwordSchema } from '../users/password-schema.ts';
import type { ChangeEmail } from './change-email.ts';
import { emailChangeSecret } from './email-change.ts';

export type EmailChangeRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & { changeEmail: ChangeEmail };

const requestBody = z.object({
  new_email: emailSchema.meta({ examples: ['ada@example.net'] }),
  password: passwordSchema,
});
const confirmBody = z.object({
  token: linkTokenSchema.meta({ examples: [exampleLinkToken(emailChangeSecret.prefix)] }),
});

const requestDoc = describeRoute({
  operationId: 'requestEmailChange',
  summary: 'Change my email address',
  description:
    'Mails a link to the new address, and a notice to the current one with a link that undoes the change and is valid for 72 hours. The response is the same whether or not the new address is taken.',
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'The mail is on its way.',
    schema: messageAnswer,
    example: { message: 'Check the inbox of the new address to confirm it.' },
  },
  errors: [
    ...tokenErrors,
    csrfFailed,
    rateLimited,
    invalidCredentials,
    accountLocked,
    storageUnavailable,
  ],
});
const confirmDoc = describeRoute({
  operationId: 'confirmEmailChange',
  summary: 'Confirm my new email address',
  description: 'Takes the token of the mailed link.',
  tag: 'Account',
  answer: {
    status: 200,
    description: 'Changed.',
    schema: messageAnswer,
    example: { message: 'Your email address has changed.' },
  },
  errors: [secretInvalid, rateLimited, storageUnavailable],
});

/** `/api/v1/auth/email/change`: moving an account to another address. */
export const emailChangeRoutes = (provide: (c: Context) => EmailChangeRoutesDeps) =>
  new Hono({ strict: false })
    .post(
      '/email/change',
      requestDoc,
      authenticate(provide, limitByUser(provide, 'email_change')),
      validate('json', requestBody),
      async (c) => {
        const { user, claims } = c.var.principal;
        const { new_email: email, password } = c.req.valid('json');
        await provide(c).changeEmail.request({
          user,
          sessionId: claims.sid,
          email,
          password,
          client: clientInfo(c),
        });
        return c.json({ message: 'Check the inbox of the new address to confirm it.' }, 200);
      },
    )
    .post(
      '/email/change/confirm',
      confirmDoc,
      limitByAddress(provide, 'email_change_confirm', { overlap: true }),
      validate('json', confirmBody),
      async (c) => {
        await provide(c).changeEmail.confirm({
          token: c.req.valid('json').token,
          client: clientInfo(c),
        });
        return c.json({ message: 'Your email address has changed.' }, 200);
      },
    );
