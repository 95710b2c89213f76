import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import type { CheckHealth } from './check-health.ts';

export type OperationsRoutesDeps = { checkHealth: CheckHealth };

const part = z.enum(['ok', 'down']);
const health = z
  .object({
    status: z.enum(['ok', 'degraded']),
    database: part,
    cache: part,
    guard: part,
    timestamp: z.iso.datetime(),
  })
  .meta({ id: 'Health' });

const healthDoc = describeRoute({
  summary: 'Does the service work',
  description: 'Asks each store. 503 with the same body when one is down.',
  tag: 'Operations',
  answer: { status: 200, description: 'All stores answer.', schema: health },
});
const liveDoc = describeRoute({
  summary: 'Does the Worker run',
  description: 'Touches no store.',
  tag: 'Operations',
  answer: {
    status: 200,
    description: 'It does.',
    schema: z.object({ status: z.literal('ok') }),
  },
});

/** `/api/v1/auth`: for those who run the service. */
export const operationsRoutes = (provide: (c: Context) => OperationsRoutesDeps) =>
  new Hono({ strict: false })
    .get('/health', healthDoc, async (c) => {
      const report = await provide(c).checkHealth();
      return c.json(report, report.status === 'ok' ? 200 : 503);
    })
    .get('/health/live', liveDoc, (c) => c.json({ status: 'ok' as const }, 200));
