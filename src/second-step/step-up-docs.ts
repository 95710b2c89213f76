import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { rateLimited } from '../limits/errors.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import { accountLocked, invalidCredentials } from '../sessions/errors.ts';
import { tokenAnswer, tokenAnswerInBody } from '../sessions/token-answer.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { once } from '../shared/once.ts';
import { METHODS } from '../step-up/proofs.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { passkeyOptions } from './answer.ts';
import { givenProof, ONE_PROOF, proofFields } from './proof-fields.ts';

const errors = [...tokenErrors, csrfFailed, rateLimited, storageUnavailable];
const common = { tag: 'Sign-in', security: 'access_token' } as const;

export const stepUpBody = z
  .object(proofFields)
  .refine((body) => givenProof(body) !== null, ONE_PROOF);

export const stepUpOptionsDoc = describeRoute({
  ...common,
  operationId: 'getStepUpOptions',
  summary: 'Get the ways to prove again who you are',
  description: [
    'The strongest kind of proof that the account has:',
    'a passkey, authenticator app or recovery code, else the password,',
    'else a mailed code, which this sends.',
  ].join(' '),
  answer: {
    status: 200,
    description: 'The ways.',
    schema: once(() =>
      z.object({
        methods: z.array(z.enum(METHODS)).meta({ examples: [['password']] }),
        passkey_options: passkeyOptions(),
      }),
    ),
  },
  errors,
});

export const stepUpDoc = describeRoute({
  ...common,
  operationId: 'stepUp',
  summary: 'Prove again who you are',
  description: [
    'Continues the session with new tokens, whose `auth_time`, `amr` and `acr` tell of this proof.',
    'What answers `reauthentication_required` (RFC 9470) then goes on for ten minutes.',
  ].join(' '),
  answer: { status: 200, description: 'New tokens of the same session.', schema: tokenAnswer },
  errors: [...errors, otpInvalid, invalidCredentials, accountLocked],
  examples: {
    password: {
      summary: 'With the password',
      fields: ['password'],
      answer: tokenAnswerInBody,
    },
    otp: {
      summary: 'With the code of an authenticator app',
      fields: ['otp'],
      answer: tokenAnswerInBody,
    },
    recovery_code: {
      summary: 'With a recovery code',
      fields: ['recovery_code'],
      answer: tokenAnswerInBody,
    },
    credential: {
      summary: 'With a passkey',
      fields: ['credential'],
      answer: tokenAnswerInBody,
    },
  },
});
