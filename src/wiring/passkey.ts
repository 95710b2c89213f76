import { createManagePasskeys } from '../methods/passkey/manage-passkeys.ts';
import { createRegisterPasskey } from '../methods/passkey/register-passkey.ts';
import { createSignInWithPasskey } from '../methods/passkey/sign-in-with-passkey.ts';
import { countSignIns } from '../sessions/count-outcomes.ts';
import { defineFeature, type ServicesOf } from './feature.ts';
import type { secondStep } from './second-step.ts';
import type { Base } from './web.ts';

type Needs = Base & ServicesOf<typeof secondStep>;

/** Passkeys: making, managing, and signing in with them. */
export const passkey = defineFeature<Needs>()({
  services: {
    managePasskeys: ({ stores, config, challenges }) =>
      createManagePasskeys({ ...stores, challenges, relyingParty: config.relyingParty }),
    registerPasskey: ({ stores, config, challenges, tellFactorChange, completeEnrolment }) =>
      createRegisterPasskey({
        ...stores,
        challenges,
        relyingParty: config.relyingParty,
        tellFactorChange,
        completeEnrolment,
        codeTtl: config.otpTtl,
      }),
    signInWithPasskey: ({ stores, config, challenges, completeSignIn, metrics }) =>
      countSignIns(
        metrics,
        'passkey',
        createSignInWithPasskey({
          ...stores,
          users: stores.passkeys,
          replicaUsers: stores.replicaPasskeys,
          relyingParty: config.relyingParty,
          challenges,
          completeSignIn,
        }),
      ),
  },
});
