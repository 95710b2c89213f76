import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { EXPOSITION_TYPE } from '../figures/exposition.ts';
import { authenticate } from '../http/authenticate.ts';
import { describeLimit } from '../http/contract.ts';
import { presentedToken } from '../http/presented-token.ts';
import { rateLimited } from '../limits/errors.ts';
import { limitByAddress, limitByUser } from '../limits/limit.ts';
import { isSameSecret } from '../shared/digest.ts';
import type { ReadMetrics } from './read-metrics.ts';
import type { ReadRoutesDeps } from './read-routes.ts';
import { requireRole, requireTwoFactors } from './require-role.ts';
import { metricsDoc } from './route-docs.ts';

export type MetricsRoutesDeps = ReadRoutesDeps & {
  readMetrics: ReadMetrics;
  /** What a monitor shows instead of an access token; null for none. */
  metricsSecret: string | null;
};

/** What Prometheus scrapes, by a secret or as staff. */
export const metricsRoutes = (provide: (c: Context) => MetricsRoutesDeps) => {
  const unlessMonitor = (reader: MiddlewareHandler) =>
    createMiddleware((c, next) => (isMonitor(c, provide(c)) ? next() : reader(c, next)));

  return new Hono({ strict: false }).get(
    '/metrics',
    metricsDoc,
    limitByAddress(provide, 'metrics'),
    describeLimit('admin_read', 'user', rateLimited),
    unlessMonitor(authenticate(provide, limitByUser(provide, 'admin_read'))),
    unlessMonitor(requireRole('staff', 'admin')),
    unlessMonitor(requireTwoFactors(provide)),
    async (c) =>
      c.body(await provide(c).readMetrics(), 200, {
        'Content-Type': EXPOSITION_TYPE,
        'Cache-Control': 'no-store',
      }),
  );
};

function isMonitor(c: Context, { metricsSecret }: MetricsRoutesDeps): boolean {
  const presented = presentedToken(c);
  if (metricsSecret === null || typeof presented !== 'string') return false;
  return isSameSecret(presented, metricsSecret);
}
