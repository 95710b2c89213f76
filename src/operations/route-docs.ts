import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { forbidden, methodNotAllowed } from '../http/errors.ts';
import { rateLimited } from '../limits/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { once } from '../shared/once.ts';

const part = once(() => z.enum(['connected', 'unreachable']));
export const health = once(() =>
  z
    .object({
      status: z.enum(['healthy', 'unhealthy']),
      database: part(),
      cache: part(),
      guard: part(),
      queue: part(),
      timestamp: z.iso.datetime(),
    })
    .meta({ id: 'Health' }),
);

const unwell = once(() =>
  health().extend({
    status: z.literal('unhealthy'),
    database: part().meta({ examples: ['unreachable'] }),
  }),
);

export const flushed = once(() =>
  z
    .object({
      sessions: z.int(),
      revoked_tokens: z.int(),
      audit_events: z.int(),
      unverified_accounts: z.int(),
      removed_factors: z
        .int()
        .describe(
          'Accounts whose removal of second factors, ordered by an administrator, was due.',
        ),
      resealed_secrets: z
        .int()
        .describe('Secrets of factors that a former `AUTH_SECRET` had sealed.'),
      complete: z.boolean(),
    })
    .meta({ id: 'Flushed' }),
);

export const healthDoc = describeRoute({
  operationId: 'checkHealth',
  summary: 'Check the health of the service',
  description: 'Probes every store. Responds 503 with the same body if one is down.',
  tag: 'Operations',
  answer: { status: 200, description: 'All stores respond.', schema: health },
  otherwise: { status: 503, description: 'At least one store does not respond.', schema: unwell },
  errors: [rateLimited],
});
export const liveDoc = describeRoute({
  operationId: 'checkLiveness',
  summary: 'Check that the Worker runs',
  description: 'Uses no store.',
  tag: 'Operations',
  answer: {
    status: 200,
    description: 'The Worker runs.',
    schema: once(() => z.object({ status: z.literal('ok') })),
  },
  errors: [methodNotAllowed],
});

export const flushDoc = describeRoute({
  operationId: 'flushExpired',
  summary: 'Delete expired data',
  description:
    'Runs the job of the cron trigger, which runs every 15 minutes. ' +
    '`complete` is false if rows are left for the next run.',
  tag: 'Operations',
  security: 'cron_secret',
  answer: {
    status: 200,
    description: 'The number of deleted rows.',
    schema: once(() => z.object({ flushed: flushed() })),
    example: {
      flushed: {
        sessions: 112,
        revoked_tokens: 48,
        audit_events: 2310,
        unverified_accounts: 7,
        resealed_secrets: 0,
        removed_factors: 0,
        complete: true,
      },
    },
  },
  errors: [forbidden, rateLimited, storageUnavailable],
});
