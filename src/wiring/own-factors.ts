import { createListFactors } from '../second-step/list-factors.ts';
import { needsFactor } from '../second-step/needs-factor.ts';
import {
  createSendRecoveryCodeUsed,
  recoveryCodeUsedJob,
  renderRecoveryCodeUsed,
} from '../second-step/recovery-codes/recovery-code-mail.ts';
import { createReplaceRecoveryCodes } from '../second-step/recovery-codes/replace-recovery-codes.ts';
import { createRemoveFactor, type RemoveFactorDeps } from '../second-step/remove-factor.ts';
import { createBeginTotp } from '../second-step/totp/begin-totp.ts';
import { createConfirmTotp } from '../second-step/totp/confirm-totp.ts';
import { defineFeature, job, type ServicesOf } from './feature.ts';
import type { secondStep } from './second-step.ts';
import type { Base } from './web.ts';

type Needs = Base &
  ServicesOf<typeof secondStep> & { needsFactor: RemoveFactorDeps['needsFactor'] };

/** What users set up as second step: authenticator apps, recovery codes; removing a factor. */
export const ownFactors = defineFeature<Needs>()({
  services: {
    listFactors: ({ stores }) => createListFactors(stores),
    beginTotp: ({ stores, config: { factorKeys } }) => createBeginTotp({ ...stores, factorKeys }),
    confirmTotp: ({ stores, redeemCode, tellFactorChange, config: { factorKeys } }) =>
      createConfirmTotp({ ...stores, redeemCode, tellFactorChange, factorKeys }),
    replaceRecoveryCodes: ({ stores }) => createReplaceRecoveryCodes(stores),
    needsFactor:
      ({ config }) =>
      (user: Parameters<typeof needsFactor>[0]) =>
        needsFactor(user, {
          policy: config.secondFactor,
          isForStaff: config.staffSecondFactor === 'required',
        }),
    removeFactor: ({ stores, tellFactorChange, needsFactor: isNeeded, config }) =>
      createRemoveFactor({
        ...stores,
        tellFactorChange,
        needsFactor: isNeeded,
        providers: config.socialProviders.map(({ id }) => id),
      }),
  },
  jobs: [job(recoveryCodeUsedJob, ({ stores }) => createSendRecoveryCodeUsed(stores))],
  previews: ({ envelope, from, at }) =>
    [7, 2].map((left) => ({
      name: `recovery-code-used-${left}-left`,
      render: () => renderRecoveryCodeUsed(envelope, { left, use: { at, from } }),
    })),
});
