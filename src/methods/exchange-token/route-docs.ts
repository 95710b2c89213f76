import * as z from 'zod';
import { describeRoute } from '../../http/contract.ts';
import { rateLimited } from '../../limits/errors.ts';
import { secretInvalid } from '../../one-time-secrets/errors.ts';
import { exampleLinkToken, linkTokenSchema } from '../../one-time-secrets/schemas.ts';
import { passwordStepAnswer, secondStepAnswer } from '../../second-step/answer.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  signInOvertaken,
} from '../../sessions/errors.ts';
import { signInOptionFields } from '../../sessions/sign-in-options.ts';
import { tokenAnswer, tokensInBody } from '../../sessions/token-answer.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { once } from '../../shared/once.ts';
import { exchangeSecret } from './exchange-secret.ts';

const { device_name, token_delivery } = signInOptionFields;

export const body = z.object({
  exchange_token: linkTokenSchema.meta({ examples: [exampleLinkToken(exchangeSecret.prefix)] }),
  device_name,
  token_delivery,
});
const answer = once(() =>
  tokenAnswer()
    .extend({
      user_id: z.uuid(),
      email: z.string().meta({ examples: ['ada@example.com'] }),
      first_login: z.boolean(),
      message: z.string().meta({ examples: ['You are signed in.'] }),
    })
    .meta({ id: 'Exchanged' }),
);

export const doc = describeRoute({
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
    schema: once(() => z.union([answer(), secondStepAnswer()])),
  },
  examples: {
    browser: {
      summary: 'From a browser: the refresh token is a cookie',
      fields: ['exchange_token'],
    },
    client: {
      summary: 'From a client that stores its own tokens',
      body: { token_delivery: 'body' },
      answer: once(() => answer().required(tokensInBody)),
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
