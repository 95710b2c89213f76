import { createLedgerStore } from '../ledger/ledger-store.ts';
import { toMailboxAccess } from '../mail/mailbox-access.ts';
import { createCheckHealth } from '../operations/check-health.ts';
import { createFlush } from '../operations/flush.ts';
import { createRecordDeadLetter } from '../operations/record-dead-letter.ts';
import { createRunCron } from '../operations/run-cron.ts';
import { defineFeature } from './feature.ts';
import type { Base } from './web.ts';

type Needs = Base & { flush: ReturnType<typeof createFlush> };

/** Operations: health, flush, dead letters, the development mailbox. */
export const operations = defineFeature<Needs>()({
  services: {
    checkHealth: ({ env, stores, clock, log }) =>
      createCheckHealth({
        d1: env.DB,
        kv: env.KV,
        queue: env.JOBS,
        guards: stores.guards,
        clock,
        log,
      }),
    flush: ({ stores, config: { auditRetention, unverifiedRetention } }) =>
      createFlush({ ...stores, auditRetention, unverifiedRetention }),
    runCron: ({ flush, log }) => createRunCron({ flush, log }),
    cronSecret: ({ config }) => config.cronSecret,
    recordDeadLetter: ({ stores }) => createRecordDeadLetter(stores),
    ledger: ({ stores }) => createLedgerStore(stores.db),
    mailbox: ({ stores }) => stores.mailbox,
    mailboxAccess: ({ config }) => toMailboxAccess(config.environment, config.mailboxSecret),
    mailOutcomeOf: ({ stores }) => stores.mailOutcomeOf,
    viewers: ({ env }) => env.ASSETS,
  },
});
