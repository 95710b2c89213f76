import type { Context } from 'hono';
import * as z from 'zod';
import { tokenSchema } from '../http/token-schema.ts';
import { type Browser, deliverSignIn, type tokenAnswer } from '../sessions/token-answer.ts';
import { SECOND } from '../shared/clock.ts';
import { EXAMPLE_TOKENS } from '../tokens/example-tokens.ts';
import type { SignIn } from './complete-sign-in.ts';
import { mailedCodeFactor } from './factors/mailed-code.ts';
import { passwordFactor } from './factors/password.ts';
import { promptOf } from './factors/registry.ts';
import { METHODS } from './policy.ts';

/** The token of a sign-in that waits for another proof. */
export const mfaTokenSchema = tokenSchema.meta({ examples: [EXAMPLE_TOKENS.secondFactor] });

const methods = z.array(z.enum(METHODS));

/** The answer to a first proof where two are due. */
export const secondStepAnswer = z
  .object({
    otp_required: z.literal(true),
    mfa_token: mfaTokenSchema,
    methods: methods.describe('The ways to give the second proof to `login/otp-verify`.'),
    enrol: methods
      .optional()
      .describe('Only where there is none yet: what to set up instead, with the `mfa_token`.'),
    expires_in: z
      .int()
      .describe('Seconds.')
      .meta({ examples: [300] }),
    message: z.string().meta({ examples: [mailedCodeFactor.prompt] }),
  })
  .meta({ id: 'SecondFactorRequired' });

/** The same where a mailed code or link came first. */
export const passwordStepAnswer = secondStepAnswer.extend({
  methods: methods.meta({ examples: [[passwordFactor.kind]] }),
  message: z.string().meta({ examples: [passwordFactor.prompt] }),
});

/** Answers a sign-in: tokens, with `about` if something is to be said with them, or the question for another proof. */
export function answerSignIn<About extends object>(
  c: Context,
  signIn: SignIn,
  browser: Browser,
  about: About = {} as About,
): (z.infer<typeof tokenAnswer> & About) | z.infer<typeof secondStepAnswer> {
  if (signIn.kind === 'session') return { ...deliverSignIn(c, signIn, browser), ...about };
  const { mfaToken, methods: offered, enrol, expiresIn } = signIn;
  return {
    otp_required: true,
    mfa_token: mfaToken,
    methods: offered,
    ...(enrol.length === 0 ? {} : { enrol }),
    expires_in: Math.floor(expiresIn / SECOND),
    message: promptOf(signIn),
  };
}
