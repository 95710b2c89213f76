/** How a sign-in ended; `failed` for internal faults. */
export type SignInOutcome =
  | 'ok'
  | 'second_factor_asked'
  | 'invalid_credentials'
  | 'invalid_code'
  | 'locked'
  | 'disabled'
  | 'unverified'
  | 'limited'
  | 'failed';

/** How a way to a provider and back ended. */
export type ProviderOutcome = 'begun' | 'ok' | 'refused' | 'unreachable' | 'invalid';

/** All counted events. Durations in milliseconds. */
export type Metric =
  | { name: 'request'; route: string; method: string; status: number; ms: number }
  | { name: 'sign_in'; outcome: SignInOutcome; method: string }
  /** `outcome` is a `RefreshVerdict` (`guard/judge-refresh.ts`). */
  | { name: 'refresh'; outcome: string }
  /** What became of a code or of the refresh token of a grant. */
  | { name: 'grant'; outcome: string; kind: 'code' | 'refresh' }
  /** `kind` is the id of a provider. */
  | { name: 'provider'; outcome: ProviderOutcome; kind: string }
  | { name: 'lockout' }
  | { name: 'limit'; scope: string }
  | { name: 'job'; kind: string; outcome: 'done' | 'retried' | 'refused' | 'dead'; ms: number }
  | { name: 'mail'; kind: string; outcome: 'sent' | 'retried' | 'dead' };

/** Counts events. Fire-and-forget; failures are swallowed. */
export type Metrics = { count(metric: Metric): void };

/** Maximum bytes of an Analytics Engine index. */
const MAX_INDEX = 96;

/**
 * Counts to a Workers Analytics Engine dataset; without one, does nothing. `blob1` is the metric,
 * `blob2` its outcome, `blob3` its kind, `blob4` the HTTP method; `double1` is milliseconds. Each
 * sort of event has a separate index, so that a flood of one does not thin out the others (the
 * engine samples by index).
 */
export function createMetrics(dataset: AnalyticsEngineDataset | undefined): Metrics {
  return {
    count(metric) {
      const { outcome, kind, method = '', ms = 0 } = dimensionsOf(metric);
      const index = `${metric.name}:${metric.name === 'request' ? kind : outcome}`.slice(
        0,
        MAX_INDEX,
      );
      try {
        dataset?.writeDataPoint({
          indexes: [index],
          blobs: [metric.name, outcome, kind, method],
          doubles: [ms],
        });
      } catch {
        // A lost count must not fail the request.
      }
    },
  };
}

type Dimensions = { outcome: string; kind: string; method?: string; ms?: number };

function dimensionsOf(metric: Metric): Dimensions {
  switch (metric.name) {
    case 'request':
      return {
        outcome: String(metric.status),
        kind: metric.route,
        method: metric.method,
        ms: metric.ms,
      };
    case 'sign_in':
      return { outcome: metric.outcome, kind: metric.method };
    case 'refresh':
      return { outcome: metric.outcome, kind: '' };
    case 'grant':
    case 'provider':
      return { outcome: metric.outcome, kind: metric.kind };
    case 'lockout':
      return { outcome: 'locked', kind: '' };
    case 'limit':
      return { outcome: 'exceeded', kind: metric.scope };
    case 'job':
      return { outcome: metric.outcome, kind: metric.kind, ms: metric.ms };
    case 'mail':
      return { outcome: metric.outcome, kind: metric.kind };
  }
}
