import { ADMINISTRATOR } from '../http/client-info.ts';
import { renderCodeMail } from '../mail/code-mail.ts';
import { createAskReset } from '../recovery/ask-reset.ts';
import { createEnrolPassword } from '../recovery/enrol-password.ts';
import { createForceReset } from '../recovery/force-reset.ts';
import { createOpenAddress } from '../recovery/open-address.ts';
import { createPreviewReset } from '../recovery/preview-reset.ts';
import { renderResetLink } from '../recovery/reset-mail.ts';
import { createResetPassword } from '../recovery/reset-password.ts';
import { createIssueResetToken, resetJob, resetSecret } from '../recovery/reset-secret.ts';
import { createSendReset } from '../recovery/send-reset.ts';
import { countSignIns } from '../sessions/count-outcomes.ts';
import { defineFeature, job, type ServicesOf } from './feature.ts';
import type { password } from './password.ts';
import type { secondStep } from './second-step.ts';
import type { sessions } from './sessions.ts';
import type { signUp } from './sign-up.ts';
import type { Base } from './web.ts';

type Needs = Base &
  ServicesOf<typeof sessions> &
  ServicesOf<typeof secondStep> &
  ServicesOf<typeof password> &
  ServicesOf<typeof signUp> & { providerLabel: (provider: string) => string };

/** Recovery: choosing a new password by a mailed link or code. */
export const recovery = defineFeature<Needs>()({
  services: {
    resetPassword: ({ stores, setPassword, clearAddress, redeemCode, passwordPolicy }) =>
      createResetPassword({
        ...stores,
        setPassword,
        openAddress: createOpenAddress({ ...stores, clearAddress }),
        policy: passwordPolicy,
        redeemCode,
      }),
    enrolPassword: ({ stores, setPassword, completeSignIn, config, metrics }) =>
      countSignIns(
        metrics,
        'second_factor',
        createEnrolPassword({
          ...stores,
          setPassword,
          completeSignIn,
          secondStep: config.secondFactor,
          emailVerificationRequired: config.emailVerificationRequired,
          codeTtl: config.otpTtl,
        }),
      ),
    forceReset: ({ stores }) => createForceReset(stores),
    issueResetToken: ({ stores, config }) =>
      createIssueResetToken({ ...stores, ttl: config.passwordResetTtl }),
    askReset: ({ enqueue, sealMarks }) => createAskReset({ enqueue, sealMarks }),
    previewReset: ({ stores }) => createPreviewReset(stores),
    mailResetLink:
      ({ enqueue }) =>
      ({ email, from }: { email: string; from: string }) =>
        enqueue(resetJob, { email, by: 'link', from }),
  },
  jobs: [
    job(resetJob, ({ stores, tries, providerLabel, config }) =>
      createSendReset({
        ...stores,
        ...tries,
        providerLabel,
        linkTtl: config.passwordResetTtl,
        codeTtl: config.otpTtl,
      }),
    ),
  ],
  mailedSecrets: [resetSecret.name],
  previews: ({ envelope, from, at, code, codeTtl, linkTo, passwordResetTtl: ttl }) => [
    {
      name: 'reset-link',
      render: () =>
        renderResetLink(envelope, { from, until: at + ttl, link: linkTo('reset-password') }),
    },
    {
      name: 'reset-by-administrator',
      render: () =>
        renderResetLink(envelope, {
          from: ADMINISTRATOR,
          connected: ['Google', 'GitHub'],
          until: at + ttl,
          link: linkTo('reset-password'),
        }),
    },
    {
      name: 'reset-code',
      render: () => renderCodeMail(envelope, { use: 'reset', code, until: at + codeTtl, from }),
    },
  ],
});
