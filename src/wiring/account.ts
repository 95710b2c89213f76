import { createChangeEmail } from '../account/change-email.ts';
import { createClearErasureRemains } from '../account/clear-erasure-remains.ts';
import { emailChangeJob, emailChangeSecret, emailNoticeJob } from '../account/email-change.ts';
import {
  renderAddressInUse,
  renderEmailChange,
  renderEmailNotice,
} from '../account/email-change-mails.ts';
import { createEraseAccount } from '../account/erase-account.ts';
import { erasureNoticeJob, erasureRemainsJob } from '../account/erasure-job.ts';
import { createSendErasureNotice, renderErasureNotice } from '../account/erasure-mail.ts';
import { createExportAccount } from '../account/export-account.ts';
import { createSendEmailChange, createSendEmailNotice } from '../account/send-email-change.ts';
import { createUndoEmailChange } from '../account/undo-email-change.ts';
import { createUpdateProfile } from '../account/update-profile.ts';
import type { emailOtp } from './email-otp.ts';
import { defineFeature, job, type ServicesOf } from './feature.ts';
import type { password } from './password.ts';
import type { recovery } from './recovery.ts';
import type { signUp } from './sign-up.ts';
import type { Base } from './web.ts';

type Needs = Base &
  ServicesOf<typeof password> &
  ServicesOf<typeof emailOtp> &
  ServicesOf<typeof signUp> &
  ServicesOf<typeof recovery> & {
    /** Those of every feature; see `Feature`. */
    mailedSecrets: string[];
  };

/** Profile, change of address, export, erasure. */
export const account = defineFeature<Needs>()({
  services: {
    updateProfile: ({ stores }) => createUpdateProfile(stores),
    changeEmail: ({ stores, clearAddress, confirmPassword, mailedSecrets }) =>
      createChangeEmail({ ...stores, clearAddress, confirmPassword, mailedSecrets }),
    undoEmailChange: ({ stores, clearAddress, forceReset, mailedSecrets }) =>
      createUndoEmailChange({ ...stores, clearAddress, forceReset, mailedSecrets }),
    exportAccount: ({ stores, config }) =>
      createExportAccount({ ...stores, clientId: config.clientId }),
    eraseAccount: ({ stores }) => createEraseAccount(stores),
    /** How long a person's history is kept, in milliseconds. */
    historyKeptFor: ({ config }) => config.auditRetention,
  },
  jobs: [
    job(emailChangeJob, ({ stores }) => createSendEmailChange(stores)),
    job(emailNoticeJob, ({ stores }) => createSendEmailNotice(stores)),
    job(erasureRemainsJob, ({ stores }) =>
      createClearErasureRemains({ ...stores, sendNotice: createSendErasureNotice(stores) }),
    ),
    job(erasureNoticeJob, ({ stores }) => createSendErasureNotice(stores)),
  ],
  mailedSecrets: [emailChangeSecret.name],
  previews: ({ to, appName, from, at, reader, linkTo }) => {
    const common = { to, appName, from, at, reader };
    const undo = { ...common, link: linkTo('undo-email-change') };
    const notice = { email: to, at, from, ...reader };
    return [
      {
        name: 'email-change',
        render: () => renderEmailChange({ ...common, link: linkTo('change-email') }),
      },
      { name: 'address-in-use', render: () => renderAddressInUse({ to, appName, from }) },
      {
        name: 'email-change-asked',
        render: () => renderEmailNotice({ ...undo, stage: 'asked' }),
      },
      { name: 'email-changed', render: () => renderEmailNotice({ ...undo, stage: 'done' }) },
      { name: 'erased', render: () => renderErasureNotice({ appName, notice }) },
    ];
  },
});
