import * as z from 'zod';
import { describeLimit, describeRoute } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { tokenSchema } from '../http/token-schema.ts';
import { rateLimited } from '../limits/errors.ts';
import type { RateLimitScope } from '../limits/rules.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { once } from '../shared/once.ts';
import {
  insufficientScope,
  tokenErrors,
  tokenExpired,
  tokenInvalid,
  tokenReused,
  tokenRevoked,
} from '../tokens/errors.ts';
import { EXAMPLE_TOKENS } from '../tokens/example-tokens.ts';
import { refreshAnswer, tokensInBody } from './token-answer.ts';

export const verifyBody = z.object({
  token: tokenSchema.meta({ description: 'An access token.', examples: [EXAMPLE_TOKENS.access] }),
});

export const refreshDoc = describeRoute({
  operationId: 'refreshSession',
  summary: 'Exchange a refresh token for fresh tokens',
  description: [
    'Retires the presented token. Within the grace period a retired token returns the current one;',
    'after it, using the token ends the session.',
    'Browsers that send the token as a cookie need a trusted origin but no CSRF token.',
    'OAuth clients send a form with `grant_type=refresh_token` and get the response of',
    'RFC 6749 §5, with the next token in the body.',
  ].join(' '),
  tag: 'Tokens',
  security: 'refresh_token',
  answer: { status: 200, description: 'Fresh tokens.', schema: refreshAnswer },
  examples: {
    client: {
      summary: 'From a client that stores its tokens itself',
      answer: once(() => refreshAnswer().required(tokensInBody)),
    },
  },
  errors: [...tokenErrors, storageUnavailable, tokenReused, csrfFailed, rateLimited],
});
// Counted by the guard, which is called anyway.
export const refreshLimit = describeLimit('refresh' satisfies RateLimitScope, 'user', rateLimited);
export const verifyDoc = describeRoute({
  operationId: 'verifyToken',
  summary: 'Check an access token',
  description: 'Checks the signature, and that neither the session nor the token is revoked.',
  tag: 'Tokens',
  answer: { status: 200, description: 'The token is valid.', schema: once(() => z.object({})) },
  errors: [
    tokenInvalid,
    tokenExpired,
    tokenRevoked,
    insufficientScope,
    rateLimited,
    storageUnavailable,
  ],
});
export const csrfDoc = describeRoute({
  operationId: 'getCsrfToken',
  summary: 'Get a CSRF token',
  description: [
    'Sets the `csrftoken` cookie, unless it is already valid for this session.',
    'Send the token as `X-CSRF-Token` with every change that a cookie authenticates.',
  ].join(' '),
  tag: 'Tokens',
  answer: {
    status: 200,
    description: 'The token, valid for the session of the cookies.',
    schema: once(() =>
      z.object({
        csrfToken: z.string().meta({ examples: ['6d1f0a7c2b9e4f58a3c07d1e5b8f9a20.Zm9v'] }),
      }),
    ),
  },
  errors: [rateLimited],
});
