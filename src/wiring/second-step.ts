import { createRedeemCode, type RedeemCode } from '../guard/redeem-code.ts';
import { renderCodeMail } from '../mail/code-mail.ts';
import { createFindEnroller } from '../second-step/authenticate-enroller.ts';
import { createCompleteEnrolment } from '../second-step/complete-enrolment.ts';
import { type CompleteSignIn, createCompleteSignIn } from '../second-step/complete-sign-in.ts';
import { createTellFactorChange } from '../second-step/factor-changes/tell-factor-change.ts';
import type { Factor, FactorDeps } from '../second-step/factors/factor.ts';
import { mailedCodeJob } from '../second-step/factors/mailed-code.ts';
import { createFactors } from '../second-step/factors/registry.ts';
import { createSendMailedCode } from '../second-step/factors/send-mailed-code.ts';
import { createSendStepUpCode } from '../second-step/factors/send-step-up-code.ts';
import { stepUpCodeJob, stepUpCodeSecret } from '../second-step/factors/step-up-code.ts';
import { createFinishSignIn } from '../second-step/finish-sign-in.ts';
import { createSetSecondFactor } from '../second-step/set-second-factor.ts';
import { createStepUp } from '../second-step/step-up.ts';
import { countSignIns } from '../sessions/count-outcomes.ts';
import type { ConfirmPassword } from '../step-up/ports.ts';
import { type Challenges, createChallenges } from '../webauthn/challenges.ts';
import { defineFeature, job, type ServicesOf } from './feature.ts';
import type { sessions } from './sessions.ts';
import type { Base } from './web.ts';

type Needs = Base &
  ServicesOf<typeof sessions> & {
    redeemCode: RedeemCode;
    challenges: Challenges;
    secondFactors: Factor[];
    completeSignIn: CompleteSignIn;
    evaluatePassword: FactorDeps['evaluatePassword'];
    confirmPassword: ConfirmPassword;
  };

/** The second step: decides what is due after the first proof, and verifies it. */
export const secondStep = defineFeature<Needs>()({
  services: {
    redeemCode: ({ stores, tries, config }) =>
      createRedeemCode({ ...stores, ...tries, codeTtl: config.otpTtl }),
    relyingParty: ({ config }) => config.relyingParty,
    challenges: ({ config, clock, random }) =>
      createChallenges({ keys: config.passkeyKeys, rpId: config.relyingParty.id, clock, random }),
    secondFactors: ({ stores, tries, redeemCode, evaluatePassword, challenges, config }) =>
      createFactors({
        ...stores,
        ...tries,
        redeemCode,
        evaluatePassword,
        factorKeys: config.factorKeys,
        challenges,
        relyingParty: config.relyingParty,
        codeTtl: config.otpTtl,
      }),
    completeSignIn: ({ stores, startSession, secondFactors, config }) =>
      createCompleteSignIn({
        ...stores,
        startSession,
        factors: secondFactors,
        policy: config.secondFactor,
        emailVerificationRequired: config.emailVerificationRequired,
        codeTtl: config.otpTtl,
      }),
    finishSignIn: ({ stores, secondFactors, redeemCode, completeSignIn, config, metrics }) =>
      countSignIns(
        metrics,
        'second_factor',
        createFinishSignIn({
          ...stores,
          factors: secondFactors,
          redeemCode,
          completeSignIn,
          policy: config.secondFactor,
          codeTtl: config.otpTtl,
        }),
      ),
    stepUp: ({ stores, secondFactors, redeemCode, config }) =>
      createStepUp({
        ...stores,
        factors: secondFactors,
        redeemCode,
        accessTtl: config.accessTokenTtl,
        codeTtl: config.otpTtl,
      }),
    findEnroller: ({ stores, config }) =>
      createFindEnroller({
        ...stores,
        policy: config.secondFactor,
        emailVerificationRequired: config.emailVerificationRequired,
      }),
    completeEnrolment: ({ stores, completeSignIn }) =>
      createCompleteEnrolment({ ...stores, completeSignIn }),
    tellFactorChange: ({ stores }) => createTellFactorChange(stores),
    codeTtl: ({ config }) => config.otpTtl,
    setSecondFactor: ({ stores, confirmPassword }) =>
      createSetSecondFactor({ ...stores, confirmPassword }),
  },
  jobs: [
    job(mailedCodeJob, ({ stores, config }) =>
      createSendMailedCode({ ...stores, codeTtl: config.otpTtl }),
    ),
    job(stepUpCodeJob, ({ stores, config }) =>
      createSendStepUpCode({ ...stores, codeTtl: config.otpTtl }),
    ),
  ],
  mailedSecrets: [stepUpCodeSecret.name],
  previews: ({ envelope, code, codeTtl, from, at }) => [
    {
      name: 'second-factor',
      render: () =>
        renderCodeMail(envelope, { use: 'secondStep', code, until: at + codeTtl, from }),
    },
    {
      name: 'step-up',
      render: () => renderCodeMail(envelope, { use: 'stepUp', code, until: at + codeTtl, from }),
    },
  ],
});
