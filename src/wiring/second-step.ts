import { createCompleteSignIn } from '../second-step/complete-sign-in.ts';
import { createMailedCode, mailedCodeJob } from '../second-step/factors/mailed-code.ts';
import { createPasswordFactor } from '../second-step/factors/password.ts';
import { renderSecondStepCode } from '../second-step/factors/second-step-code-mail.ts';
import { createSendMailedCode } from '../second-step/factors/send-mailed-code.ts';
import { createFinishSignIn } from '../second-step/finish-sign-in.ts';
import { ENROLLABLE, factorsOf } from '../second-step/pending-sign-in.ts';
import { nextStep } from '../second-step/policy.ts';
import { createSetSecondFactor } from '../second-step/set-second-factor.ts';
import { createTryCode, type TryCode } from '../second-step/try-code.ts';
import { countSignIns } from '../sessions/count-outcomes.ts';
import type { ConfirmPassword } from '../step-up/ports.ts';
import type { User } from '../users/user.ts';
import { defineFeature, job, type ServicesOf } from './feature.ts';
import type { sessions } from './sessions.ts';
import type { Base } from './web.ts';

type Needs = Base &
  ServicesOf<typeof sessions> & {
    tryCode: TryCode;
    mailedCode: ReturnType<typeof createMailedCode>;
    completeSignIn: ReturnType<typeof createCompleteSignIn>;
    evaluatePassword: Parameters<typeof createPasswordFactor>[0]['evaluatePassword'];
    confirmPassword: ConfirmPassword;
  };

/** The second step: decides what is due after the first proof, and verifies it. */
export const secondStep = defineFeature<Needs>()({
  services: {
    tryCode: ({ stores, tries, config }) =>
      createTryCode({ ...stores, ...tries, codeTtl: config.otpTtl }),
    mailedCode: ({ stores, tryCode }) => createMailedCode({ ...stores, tryCode }),
    completeSignIn: ({ stores, startSession, mailedCode, config }) =>
      createCompleteSignIn({
        ...stores,
        startSession,
        mailedCode,
        policy: config.secondFactor,
        emailVerificationRequired: config.emailVerificationRequired,
        codeTtl: config.otpTtl,
      }),
    finishSignIn: (services) => {
      const { stores, tries, evaluatePassword, config, metrics } = services;
      const passwordFactor = createPasswordFactor({
        ...stores,
        ...tries,
        evaluatePassword,
        codeTtl: config.otpTtl,
      });
      return countSignIns(
        metrics,
        'second_factor',
        createFinishSignIn({
          ...stores,
          mailedCode: services.mailedCode,
          passwordFactor,
          completeSignIn: services.completeSignIn,
          policy: config.secondFactor,
        }),
      );
    },
    /** Returns whether a mailed code is enough to sign a user in. */
    codeSuffices:
      ({ config }) =>
      (user: User) =>
        nextStep(factorsOf(user), config.secondFactor, ['email_otp'], ENROLLABLE).kind === 'done',
    setSecondFactor: ({ stores, confirmPassword }) =>
      createSetSecondFactor({ ...stores, confirmPassword }),
  },
  jobs: [
    job(mailedCodeJob, ({ stores, config }) =>
      createSendMailedCode({ ...stores, codeTtl: config.otpTtl }),
    ),
  ],
  previews: ({ to, appName, appUrl, code, codeTtl, from }) => [
    {
      name: 'second-factor',
      render: () => renderSecondStepCode({ to, appName, appUrl, code, codeTtl, from }),
    },
  ],
});
