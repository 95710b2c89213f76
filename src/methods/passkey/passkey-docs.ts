import * as z from 'zod';
import { describeRoute } from '../../http/contract.ts';
import { csrfFailed } from '../../http/csrf.ts';
import { notFound } from '../../http/errors.ts';
import { EXAMPLE_IDS } from '../../http/example-values.ts';
import { idSchema } from '../../http/id-schema.ts';
import { messageAnswer } from '../../http/message.ts';
import { rateLimited } from '../../limits/errors.ts';
import { secondStepAnswer } from '../../second-step/answer.ts';
import { factorNeeded, tooManyFactors } from '../../second-step/errors.ts';
import { enrolmentErrors, recoveryCodesSchema } from '../../second-step/own-factor-docs.ts';
import { tokenAnswer } from '../../sessions/token-answer.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { once } from '../../shared/once.ts';
import { plainText } from '../../shared/plain-text.ts';
import { reauthenticationRequired } from '../../step-up/fresh-proof.ts';
import { tokenErrors } from '../../tokens/errors.ts';
import { newCredential } from '../../webauthn/credential-schemas.ts';
import { creationOptions, signalFields } from '../../webauthn/options.ts';
import { passkeyView } from './passkey-view.ts';

/** Characters of a label. */
const MAX_LABEL = 100;

export const passkeyParam = z.object({ id: idSchema.meta({ examples: [EXAMPLE_IDS.passkey] }) });

/** What its owner calls a passkey. */
export const passkeyLabel = plainText(MAX_LABEL)
  .nullish()
  .meta({ examples: ['Ada’s phone'] });
export const registerBody = z.object({
  credential: newCredential,
  label: passkeyLabel.describe('By default the name of the authenticator’s model.'),
});
export const renameBody = z.object({
  label: passkeyLabel.describe('Null or empty for the name of the authenticator’s model.'),
});

const errors = [...tokenErrors, csrfFailed, rateLimited, storageUnavailable];

const added = once(() =>
  z.object({
    passkey: passkeyView(),
    recovery_codes: recoveryCodesSchema().optional(),
    ...signalFields(),
  }),
);

export const registerOptionsDoc = describeRoute({
  operationId: 'getNewPasskeyOptions',
  summary: 'Get the options of a new passkey',
  description: [
    'Pass them to `navigator.credentials.create()`. Good for five minutes, once, in this session.',
    'An `mfa_token` whose sign-in has to set up a second step is taken as Bearer too.',
  ].join(' '),
  tag: 'Passkeys',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'Options of a discoverable passkey, with user verification required.',
    schema: creationOptions,
  },
  errors: [...errors, ...enrolmentErrors, reauthenticationRequired, tooManyFactors],
});
export const registerDoc = describeRoute({
  operationId: 'registerPasskey',
  summary: 'Add a passkey',
  description: [
    'Takes what `navigator.credentials.create()` returned, as JSON, with its options of before.',
    'Attestation is not asked for: `none`, or `packed` by the passkey itself.',
    'Ends no session; the owner is mailed. Recovery codes come with the first factor.',
    'By an `mfa_token` it also completes that sign-in and answers its tokens.',
  ].join(' '),
  tag: 'Passkeys',
  security: 'access_token',
  answer: {
    status: 201,
    description: 'Added.',
    schema: once(() =>
      z.union([
        added().meta({ id: 'PasskeyAdded' }),
        tokenAnswer().extend(added().shape),
        secondStepAnswer().extend(added().shape),
      ]),
    ),
  },
  errors: [...errors, ...enrolmentErrors],
});
export const listDoc = describeRoute({
  operationId: 'listPasskeys',
  summary: 'List my passkeys',
  description: [
    'With `rp_id` and `user_handle` for `PublicKeyCredential.signalAllAcceptedCredentials()`,',
    'which hides passkeys from authenticators that are not in the list.',
  ].join(' '),
  tag: 'Passkeys',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'The passkeys, oldest first.',
    schema: once(() =>
      z
        .object({
          passkeys: z.array(passkeyView()),
          next_cursor: z.string().nullable().describe('Null: one page has them all.'),
          ...signalFields(),
        })
        .meta({ id: 'PasskeyList' }),
    ),
  },
  errors: [...tokenErrors, rateLimited, storageUnavailable],
});
export const renameDoc = describeRoute({
  operationId: 'renamePasskey',
  summary: 'Name a passkey',
  description: 'Returns the same 404 for passkeys of other users as for unknown ids.',
  tag: 'Passkeys',
  security: 'access_token',
  answer: { status: 200, description: 'The named passkey.', schema: passkeyView },
  errors: [...errors, notFound],
});
export const removeDoc = describeRoute({
  operationId: 'removePasskey',
  summary: 'Remove a passkey',
  description: [
    'It no longer signs in. The owner is mailed.',
    'Call `signalAllAcceptedCredentials()` with what is returned, and authenticators forget it.',
  ].join(' '),
  tag: 'Passkeys',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'Removed.',
    schema: once(() =>
      messageAnswer()
        .extend({
          ...signalFields(),
          credential_ids: z.array(z.string()).describe('Those of the passkeys that are left.'),
        })
        .meta({ id: 'PasskeyRemoved' }),
    ),
    example: { message: 'The passkey is removed.', credential_ids: [] },
  },
  errors: [...errors, notFound, factorNeeded],
});
