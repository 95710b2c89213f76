import { createAttemptCookies } from '../hosted/door/social/attempt-cookies.ts';
import { createParkedAnswers } from '../hosted/door/social/parked-answer.ts';
import { createPendingIdentities } from '../hosted/door/social/pending-identity.ts';
import { type AttemptBeginning, beginAttempt } from '../methods/social/begin-attempt.ts';
import { createConnectIdentity } from '../methods/social/connect-identity.ts';
import { countProviderSignIns } from '../methods/social/count-provider-sign-ins.ts';
import { createDisconnectIdentity } from '../methods/social/disconnect-identity.ts';
import { type AttemptEnd, finishAttempt } from '../methods/social/finish-attempt.ts';
import { createListIdentities } from '../methods/social/list-identities.ts';
import { createSocialProviders } from '../methods/social/provider.ts';
import { createSignInWithProvider } from '../methods/social/sign-in-with-provider.ts';
import type { SocialDeps } from '../methods/social/social-deps.ts';
import type { Core } from './core.ts';
import { defineFeature, type ServicesOf } from './feature.ts';
import type { identityChanges } from './identity-changes.ts';
import type { secondStep } from './second-step.ts';
import type { signUp } from './sign-up.ts';
import type { Base } from './web.ts';

type Needs = Base &
  ServicesOf<typeof secondStep> &
  ServicesOf<typeof signUp> &
  ServicesOf<typeof identityChanges>;

/** Signing in with a provider, and what is connected to an account. */
export const social = defineFeature<Needs>()({
  services: {
    beginAttempt: (core) => (beginning: AttemptBeginning) =>
      beginAttempt(talkingOf(core), beginning),
    finishAttempt: (core) => (end: AttemptEnd) => finishAttempt(talkingOf(core), end),
    signInWithProvider: ({ stores, completeSignIn, clearAddress, config, metrics }) =>
      countProviderSignIns(
        metrics,
        createSignInWithProvider({
          ...stores,
          users: stores.identities,
          replicaUsers: stores.replicaIdentities,
          completeSignIn,
          clearAddress,
          asksConsent: config.pages.termsUrl !== null || config.pages.privacyUrl !== null,
        }),
      ),
    listIdentities: ({ stores }) => createListIdentities(stores),
    connectIdentity: ({ stores, tellIdentityChange }) =>
      createConnectIdentity({ ...stores, tellIdentityChange }),
    disconnectIdentity: ({ stores, tellIdentityChange, config }) =>
      createDisconnectIdentity({
        ...stores,
        tellIdentityChange,
        providers: config.socialProviders.map(({ id }) => id),
      }),
    attemptCookies: ({ config, clock }) =>
      createAttemptCookies({ keys: config.attemptKeys, clock }),
    parkedAnswers: ({ config, clock }) =>
      createParkedAnswers({ keys: config.parkedAnswerKeys, clock }),
    pendingIdentities: ({ config, clock, random }) =>
      createPendingIdentities({ keys: config.pendingIdentityKeys, clock, random }),
  },
});

const talkingOf = ({ config, clock, random, log, metrics, ports }: Core): SocialDeps => ({
  providers: createSocialProviders(config),
  appUrl: config.appUrl,
  keys: config.socialKeys,
  clock,
  random,
  fetch: ports.fetch,
  log,
  metrics,
  isProduction: config.environment === 'production',
});
