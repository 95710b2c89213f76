import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { PERIODS } from '../../admin/view-figures.ts';
import type { Clock } from '../../shared/clock.ts';
import { type GateDeps, staffOnly } from '../gate.tsx';
import { OverviewPage } from './overview-view.tsx';
import { type OverviewDeps, readOverview } from './read-overview.ts';

export type OverviewPageDeps = GateDeps &
  OverviewDeps & { clock: Clock; providerLabel: (id: string) => string };

const asked = z.enum(PERIODS).default('week');

/** `/admin`: what happened lately, and how the service is. */
export const overviewPage = (provide: (c: Context) => OverviewPageDeps) =>
  new Hono({ strict: false }).get('/', ...staffOnly(provide, 'admin_read'), async (c) => {
    const deps = provide(c);
    const { page, session } = c.var;
    const { data: period = 'week', success } = asked.safeParse(c.req.query('period'));
    const overview = await readOverview(deps, period);
    const { clock, providerLabel } = deps;
    const about = { page, session, period, isWrong: !success, now: clock(), providerLabel };
    return c.html(<OverviewPage {...about} {...overview} />, success ? 200 : 400);
  });
