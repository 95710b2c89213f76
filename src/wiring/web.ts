import { createPeekLink } from '../guard/peek-link.ts';
import { createCsrfTokens } from '../http/csrf.ts';
import { createRateLimiter } from '../limits/rate-limiter.ts';
import { createOnLimitHit } from '../operations/note-limit-hit.ts';
import { createDeviceCookies } from '../sessions/device-cookie.ts';
import { createFollowFailure } from '../sessions/follow-failure.ts';
import { createRequesterLanes, type RequesterLanes } from '../sessions/requester-lanes.ts';
import { createRegistrationMarks, type RegistrationMarks } from '../users/registration-mark.ts';
import type { Core } from './core.ts';
import { defineFeature, type ServicesOf } from './feature.ts';
import { createStores, type Stores } from './stores.ts';

type Needs = Core & {
  stores: Stores;
  devices: ReturnType<typeof createDeviceCookies>;
  csrf: ReturnType<typeof createCsrfTokens>;
  registrationMarks: RegistrationMarks;
  lanes: RequesterLanes;
};

/** Services of every route: limits, rules for browsers, and the lanes in which attempts count. */
export const web = defineFeature<Needs>()({
  services: {
    stores: createStores,
    appName: ({ config }) => config.appName,
    appUrl: ({ config }) => config.appUrl,
    enqueue: ({ stores }) => stores.enqueue,
    audit: ({ stores }) => stores.audit,
    /** Whether a mailed link could be used, without using it. */
    peekLink: ({ stores }) => createPeekLink(stores),

    csrf: ({ config, random }) =>
      createCsrfTokens({ keys: config.csrfKeys, random, origins: config.trustedOrigins }),
    cookieMode: ({ config }) => config.cookieMode,
    logSample: ({ config }) => config.logSample,
    allowedOrigins: ({ config }) => config.allowedOrigins,
    browser: ({ config, devices, csrf, clock, stores }) => ({
      devices,
      csrf,
      cookieMode: config.cookieMode,
      clock,
      isOldToken: stores.jwt.namesPublishedKey,
    }),
    devices: ({ config, random }) => createDeviceCookies({ keys: config.deviceKeys, random }),
    registrationMarks: ({ config }) => createRegistrationMarks({ keys: config.registrationKeys }),
    registrationTtl: ({ config }) => config.emailVerificationTtl,

    rateLimiter: ({ env, config, clock, random, log, defer }) =>
      createRateLimiter({
        kv: env.KV,
        key: config.secretDigestKeys[0],
        settings: config.rateLimits,
        clock,
        random,
        log,
        defer,
      }),
    shield: ({ env, config }) => (config.rateLimits === 'off' ? null : env.SHIELD),
    onLimitHit: ({ stores }) => createOnLimitHit(stores),

    lanes: ({ config, devices, registrationMarks }) =>
      createRequesterLanes({ devices, registrationMarks, keys: config.jobKeys }),
    sealMarks: ({ lanes }) => lanes.seal,
    /** The lane in which a failed attempt counts, and what follows from it. */
    tries: ({ stores, lanes }) => ({
      laneOf: lanes.laneOf,
      laneOfSealed: lanes.laneOfSealed,
      followFailure: createFollowFailure(stores),
    }),
  },
});

/** The core and the services of every route. */
export type Base = Core & ServicesOf<typeof web>;
