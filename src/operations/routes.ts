import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { forbidden, methodNotAllowed } from '../http/errors.ts';
import { rateLimited } from '../limits/errors.ts';
import { type LimitDeps, limitByAddress } from '../limits/limit.ts';
import { equalInConstantTime, keyedDigest } from '../shared/digest.ts';
import { storageUnavailable } from '../shared/errors.ts';
import type { CheckHealth } from './check-health.ts';
import type { Flush } from './flush.ts';

export type OperationsRoutesDeps = LimitDeps & {
  checkHealth: CheckHealth;
  flush: Flush;
  /** The secret of the flush route; null disables the route. */
  cronSecret: string | null;
};

const part = z.enum(['connected', 'unreachable']);
const health = z
  .object({
    status: z.enum(['healthy', 'unhealthy']),
    database: part,
    cache: part,
    guard: part,
    queue: part,
    timestamp: z.iso.datetime(),
  })
  .meta({ id: 'Health' });

const unwell = health.extend({
  status: z.literal('unhealthy'),
  database: part.meta({ examples: ['unreachable'] }),
});

const flushed = z
  .object({
    sessions: z.int(),
    revoked_tokens: z.int(),
    audit_events: z.int(),
    unverified_accounts: z.int(),
    complete: z.boolean(),
  })
  .meta({ id: 'Flushed' });

const healthDoc = describeRoute({
  operationId: 'checkHealth',
  summary: 'Check the health of the service',
  description: 'Probes every store. Responds 503 with the same body if one is down.',
  tag: 'Operations',
  answer: { status: 200, description: 'All stores respond.', schema: health },
  otherwise: { status: 503, description: 'At least one store does not respond.', schema: unwell },
  errors: [rateLimited],
});
const liveDoc = describeRoute({
  operationId: 'checkLiveness',
  summary: 'Check that the Worker runs',
  description: 'Uses no store.',
  tag: 'Operations',
  answer: {
    status: 200,
    description: 'The Worker runs.',
    schema: z.object({ status: z.literal('ok') }),
  },
  errors: [methodNotAllowed],
});

const flushDoc = describeRoute({
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
    schema: z.object({ flushed: flushed }),
    example: {
      flushed: {
        sessions: 112,
        revoked_tokens: 48,
        audit_events: 2310,
        unverified_accounts: 7,
        complete: true,
      },
    },
  },
  errors: [forbidden, rateLimited, storageUnavailable],
});

/** `/api/v1/auth`: health and flush, for operators. */
export const operationsRoutes = (provide: (c: Context) => OperationsRoutesDeps) =>
  new Hono({ strict: false })
    .get('/health', healthDoc, limitByAddress(provide, 'health'), async (c) => {
      const report = await provide(c).checkHealth();
      return c.json(report, report.status === 'healthy' ? 200 : 503);
    })
    .post('/cron/flush-tokens', flushDoc, limitByAddress(provide, 'flush'), async (c) => {
      const { flush, cronSecret } = provide(c);
      if (cronSecret === null || !isSecret(c.req.header('X-Cron-Secret') ?? '', cronSecret))
        throw forbidden();
      return c.json({ flushed: await flush() }, 200);
    })
    .get('/health/live', liveDoc, (c) => c.json({ status: 'ok' as const }, 200));

// All digests have the same length, so the comparison reveals nothing about the secret.
function isSecret(presented: string, secret: string): boolean {
  const digest = (text: string) => new TextEncoder().encode(keyedDigest(new Uint8Array(32), text));
  return equalInConstantTime(digest(presented), digest(secret));
}
