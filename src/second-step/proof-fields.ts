import * as z from 'zod';
import { codeSchema } from '../one-time-secrets/schemas.ts';
import { passwordSchema } from '../users/password-schema.ts';
import { EXAMPLE_ASSERTION } from '../webauthn/credential-schemas.ts';
import type { GivenProof } from './factors/factor.ts';

/** The proofs that `login/otp-verify` and `step-up` take, each in a field of its own. */
export const proofFields = {
  otp: codeSchema.optional().describe('A mailed code, or one of an authenticator app.'),
  recovery_code: z
    .string()
    .max(100)
    .optional()
    .describe('One of the codes that came with the first factor; each works once.')
    .meta({ examples: ['7K3M-Q9TD-2WXA-B6FH-0RCE-4YVN'] }),
  password: passwordSchema.optional(),
  credential: z
    .looseObject({ id: z.string() })
    .optional()
    .describe('A passkey’s answer to `passkey_options`, from `toJSON()`.')
    .meta({ examples: [EXAMPLE_ASSERTION] }),
};
type Proofs = z.output<z.ZodObject<typeof proofFields>>;

/** Returns the proof of a body; null unless there is exactly one. */
export function givenProof({
  otp,
  recovery_code,
  password,
  credential,
}: Proofs): GivenProof | null {
  const given: GivenProof[] = [
    ...(otp === undefined ? [] : [{ field: 'otp', value: otp } as const]),
    ...(recovery_code === undefined
      ? []
      : [{ field: 'recovery_code', value: recovery_code } as const]),
    ...(password === undefined ? [] : [{ field: 'password', value: password } as const]),
    ...(credential === undefined ? [] : [{ field: 'credential', value: credential } as const]),
  ];
  const [proof = null, ...others] = given;
  return others.length === 0 ? proof : null;
}

/** What is wrong with a body that does not have exactly one proof. */
export const ONE_PROOF = {
  path: ['otp'],
  message: 'Send one of `otp`, `recovery_code`, `password` and `credential`.',
};
