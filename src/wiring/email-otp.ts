import { renderCodeMail } from '../mail/code-mail.ts';
import { createSendSignInCode } from '../methods/email-otp/send-sign-in-code.ts';
import { signInCode, signInCodeJob } from '../methods/email-otp/sign-in-code.ts';
import { createVerifySignInCode } from '../methods/email-otp/verify-sign-in-code.ts';
import { countSignIns } from '../sessions/count-outcomes.ts';
import { defineFeature, job, type ServicesOf } from './feature.ts';
import type { secondStep } from './second-step.ts';
import type { signUp } from './sign-up.ts';
import type { Base } from './web.ts';

type Needs = Base & ServicesOf<typeof secondStep> & ServicesOf<typeof signUp>;

/** Signing in with a mailed code. */
export const emailOtp = defineFeature<Needs>()({
  services: {
    verifySignInCode: ({ stores, redeemCode, completeSignIn, metrics }) =>
      countSignIns(
        metrics,
        'email_otp',
        createVerifySignInCode({ ...stores, redeemCode, completeSignIn }),
      ),
  },
  jobs: [
    job(signInCodeJob, ({ stores, tries, sendVerification, config }) =>
      createSendSignInCode({ ...stores, ...tries, sendVerification, codeTtl: config.otpTtl }),
    ),
  ],
  mailedSecrets: [signInCode.name],
  previews: ({ envelope, code, codeTtl, from, at }) => [
    {
      name: 'sign-in-code',
      render: () => renderCodeMail(envelope, { use: 'signIn', code, until: at + codeTtl, from }),
    },
  ],
});
