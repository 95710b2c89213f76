import * as z from 'zod';
import { describeLimit, describeRoute } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { tokenSchema } from '../http/token-schema.ts';
import { rateLimited } from '../limits/errors.ts';
import type { RateLimitScope } from '../limits/rules.ts';
import { storageUnavailable } from '../shared/errors.ts';
import {
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
  description:
    'The presented token is retired. Within the grace it is answered with the current one again; after it, using it ends the session. A browser whose cookie brings the token needs no CSRF token, but a trusted origin. OAuth clients send a form with `grant_type=refresh_token` and are answered as RFC 6749 §5 says, with the next token in the body.',
  tag: 'Tokens',
  security: 'refresh_token',
  answer: { status: 200, description: 'Fresh tokens.', schema: refreshAnswer },
  examples: {
    client: {
      summary: 'From a client that keeps its tokens itself',
      answer: refreshAnswer.required(tokensInBody),
    },
  },
  errors: [...tokenErrors, storageUnavailable, tokenReused, csrfFailed, rateLimited],
});
// The guard counts it, which is visited anyway.
export const refreshLimit = describeLimit('refresh' satisfies RateLimitScope, 'user', rateLimited);
export const verifyDoc = describeRoute({
  operationId: 'verifyToken',
  summary: 'Ask whether an access token is good',
  description: 'Checks the signature and that neither the session nor the token was revoked.',
  tag: 'Tokens',
  answer: { status: 200, description: 'It is.', schema: z.object({}) },
  errors: [tokenInvalid, tokenExpired, tokenRevoked, rateLimited, storageUnavailable],
});
export const csrfDoc = describeRoute({
  operationId: 'getCsrfToken',
  summary: 'Get a CSRF token',
  description:
    'Sets the `csrftoken` cookie, unless it is good for this session already. Send the token as X-CSRF-Token with whatever a cookie authenticates and changes something.',
  tag: 'Tokens',
  answer: {
    status: 200,
    description: 'The token, good for the session of the cookies.',
    schema: z.object({
      csrfToken: z.string().meta({ examples: ['6d1f0a7c2b9e4f58a3c07d1e5b8f9a20.Zm9v'] }),
    }),
  },
  errors: [rateLimited],
});
