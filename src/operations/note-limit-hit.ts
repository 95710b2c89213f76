import type { Context } from 'hono';
import type { AuditStore } from '../audit/audit-store.ts';
import { clientInfo } from '../http/client-info.ts';
import { noteLimit } from '../http/request-log.ts';
import type { RateLimitScope } from '../limits/rules.ts';
import { type Clock, MINUTE } from '../shared/clock.ts';
import type { Defer } from '../shared/defer.ts';
import type { Metrics } from '../shared/metrics.ts';

/** When this isolate last recorded each scope, so a flood of refusals is not a flood of writes. */
const recorded = new Map<RateLimitScope, number>();

/**
 * Counts a limit that was hit, adds it to the request's log line, and records an audit event after
 * the response: once a minute for each scope and isolate. Hits of the shield are not recorded,
 * because it exists to spare the stores.
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
