import type { Context } from 'hono';
import type { AuditStore } from '../audit/audit-store.ts';
import { clientInfo } from '../http/client-info.ts';
import { noteLimit } from '../http/request-log.ts';
import type { RateLimitScope } from '../limits/rules.ts';
import { type Clock, MINUTE } from '../shared/clock.ts';
import type { Defer } from '../shared/defer.ts';
import type { Metrics } from '../shared/metrics.ts';

/** Which scopes this isolate has recorded lately, so that a flood of refusals does not become a flood of writes. */
const recorded = new Map<RateLimitScope, number>();

/**
 * Counts a hit limit, puts it into the request's line, and records it after the answer, for each scope once a minute and
 * isolate. The shield is there so that no store is touched: its hits are not recorded.
 */
export function createOnLimitHit({
  audit,
  metrics,
  clock,
  defer,
}: {
  audit: AuditStore;
  metrics: Metrics;
  clock: Clock;
  defer: Defer;
}) {
  return (c: Context, scope: RateLimitScope | 'shield'): void => {
    noteLimit(c, scope);
    metrics.count({ name: 'limit', scope });
    if (scope === 'shield') return;
    const at = clock();
    if (at - (recorded.get(scope) ?? 0) < MINUTE) return;
    recorded.set(scope, at);
    const event = {
      type: 'limit.hit',
      userId: null,
      origin: clientInfo(c),
      metadata: { scope },
      at,
    } as const;
    defer(audit.record(event), 'limit_hit_not_recorded');
  };
}
