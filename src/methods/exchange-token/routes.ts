import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { describeRoute, validate } from '../../http/contract.ts';
import { rateLimited } from '../../limits/errors.ts';
import { type LimitDeps, limitByAddress } from '../../limits/limit.ts';
import { secretInvalid } from '../../one-time-secrets/errors.ts';
import { exampleLinkToken, linkTokenSchema } from '../../one-time-secrets/schemas.ts';
import { answerSignIn, passwordStepAnswer, secondStepAnswer } from '../../second-step/answer.ts';
import type { SignIn } from '../../second-step/complete-sign-in.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  signInOvertaken,
} from '../../sessions/errors.ts';
import { signInOptionFields, signInOptionsOf } from '../../sessions/sign-in-options.ts';
import { type Browser, tokenAnswer, tokensInBody } from '../../sessions/token-answer.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { exchangeSecret } from './exchange-secret.ts';
import type { ExchangeToken } from './exchange-token.ts';

export type ExchangeTokenRoutesDeps = LimitDeps & {
  exchangeToken: ExchangeToken;
  browser: Browser;
};

const { device_name, token_delivery } = signInOptionFields;
const body = z.object({
  exchange_token: linkTokenSchema.meta({ examples: [exampleLinkToken(exchangeSecret.prefix)] }),
  device_name,
  token_delivery,
});
const answer = tokenAnswer
  .extend({
    user_id: z.uuid(),
    email: z.string().meta({ examples: ['ada@example.com'] }),
    first_login: z.boolean(),
    message: z.string().meta({ examples: ['You are signed in.'] }),
  })
  .meta({ id: 'Exchanged' });

const doc = describeRoute({
  operationId: 'exchangeToken',
  summary: 'Sign in with an exchange token',
  description: [
    'Takes the token that verifying an address returned: once, within 60 seconds.',
    'May require the password as the second step.',
  ].join(' '),
  tag: 'Sign-in',
  answer: {
    status: 200,
    description: 'Signed in, or the second step is required.',
    schema: z.union([answer, secondStepAnswer]),
  },
  examples: {
    browser: {
      summary: 'From a browser: the refresh token is a cookie',
      fields: ['exchange_token'],
    },
    client: {
      summary: 'From a client that stores its own tokens',
      body: { token_delivery: 'body' },
      answer: answer.required(tokensInBody),
    },
    second_factor: {
      summary: 'With a second step: send the password to `login/otp-verify`',
      fields: ['exchange_token'],
      answer: passwordStepAnswer,
    },
  },
  errors: [
    secretInvalid,
    rateLimited,
    accountDisabled,
    accountLocked,
    emailNotVerified,
    signInOvertaken,
    storageUnavailable,
  ],
});

/** `/api/v1/auth`: sign-in with an exchange token. */
export const exchangeTokenRoutes = (provide: (c: Context) => ExchangeTokenRoutesDeps) =>
  new Hono({ strict: false }).post(
    '/exchange-token',
    doc,
    limitByAddress(provide, 'exchange', { overlap: true }),
    validate('json', body),
    async (c) => {
      const { exchange_token: token, ...asked } = c.req.valid('json');
      const { exchangeToken, browser } = provide(c);
      const options = signInOptionsOf(c, asked);
      const { firstLogin, ...signIn } = await exchangeToken({ token, ...options });
      return c.json(answerSignIn(c, signIn, browser, aboutOf(signIn, firstLogin)), 200);
    },
  );

function aboutOf(signIn: SignIn, firstLogin: boolean) {
  if (signIn.kind !== 'session') return {};
  const { id, email } = signIn.user;
  return { user_id: id, email, first_login: firstLogin, message: 'You are signed in.' };
}
