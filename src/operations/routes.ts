import { type Context, Hono } from 'hono';
import { forbidden } from '../http/errors.ts';
import { type LimitDeps, limitByAddress } from '../limits/limit.ts';
import { isSameSecret } from '../shared/digest.ts';
import type { CheckHealth } from './check-health.ts';
import type { Flush } from './flush.ts';
import { flushDoc, healthDoc, liveDoc } from './route-docs.ts';

export type OperationsRoutesDeps = LimitDeps & {
  checkHealth: CheckHealth;
  flush: Flush;
  /** The secret of the flush route; null disables the route. */
  cronSecret: string | null;
};

/** `/api/v1/auth`: health and flush, for operators. */
export const operationsRoutes = (provide: (c: Context) => OperationsRoutesDeps) =>
  new Hono({ strict: false })
    .get('/health', healthDoc, limitByAddress(provide, 'health'), async (c) => {
      const report = await provide(c).checkHealth();
      return c.json(report, report.status === 'healthy' ? 200 : 503);
    })
    .post('/cron/flush-tokens', flushDoc, limitByAddress(provide, 'flush'), async (c) => {
      const { flush, cronSecret } = provide(c);
      if (cronSecret === null || !isSameSecret(c.req.header('X-Cron-Secret') ?? '', cronSecret))
        throw forbidden();
      return c.json({ flushed: await flush() }, 200);
    })
    .get('/health/live', liveDoc, (c) => c.json({ status: 'ok' as const }, 200));
