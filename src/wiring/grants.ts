import { createConsents } from '../oauth/grants/consents.ts';
import { createExchangeCode } from '../oauth/grants/exchange-code.ts';
import { createGrantCodes, type GrantCodes } from '../oauth/grants/grant-codes.ts';
import { createIssueCode } from '../oauth/grants/issue-code.ts';
import { createRefreshGrant } from '../oauth/grants/refresh-grant.ts';
import { createReportReuse } from '../sessions/report-reuse.ts';
import { defineFeature } from './feature.ts';
import type { Base } from './web.ts';

/** What OAuth clients are granted: codes, tokens, consents. */
export const grants = defineFeature<Base & { grantCodes: GrantCodes }>()({
  services: {
    grantCodes: ({ config, random }) => createGrantCodes({ keys: config.grantCodeKeys, random }),
    issueCode: ({ stores, config, grantCodes }) =>
      createIssueCode({
        ...stores,
        grantCodes,
        refreshGrace: config.refreshGrace,
        idleTtl: config.sessionIdleTtl,
      }),
    exchangeCode: ({ stores, config, grantCodes }) =>
      createExchangeCode({
        ...stores,
        grantCodes,
        accessTtl: config.accessTokenTtl,
        grantTtl: config.rememberedSessionTtl,
        originKey: config.fingerprintKey,
        maxSessions: config.maxSessions,
        idleTtl: config.sessionIdleTtl,
      }),
    refreshGrant: ({ stores, config }) =>
      createRefreshGrant({
        ...stores,
        reportReuse: createReportReuse(stores),
        accessTtl: config.accessTokenTtl,
        originKey: config.fingerprintKey,
        refreshGrace: config.refreshGrace,
        idleTtl: config.sessionIdleTtl,
      }),
    consents: ({ stores }) => createConsents(stores),
  },
});
