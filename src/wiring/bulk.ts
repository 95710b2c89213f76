import type { ActOnUser } from '../admin/act-on-user.ts';
import { bulkBatchJob } from '../bulk/bulk-message.ts';
import { createBulkRunStore } from '../bulk/bulk-run-store.ts';
import { createBulkStore } from '../bulk/bulk-store.ts';
import { createDraftJob } from '../bulk/draft-job.ts';
import { createResendToUser } from '../bulk/resend-to-user.ts';
import { createRunBatch, type RunBatch } from '../bulk/run-batch.ts';
import { createStartJob } from '../bulk/start-job.ts';
import { createStopJob } from '../bulk/stop-job.ts';
import { createTendJobs } from '../bulk/tend-jobs.ts';
import { createViewJobs } from '../bulk/view-jobs.ts';
import { defineFeature, job } from './feature.ts';
import type { Base } from './web.ts';

type Needs = Base & {
  actOnUser: ActOnUser;
  bulkStores: {
    bulk: ReturnType<typeof createBulkStore>;
    runs: ReturnType<typeof createBulkRunStore>;
  };
  runBulkBatch: RunBatch;
};

/** One act on many users, as a job. */
export const bulk = defineFeature<Needs>()({
  services: {
    bulkStores: ({ stores: { db, audit } }) => ({
      bulk: createBulkStore(db, audit),
      runs: createBulkRunStore(db, audit),
    }),
    draftJob: ({ stores, bulkStores }) => createDraftJob({ ...stores, ...bulkStores }),
    startJob: ({ stores, bulkStores }) => createStartJob({ ...stores, ...bulkStores }),
    stopJob: ({ stores, bulkStores }) => createStopJob({ ...stores, ...bulkStores }),
    viewJobs: ({ stores, bulkStores }) => createViewJobs({ ...stores, ...bulkStores }),
    tendBulkJobs: ({ stores, bulkStores }) => createTendJobs({ ...stores, ...bulkStores }),
    runBulkBatch: ({ stores, bulkStores, actOnUser }) =>
      createRunBatch({
        ...stores,
        ...bulkStores,
        actOnUser,
        resendToUser: createResendToUser(stores),
      }),
  },
  jobs: [job(bulkBatchJob, ({ runBulkBatch }) => runBulkBatch)],
});
