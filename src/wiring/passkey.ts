import { createManagePasskeys } from '../methods/passkey/manage-passkeys.ts';
import { createRegisterPasskey } from '../methods/passkey/register-passkey.ts';
import { createSignInWithPasskey } from '../methods/passkey/sign-in-with-passkey.ts';
import { countSignIns } from '../sessions/count-outcomes.ts';
import { openReplica } from '../shared/database.ts';
import { createPasskeyStore } from '../users/passkey-store.ts';
import { createChallenges } from '../webauthn/challenges.ts';
import { defineFeature, type ServicesOf } from './feature.ts';
import type { secondStep } from './second-step.ts';
import type { Base } from './web.ts';

type Needs = Base &
  ServicesOf<typeof secondStep> & { challenges: ReturnType<typeof createChallenges> };

/** Passkeys: making, managing, and signing in with them. */
export const passkey = defineFeature<Needs>()({
  services: {
    relyingParty: ({ config }) => config.relyingParty,
    challenges: ({ config, clock, random }) =>
      createChallenges({
        keys: config.passkeyKeys,
        rpId: config.relyingParty.id,
        clock,
        random,
      }),
    managePasskeys: ({ stores, config, challenges }) =>
      createManagePasskeys({ ...stores, challenges, relyingParty: config.relyingParty }),
    registerPasskey: ({ stores, config, challenges }) =>
      createRegisterPasskey({ ...stores, challenges, relyingParty: config.relyingParty }),
    signInWithPasskey: ({ stores, env, config, challenges, completeSignIn, metrics }) =>
      countSignIns(
        metrics,
        'passkey',
        createSignInWithPasskey({
          ...stores,
          users: stores.passkeys,
          replicaUsers: () => createPasskeyStore(openReplica(env.DB)),
          relyingParty: config.relyingParty,
          challenges,
          completeSignIn,
        }),
      ),
  },
});
