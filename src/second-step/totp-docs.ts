import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { notFound } from '../http/errors.ts';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import { codeSchema } from '../one-time-secrets/schemas.ts';
import { tokenAnswer } from '../sessions/token-answer.ts';
import { once } from '../shared/once.ts';
import { plainText } from '../shared/plain-text.ts';
import { reauthenticationRequired } from '../step-up/fresh-proof.ts';
import { secondStepAnswer } from './answer.ts';
import { tooManyFactors } from './errors.ts';
import { factorView } from './factor-view.ts';
import { enrolmentErrors, factorErrors, recoveryCodesSchema } from './own-factor-docs.ts';

/** Characters of a name that an owner gives a factor. */
const LONGEST_LABEL = 64;
/** A name that an owner gives a factor. */
export const labelSchema = plainText(LONGEST_LABEL).meta({ examples: ['Phone'] });

export const totpBody = z.object({ label: labelSchema.optional() });
/** The secret of a new authenticator app, as RFC 6238's own example has it. */
const EXAMPLE_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
export const totpAnswer = once(() =>
  z
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
    .meta({ id: 'NewTotp' }),
);
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
  errors: [...factorErrors, ...enrolmentErrors, reauthenticationRequired, tooManyFactors],
});

export const confirmBody = z.object({ otp: codeSchema });
const confirmed = once(() =>
  z.object({ factor: factorView(), recovery_codes: recoveryCodesSchema().optional() }),
);
export const confirmDoc = describeRoute({
  operationId: 'confirmTotp',
  summary: 'Confirm an authenticator app',
  description: [
    'Takes the code that the app shows now; that code signs nobody in.',
    'Recovery codes come with the first factor of an account. If this answer is lost, `step-up` with',
    'the next code and `mfa/recovery-codes` make new ones.',
    'By an `mfa_token` it also completes that sign-in and answers its tokens.',
  ].join(' '),
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'Set up.',
    schema: once(() =>
      z.union([
        confirmed().meta({ id: 'ConfirmedTotp' }),
        tokenAnswer().extend(confirmed().shape),
        secondStepAnswer().extend(confirmed().shape),
      ]),
    ),
  },
  errors: [...factorErrors, ...enrolmentErrors, notFound, otpInvalid, tooManyFactors],
});
