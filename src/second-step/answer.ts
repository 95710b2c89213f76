import type { Context } from 'hono';
import * as z from 'zod';
import { tokenSchema } from '../http/token-schema.ts';
import { type Browser, deliverSignIn, type TokenAnswer } from '../sessions/token-answer.ts';
import { SECOND } from '../shared/clock.ts';
import { once } from '../shared/once.ts';
import { METHODS } from '../step-up/proofs.ts';
import { EXAMPLE_TOKENS } from '../tokens/example-tokens.ts';
import type { SignIn } from './complete-sign-in.ts';
import { mailedCodeFactor } from './factors/mailed-code.ts';
import { passwordFactor } from './factors/password.ts';
import { promptOf } from './factors/registry.ts';

/** The token of a sign-in that requires another proof. */
export const mfaTokenSchema = tokenSchema.meta({ examples: [EXAMPLE_TOKENS.secondFactor] });

const methods = once(() => z.array(z.enum(METHODS)));

/** What a browser needs to ask for a passkey. */
export const passkeyOptions = once(() =>
  z
    .looseObject({ challenge: z.string() })
    .optional()
    .describe('Only where `passkey` is offered: for `navigator.credentials.get`.'),
);

/** The response to a first proof if two are required. */
export const secondStepAnswer = once(() =>
  z
    .object({
      otp_required: z.literal(true),
      mfa_token: mfaTokenSchema,
      methods: methods().describe('The second proofs that `login/otp-verify` accepts.'),
      enrol: methods()
        .optional()
        .describe('Only if there is none yet: what to set up with the `mfa_token` instead.'),
      passkey_options: passkeyOptions(),
      expires_in: z
        .int()
        .describe('Seconds.')
        .meta({ examples: [300] }),
      message: z.string().meta({ examples: [mailedCodeFactor.prompt] }),
    })
    .meta({ id: 'SecondFactorRequired' }),
);
export type SecondStepAnswer = z.infer<ReturnType<typeof secondStepAnswer>>;

/** The same after a mailed code or link. */
export const passwordStepAnswer = once(() =>
  secondStepAnswer().extend({
    methods: methods().meta({ examples: [[passwordFactor.kind]] }),
    message: z.string().meta({ examples: [passwordFactor.prompt] }),
  }),
);

/** Converts a sign-in for the API: its tokens and `about`, or the request for another proof. */
export function answerSignIn<About extends object>(
  c: Context,
  signIn: SignIn,
  browser: Browser,
  about: About = {} as About,
): (TokenAnswer & About) | SecondStepAnswer {
  if (signIn.kind === 'session') return { ...deliverSignIn(c, signIn, browser), ...about };
  const { mfaToken, methods: offered, enrol, offer, expiresIn } = signIn;
  return {
    otp_required: true,
    mfa_token: mfaToken,
    methods: offered,
    ...(enrol.length === 0 ? {} : { enrol }),
    ...offer,
    expires_in: Math.floor(expiresIn / SECOND),
    message: promptOf(signIn),
  };
}
