import { createListFactors } from '../second-step/list-factors.ts';
import { needsFactor } from '../second-step/needs-factor.ts';
import {
  createSendRecoveryCodeUsed,
  recoveryCodeUsedJob,
  renderRecoveryCodeUsed,
} from '../second-step/recovery-codes/recovery-code-mail.ts';
import { createReplaceRecoveryCodes } from '../second-step/recovery-codes/replace-recovery-codes.ts';
import { createRemoveFactor } from '../second-step/remove-factor.ts';
import { createBeginTotp } from '../second-step/totp/begin-totp.ts';
import { createConfirmTotp } from '../second-step/totp/confirm-totp.ts';
import { defineFeature, job, type ServicesOf } from './feature.ts';
import type { secondStep } from './second-step.ts';
import type { Base } from './web.ts';

/** What users set up as second step: authenticator apps, recovery codes; removing a factor. */
export const ownFactors = defineFeature<Base & ServicesOf<typeof secondStep>>()({
  services: {
    listFactors: ({ stores }) => createListFactors(stores),
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
  },
  jobs: [job(recoveryCodeUsedJob, ({ stores }) => createSendRecoveryCodeUsed(stores))],
  previews: ({ to, appName, appUrl, from, reader, at }) =>
    [7, 2].map((left) => ({
      name: `recovery-code-used-${left}-left`,
      render: () =>
        renderRecoveryCodeUsed({ to, appName, appUrl, reader, left, use: { at, from } }),
    })),
});
