import { createRedeemCode, type RedeemCode } from '../guard/redeem-code.ts';
import { ADMINISTRATOR } from '../http/client-info.ts';
import { createFindEnroller } from '../second-step/authenticate-enroller.ts';
import { createCompleteEnrolment } from '../second-step/complete-enrolment.ts';
import { type CompleteSignIn, createCompleteSignIn } from '../second-step/complete-sign-in.ts';
import { factorChangeJob } from '../second-step/factor-changes/factor-change.ts';
import { renderFactorChange } from '../second-step/factor-changes/factor-change-mail.ts';
import {
  createSendFactorChange,
  createTellFactorChange,
} from '../second-step/factor-changes/tell-factor-change.ts';
import { createUndoFactorChange } from '../second-step/factor-changes/undo-factor-change.ts';
import { createCancelRemoval } from '../second-step/factor-removals/cancel-removal.ts';
import { removalNoticeJob } from '../second-step/factor-removals/factor-removal.ts';
import { renderRemovalNotice } from '../second-step/factor-removals/removal-mail.ts';
import { createSendRemovalNotice } from '../second-step/factor-removals/send-removal-notice.ts';
import type { Factor, FactorDeps } from '../second-step/factors/factor.ts';
import { mailedCodeJob } from '../second-step/factors/mailed-code.ts';
import { createFactors } from '../second-step/factors/registry.ts';
import { renderSecondStepCode } from '../second-step/factors/second-step-code-mail.ts';
import { createSendMailedCode } from '../second-step/factors/send-mailed-code.ts';
import {
  createSendStepUpCode,
  renderStepUpCode,
} from '../second-step/factors/send-step-up-code.ts';
import { stepUpCodeJob, stepUpCodeSecret } from '../second-step/factors/step-up-code.ts';
import { createFinishSignIn } from '../second-step/finish-sign-in.ts';
import { createListFactors } from '../second-step/list-factors.ts';
import { needsFactor } from '../second-step/needs-factor.ts';
import {
  createSendRecoveryCodeUsed,
  recoveryCodeUsedJob,
  renderRecoveryCodeUsed,
} from '../second-step/recovery-codes/recovery-code-mail.ts';
import { createReplaceRecoveryCodes } from '../second-step/recovery-codes/replace-recovery-codes.ts';
import { createRemoveFactor } from '../second-step/remove-factor.ts';
import { createSetSecondFactor } from '../second-step/set-second-factor.ts';
import { createStepUp } from '../second-step/step-up.ts';
import { createBeginTotp } from '../second-step/totp/begin-totp.ts';
import { createConfirmTotp } from '../second-step/totp/confirm-totp.ts';
import { countSignIns } from '../sessions/count-outcomes.ts';
import type { ConfirmPassword, TellFactorChange } from '../step-up/ports.ts';
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
    tellFactorChange: TellFactorChange;
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
    listFactors: ({ stores }) => createListFactors(stores),
    findEnroller: ({ stores, config }) =>
      createFindEnroller({ ...stores, policy: config.secondFactor }),
    completeEnrolment: ({ stores, completeSignIn }) =>
      createCompleteEnrolment({ ...stores, completeSignIn }),
    tellFactorChange: ({ stores }) => createTellFactorChange(stores),
    undoFactorChange: ({ stores, config: { factorKeys } }) =>
      createUndoFactorChange({ ...stores, factorKeys }),
    cancelRemoval: ({ stores }) => createCancelRemoval(stores),
    beginTotp: ({ stores, config: { factorKeys } }) => createBeginTotp({ ...stores, factorKeys }),
    confirmTotp: ({ stores, redeemCode, tellFactorChange, config: { factorKeys } }) =>
      createConfirmTotp({ ...stores, redeemCode, tellFactorChange, factorKeys }),
    replaceRecoveryCodes: ({ stores }) => createReplaceRecoveryCodes(stores),
    removeFactor: ({ stores, tellFactorChange, config }) =>
      createRemoveFactor({
        ...stores,
        tellFactorChange,
        needsFactor: (user) =>
          needsFactor(user, {
            policy: config.secondFactor,
            isForStaff: config.staffSecondFactor === 'required',
          }),
      }),
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
    job(factorChangeJob, ({ stores }) => createSendFactorChange(stores)),
    job(removalNoticeJob, ({ stores }) => createSendRemovalNotice(stores)),
    job(recoveryCodeUsedJob, ({ stores }) => createSendRecoveryCodeUsed(stores)),
  ],
  mailedSecrets: [stepUpCodeSecret.name],
  previews: ({ to, appName, appUrl, code, codeTtl, from, reader, at, linkTo }) => [
    {
      name: 'second-factor',
      render: () => renderSecondStepCode({ to, appName, appUrl, code, codeTtl, from }),
    },
    {
      name: 'step-up',
      render: () => renderStepUpCode({ to, appName, appUrl, code, codeTtl, from }),
    },
    ...(['added', 'removed'] as const).map((change) => ({
      name: `factor-${change}`,
      render: () => {
        const link = linkTo('undo-factor-change');
        return renderFactorChange({
          ...{ to, appName, from, link, at, reader, change },
          kinds: ['passkey'],
        });
      },
    })),
    {
      name: 'factor-removal',
      render: () => {
        const link = linkTo('cancel-factor-removal');
        return renderRemovalNotice({ to, appName, from: ADMINISTRATOR, link, at, reader });
      },
    },
    ...[7, 2].map((left) => ({
      name: `recovery-code-used-${left}-left`,
      render: () =>
        renderRecoveryCodeUsed({ to, appName, appUrl, reader, left, use: { at, from } }),
    })),
  ],
});
