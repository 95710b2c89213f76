import * as z from 'zod';
import { describeRoute } from '../../http/contract.ts';
import { rateLimited } from '../../limits/errors.ts';
import { secondStepAnswer } from '../../second-step/answer.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  signInOvertaken,
} from '../../sessions/errors.ts';
import { signInOptionFields } from '../../sessions/sign-in-options.ts';
import { tokenAnswer, tokenAnswerInBody } from '../../sessions/token-answer.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { once } from '../../shared/once.ts';
import { assertionCredential } from '../../webauthn/credential-schemas.ts';
import { passkeyRefused } from '../../webauthn/errors.ts';
import { requestOptions } from '../../webauthn/options.ts';

const challengeToken = z.string().meta({ examples: ['oVn3vXwq0Xq2mB4h9sTfLg'] });

export const signInBody = z.object({
  credential: assertionCredential,
  challenge_token: challengeToken
    .max(100)
    .optional()
    .describe('What the options returned; not needed where their cookie comes.'),
  ...signInOptionFields,
});

export const optionsDoc = describeRoute({
  operationId: 'getPasskeyOptions',
  summary: 'Get the options of a sign-in with a passkey',
  description: [
    'Pass them to `navigator.credentials.get()`, also for autofill (`mediation: "conditional"`).',
    'They are the same for everybody and good for five minutes, once.',
    'A cookie identifies a browser; other clients send the `challenge_token` back.',
  ].join(' '),
  tag: 'Sign-in',
  answer: {
    status: 200,
    description: 'Options of a discoverable passkey, with user verification required.',
    schema: once(() =>
      requestOptions()
        .extend({ challenge_token: challengeToken })
        .meta({ id: 'PasskeySignInOptions' }),
    ),
    example: { allowCredentials: [] },
  },
  errors: [rateLimited],
});

export const signInDoc = describeRoute({
  operationId: 'signInWithPasskey',
  summary: 'Sign in with a passkey',
  description: [
    'Takes what `navigator.credentials.get()` returned, as JSON. No name is needed.',
    'A passkey is both steps at once.',
    'Unknown passkeys and wrong proofs get the same response.',
  ].join(' '),
  tag: 'Sign-in',
  answer: {
    status: 200,
    description: 'Signed in.',
    schema: once(() => z.union([tokenAnswer(), secondStepAnswer()])),
  },
  examples: {
    browser: {
      summary: 'From a browser: the refresh token is a cookie',
      fields: ['credential', 'challenge_token'],
    },
    client: {
      summary: 'From a client that stores its own tokens',
      fields: ['credential', 'challenge_token'],
      body: { token_delivery: 'body' },
      answer: tokenAnswerInBody,
    },
  },
  errors: [
    passkeyRefused,
    rateLimited,
    accountDisabled,
    accountLocked,
    emailNotVerified,
    signInOvertaken,
    storageUnavailable,
  ],
});
