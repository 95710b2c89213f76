import { createOfferAgain } from '../second-step/offer-again.ts';
import { createShowTotp } from '../second-step/totp/show-totp.ts';
import { defineFeature, type ServicesOf } from './feature.ts';
import type { secondStep } from './second-step.ts';
import type { Base } from './web.ts';

/** What the pages of signing in need besides the services of the API. */
export const door = defineFeature<Base & ServicesOf<typeof secondStep>>()({
  services: {
    signInRules: ({ config }) => ({
      rememberedFor: config.rememberedSessionTtl,
      lockout: config.lockout,
    }),
    offerAgain: ({ stores, secondFactors }) =>
      createOfferAgain({ jwt: stores.jwt, factors: secondFactors }),
    showTotp: ({ stores, config: { factorKeys } }) => createShowTotp({ ...stores, factorKeys }),
  },
});
