import { createFlashes } from '../hosted/web/flash.ts';
import { createPageCsrf } from '../hosted/web/page-csrf.ts';
import { createFindPageSession } from '../hosted/web/page-session.ts';
import type { ReturnRules } from '../hosted/web/return-to.ts';
import type { Brand } from '../kit/page-context.ts';
import { defineFeature } from './feature.ts';
import type { Base } from './web.ts';

/** What every page needs. */
export const pages = defineFeature<Base>()({
  services: {
    brand: ({ config: { appName, pages } }): Brand => ({
      appName,
      color: pages.color,
      logoUrl: pages.logoUrl,
      supportUrl: pages.supportUrl,
      termsUrl: pages.termsUrl,
      privacyUrl: pages.privacyUrl,
      returnUrl: pages.returnUrl,
    }),
    returnRules: ({ config }): ReturnRules => ({
      own: new URL(config.appUrl).origin,
      origins: config.pages.returnOrigins,
    }),
    pageCsrf: ({ config, random }) => createPageCsrf({ keys: config.csrfKeys, random }),
    flashes: ({ config, clock }) => createFlashes({ keys: config.flashKeys, clock }),
    findPageSession: ({ stores, config }) =>
      createFindPageSession({
        ...stores,
        issuer: config.issuer,
        audience: config.audience,
        idleTtl: config.sessionIdleTtl,
        refreshGrace: config.refreshGrace,
      }),
  },
});
