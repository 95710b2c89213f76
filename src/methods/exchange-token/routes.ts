import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { describeRoute, validate } from '../../http/contract.ts';
import { rateLimited } from '../../limits/errors.ts';
import { type LimitDeps, limitByAddress } from '../../limits/limit.ts';
import { secretInvalid } from '../../one-time-secrets/errors.ts';
import { exampleLinkToken, linkTokenSchema } from '../../one-time-secrets/schemas.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  signInOvertaken,
} from '../../sessions/errors.ts';
import {
  deliveryOf,
  deviceNameSchema,
  tokenDeliverySchema,
} from '../../sessions/sign-in-options.ts';
import {
  type Browser,
  deliverSignIn,
  tokenAnswer,
  tokensInBody,
} from '../../sessions/token-answer.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { exchangeSecret } from './exchange-secret.ts';
import type { ExchangeToken } from './exchange-token.ts';

export type ExchangeTokenRoutesDeps = LimitDeps & {
  exchangeToken: ExchangeToken;
  browser: Browser;
};

const body = z.object({
  exchange_token: linkTokenSchema.meta({ examples: [exampleLinkToken(exchangeSecret.prefix)] }),
  device_name: deviceNameSchema,
  token_delivery: tokenDeliverySchema,
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
  summary: 'Sign in with an exchange token',
  description: 'The token that verifying an address handed out: once, within 60 seconds.',
  tag: 'Sign-in',
  answer: { status: 200, description: 'Signed in.', schema: answer },
  examples: {
    browser: {
      summary: 'From a browser: the refresh token is a cookie',
      fields: ['exchange_token'],
    },
    client: {
      summary: 'From a client that keeps its tokens itself',
      body: { token_delivery: 'body' },
      answer: answer.required(tokensInBody),
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

/** `/api/v1/auth`: signing in with an exchange token. */
export const exchangeTokenRoutes = (provide: (c: Context) => ExchangeTokenRoutesDeps) =>
  new Hono({ strict: false }).post(
    '/exchange-token',
    doc,
    limitByAddress(provide, 'exchange', { overlap: true }),
    validate('json', body),
    async (c) => {
      const {
        exchange_token: token,
        device_name: deviceName = null,
        token_delivery: asked,
      } = c.req.valid('json');
      const { tokens, user, firstLogin } = await provide(c).exchangeToken({
        token,
        deviceName,
        delivery: deliveryOf(c, asked),
        admission: c.var.admission,
        client: clientInfo(c),
      });
      const about = {
        user_id: user.id,
        email: user.email,
        first_login: firstLogin,
        message: 'You are signed in.',
      };
      return c.json({ ...deliverSignIn(c, { tokens, user }, provide(c).browser), ...about }, 200);
    },
  );
