import { renderAlreadyRegistered } from '../sign-up/already-registered-mail.ts';
import { createAskVerification } from '../sign-up/ask-verification.ts';
import { createClearAddress } from '../sign-up/clear-address.ts';
import { createProveAddress } from '../sign-up/prove-address.ts';
import { createRegister } from '../sign-up/register.ts';
import { registrationJob } from '../sign-up/registration-job.ts';
import { createResendVerification } from '../sign-up/resend-verification.ts';
import { createSendVerification } from '../sign-up/send-verification.ts';
import { verificationJob } from '../sign-up/verification-job.ts';
import { renderVerificationMail } from '../sign-up/verification-mail.ts';
import { verificationSecret } from '../sign-up/verification-secret.ts';
import { createVerifyEmail } from '../sign-up/verify-email.ts';
import { createWelcomeRegistrant } from '../sign-up/welcome-registrant.ts';
import type { EraseAccount, SendVerification } from '../step-up/ports.ts';
import { defineFeature, job, type ServicesOf } from './feature.ts';
import type { password } from './password.ts';
import type { secondStep } from './second-step.ts';
import type { Base } from './web.ts';

type ProveAddressDeps = Parameters<typeof createProveAddress>[0];
type Needs = Base &
  ServicesOf<typeof secondStep> &
  ServicesOf<typeof password> &
  Pick<ProveAddressDeps, 'clearAddress' | 'issueExchangeToken' | 'issueResetToken'> & {
    eraseAccount: EraseAccount;
    sendVerification: SendVerification;
  };

/** Registration and the verification of addresses. */
export const signUp = defineFeature<Needs>()({
  services: {
    register: ({ stores, hasher, breaches, passwordPolicy: policy }) =>
      createRegister({ ...stores, hasher, breaches, policy }),
    sendVerification: ({ stores, config }) =>
      createSendVerification({
        ...stores,
        linkTtl: config.emailVerificationTtl,
        codeTtl: config.otpTtl,
      }),
    askVerification: ({ enqueue, sealMarks }) => createAskVerification({ enqueue, sealMarks }),
    clearAddress: ({ stores, eraseAccount }) => createClearAddress({ ...stores, eraseAccount }),
    verifyEmail: (services) => {
      const { stores, hasher, redeemCode, clearAddress, issueExchangeToken, issueResetToken } =
        services;
      const proveAddress = createProveAddress({
        ...stores,
        clearAddress,
        issueExchangeToken,
        issueResetToken,
      });
      const matchesPassword = async (password: string, hash: string) =>
        (await hasher.verify(password, hash)).matches;
      return createVerifyEmail({ ...stores, redeemCode, proveAddress, matchesPassword });
    },
  },
  jobs: [
    job(registrationJob, ({ stores, sendVerification }) =>
      createWelcomeRegistrant({ ...stores, sendVerification }),
    ),
    job(verificationJob, ({ stores, tries, sendVerification }) =>
      createResendVerification({ ...stores, ...tries, sendVerification }),
    ),
  ],
  mailedSecrets: [verificationSecret.name],
  previews: ({ envelope, from, at, code, codeTtl, linkTo, ...ttl }) => [
    {
      name: 'verification',
      render: () =>
        renderVerificationMail(envelope, {
          from,
          code,
          codeUntil: at + codeTtl,
          link: linkTo('verify-email'),
          linkUntil: at + ttl.emailVerificationTtl,
        }),
    },
    {
      name: 'already-registered',
      render: () => renderAlreadyRegistered(envelope, { from }),
    },
  ],
});
