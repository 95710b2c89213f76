import type { Context } from 'hono';
import type { AuditStore } from '../audit/audit-store.ts';
import { clientInfo } from '../http/client-info.ts';
import type { RateLimitScope } from '../limits/rules.ts';
import { type Clock, MINUTE } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';

/** Which scopes this isolate has recorded lately, so that a flood of refusals does not become a flood of writes. */
const recorded = new Map<RateLimitScope, number>();

/** Records that a limit was hit, after the answer, for each scope once a minute and isolate; the log has every one. */
export function createOnLimitHit({
  audit,
  clock,
  log,
  defer,
}: {
  audit: AuditStore;
  clock: Clock;
  log: Log;
  defer: (work: Promise<unknown>) => void;
}) {
  return (c: Context, scope: RateLimitScope): void => {
    const at = clock();
    log.warn('limit_hit', { scope, request_id: c.get('requestId') });
    if (at - (recorded.get(scope) ?? 0) < MINUTE) return;
    recorded.set(scope, at);
    const event = { type: 'limit.hit', userId: null, origin: clientInfo(c), metadata: { scope }, at } as const;
    defer(audit.record(event).catch((error: unknown) => log.error('limit_hit_not_recorded', error)));
  };
}
