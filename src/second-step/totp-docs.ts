import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { notFound } from '../http/errors.ts';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { idSchema } from '../http/id-schema.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import { codeSchema } from '../one-time-secrets/schemas.ts';
import { tokenAnswer } from '../sessions/token-answer.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { plainText } from '../shared/plain-text.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { secondStepAnswer } from './answer.ts';
import { factorMissing, factorNeeded, tooManyFactors } from './errors.ts';
import { factorView } from './factor-view.ts';
import { factorList } from './list-factors.ts';

/** Characters of a name that an owner gives a factor. */
const LONGEST_LABEL = 64;
/** A name that an owner gives a factor. */
export const labelSchema = plainText(LONGEST_LABEL).meta({ examples: ['Phone'] });

const errors = [...tokenErrors, rateLimited, storageUnavailable];
const changeErrors = [...errors, csrfFailed];

export const listDoc = describeRoute({
  operationId: 'listFactors',
  summary: 'List my second factors',
  description: 'Authenticator apps and passkeys, and how many recovery codes are left.',
  tag: 'Account',
  security: 'access_token',
  answer: { status: 200, description: 'The factors, oldest first.', schema: factorList },
  errors,
});

export const totpBody = z.object({ label: labelSchema.optional() });
/** The secret of a new authenticator app, as RFC 6238's own example has it. */
const EXAMPLE_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
export const totpAnswer = z
  .object({
    id: z.uuid().meta({ examples: [EXAMPLE_IDS.factor] }),
    secret: z
      .string()
      .describe('In base 32, to type.')
      .meta({ examples: [EXAMPLE_SECRET] }),
    otpauth_url: z
      .string()
      .describe('The secret with the names of service and account.')
      .meta({
        examples: [
          `otpauth://totp/Latchkey:ada%40example.com?issuer=Latchkey&secret=${EXAMPLE_SECRET}` +
            '&algorithm=SHA1&digits=6&period=30',
        ],
      }),
    qr_svg: z
      .string()
      .describe('The same as an image to scan: an SVG without reference to anything else.')
      .meta({ examples: ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 57 57"></svg>'] }),
  })
  .meta({ id: 'NewTotp' });
export const totpDoc = describeRoute({
  operationId: 'beginTotp',
  summary: 'Set up an authenticator app',
  description: [
    'It counts for nothing until its first code confirms it within ten minutes.',
    'The `mfa_token` of a sign-in that asks to `enrol` is taken as access token.',
  ].join(' '),
  tag: 'Account',
  security: 'access_token',
  answer: { status: 201, description: 'The secret, shown once.', schema: totpAnswer },
  errors: [...changeErrors, tooManyFactors],
});

export const factorParam = z.object({ id: idSchema.meta({ examples: [EXAMPLE_IDS.factor] }) });
export const confirmBody = z.object({ otp: codeSchema });
const recoveryCodes = z
  .array(z.string().meta({ examples: ['7HQM-2X9B-K4TD-W3ZN'] }))
  .describe('Ten codes, each good for one sign-in without the device. Shown once.');
const confirmed = z.object({ factor: factorView, recovery_codes: recoveryCodes.optional() });
export const confirmDoc = describeRoute({
  operationId: 'confirmTotp',
  summary: 'Confirm an authenticator app',
  description: [
    'Takes the code that the app shows now; that code signs nobody in.',
    'Recovery codes come with the first factor of an account.',
    'By an `mfa_token` it also completes that sign-in and answers its tokens.',
  ].join(' '),
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'Set up.',
    schema: z.union([
      confirmed.meta({ id: 'ConfirmedTotp' }),
      tokenAnswer.extend(confirmed.shape),
      secondStepAnswer.extend(confirmed.shape),
    ]),
  },
  errors: [...changeErrors, notFound, otpInvalid, tooManyFactors],
});

export const recoveryCodesDoc = describeRoute({
  operationId: 'replaceRecoveryCodes',
  summary: 'Make new recovery codes',
  description: 'The older ones are void at once.',
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'The new codes, shown once.',
    schema: z.object({ recovery_codes: recoveryCodes }),
  },
  errors: [...changeErrors, factorMissing],
});

export const removeDoc = describeRoute({
  operationId: 'removeFactor',
  summary: 'Remove a second factor',
  description: [
    'An authenticator app or a passkey; the last one takes the recovery codes along.',
    'Returns the same 404 for factors of other users as for unknown ids.',
  ].join(' '),
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'Removed.',
    schema: messageAnswer,
    example: { message: 'The factor was removed.' },
  },
  errors: [...changeErrors, notFound, factorNeeded],
});
