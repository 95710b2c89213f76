import { renderCodeMail } from '../mail/code-mail.ts';
import { addressCode, addressCodeJob } from '../methods/social/address-code.ts';
import { createAskAddressCode } from '../methods/social/ask-address-code.ts';
import { createProveAddressCode } from '../methods/social/prove-address-code.ts';
import { createSocialProviders, type SocialProviders } from '../methods/social/provider.ts';
import { providerLabelIn } from '../methods/social/provider-label.ts';
import { createSendAddressCode } from '../methods/social/send-address-code.ts';
import { identityChangeJob } from '../second-step/identity-changes/identity-change.ts';
import { renderIdentityChange } from '../second-step/identity-changes/identity-change-mail.ts';
import {
  createSendIdentityChange,
  createTellIdentityChange,
} from '../second-step/identity-changes/tell-identity-change.ts';
import { defineFeature, job, type ServicesOf } from './feature.ts';
import type { secondStep } from './second-step.ts';
import type { Base } from './web.ts';

type Needs = Base &
  ServicesOf<typeof secondStep> & {
    socialProviders: SocialProviders;
    providerLabel: (provider: string) => string;
  };

/** Codes that prove the address of who comes from a provider; mails about identities. */
export const identityChanges = defineFeature<Needs>()({
  services: {
    socialProviders: ({ config }) => createSocialProviders(config),
    providerLabel: ({ socialProviders }) => providerLabelIn(socialProviders),
    tellIdentityChange: ({ stores }) => createTellIdentityChange(stores),
    askAddressCode: ({ enqueue, sealMarks }) => createAskAddressCode({ enqueue, sealMarks }),
    proveAddressCode: ({ stores, redeemCode }) => createProveAddressCode({ ...stores, redeemCode }),
  },
  jobs: [
    job(addressCodeJob, ({ stores, tries, providerLabel, config }) =>
      createSendAddressCode({ ...stores, ...tries, providerLabel, codeTtl: config.otpTtl }),
    ),
    job(identityChangeJob, ({ stores, providerLabel }) =>
      createSendIdentityChange({ ...stores, providerLabel }),
    ),
  ],
  mailedSecrets: [addressCode.name],
  previews: ({ envelope, code, codeTtl, from, at, linkTo }) => [
    {
      name: 'address-code',
      render: () => {
        const sample = { code, until: at + codeTtl, from, provider: 'Google' };
        return renderCodeMail(envelope, { use: 'address', ...sample });
      },
    },
    ...(['connected', 'disconnected'] as const).map((change) => ({
      name: `identity-${change}`,
      render: () => {
        const link = linkTo('undo-factor-change');
        return renderIdentityChange(envelope, { from, link, at, change, provider: 'Google' });
      },
    })),
  ],
});
