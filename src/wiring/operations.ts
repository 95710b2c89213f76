import { createLedgerStore } from '../ledger/ledger-store.ts';
import { toMailboxAccess } from '../mail/mailbox-access.ts';
import { createCheckHealth } from '../operations/check-health.ts';
import {
  type CheckJurisdiction,
  createCheckJurisdiction,
} from '../operations/check-jurisdiction.ts';
import { type CheckSeals, createCheckSeals, createListSeals } from '../operations/check-seals.ts';
import { createDeploymentStore } from '../operations/deployment-store.ts';
import { createFlush, type Flush } from '../operations/flush.ts';
import { createFollowLetters } from '../operations/follow-letters.ts';
import { createNoteMails } from '../operations/note-mails.ts';
import { createRecordDeadLetter } from '../operations/record-dead-letter.ts';
import { createRunCron } from '../operations/run-cron.ts';
import { createCarryOutRemovals } from '../second-step/factor-removals/carry-out-removals.ts';
import { createResealSecrets } from '../second-step/totp/reseal-secrets.ts';
import { defineFeature } from './feature.ts';
import type { Base } from './web.ts';

type Needs = Base & {
  flush: Flush;
  checkJurisdiction: CheckJurisdiction;
  checkSeals: CheckSeals;
  tendBulkJobs: () => Promise<void>;
};

/** Operations: health, flush, dead letters, the development mailbox. */
export const operations = defineFeature<Needs>()({
  services: {
    checkJurisdiction: ({ stores, config: { guardJurisdiction } }) =>
      createCheckJurisdiction({ deployment: createDeploymentStore(stores.db), guardJurisdiction }),
    checkSeals: ({ stores, config: { factorKeys } }) => createCheckSeals({ ...stores, factorKeys }),
    listSeals: ({ stores, config: { factorKeys } }) => createListSeals({ ...stores, factorKeys }),
    checkHealth: ({ env, stores, checkJurisdiction, checkSeals, clock, log }) =>
      createCheckHealth({
        kv: env.KV,
        queue: env.JOBS,
        guards: stores.guards,
        checkJurisdiction,
        checkSeals,
        clock,
        log,
      }),
    flush: ({
      stores,
      tendBulkJobs,
      config: { auditRetention, unverifiedRetention, factorKeys },
    }) =>
      createFlush({
        ...stores,
        tendBulkJobs,
        carryOutRemovals: createCarryOutRemovals(stores),
        resealSecrets: createResealSecrets({ ...stores, factorKeys }),
        auditRetention,
        unverifiedRetention,
      }),
    runCron: ({ flush, checkJurisdiction, log }) =>
      createRunCron({ flush, checkJurisdiction, log }),
    lastFlush:
      ({ stores }) =>
      () =>
        stores.figures.lastRun('flush'),
    cronSecret: ({ config }) => config.cronSecret,
    recordDeadLetter: ({ stores, config: { deadLetterKeys: keys } }) =>
      createRecordDeadLetter({ ...stores, keys }),
    followLetters: ({ stores }) => createFollowLetters(stores),
    ledger: ({ stores }) => createLedgerStore(stores.db),
    mailbox: ({ stores }) => stores.mailbox,
    mailboxAccess: ({ config }) => toMailboxAccess(config.environment, config.mailboxSecret),
    mailOf: ({ stores }) => stores.mailOf,
    noteMails: ({ stores }) => createNoteMails(stores),
    viewers: ({ env }) => env.ASSETS,
  },
});
