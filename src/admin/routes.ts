import { type Context, Hono } from 'hono';
import { type ActRoutesDeps, actRoutes } from './act-routes.ts';
import { type ClientRoutesDeps, clientRoutes } from './client-routes.ts';
import { type DeadLetterRoutesDeps, deadLetterRoutes } from './dead-letter-routes.ts';
import { type MetricsRoutesDeps, metricsRoutes } from './metrics-routes.ts';
import { readRoutes } from './read-routes.ts';

export type AdminRoutesDeps = MetricsRoutesDeps &
  ActRoutesDeps &
  ClientRoutesDeps &
  DeadLetterRoutesDeps;

/** `/api/v1/admin`: managing other users’ accounts, and OAuth clients. */
export const adminRoutes = (provide: (c: Context) => AdminRoutesDeps) =>
  new Hono({ strict: false })
    .route('/', readRoutes(provide))
    .route('/', metricsRoutes(provide))
    .route('/', actRoutes(provide))
    .route('/', clientRoutes(provide))
    .route('/', deadLetterRoutes(provide));
