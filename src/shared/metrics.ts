/** How a sign-in ended; `failed` for faults of ours. */
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

/** Everything that is counted. Durations in milliseconds. */
export type Metric =
  | { name: 'request'; route: string; method: string; status: number; ms: number }
  | { name: 'sign_in'; outcome: SignInOutcome; method: string }
  /** `outcome` is a `RefreshVerdict` (`guard/rotation.ts`). */
  | { name: 'refresh'; outcome: string }
  | { name: 'lockout' }
  | { name: 'limit'; scope: string }
  | { name: 'job'; kind: string; outcome: 'done' | 'retried' | 'refused' | 'dead'; ms: number }
  | { name: 'mail'; kind: string; outcome: 'sent' | 'retried' | 'dead' };

/** Counts. Costs no time: nothing is waited for, and nothing that fails is noticed. */
export type Metrics = { count(metric: Metric): void };

/** Bytes of the longest index that Analytics Engine takes. */
const MAX_INDEX = 96;

/**
 * Counts to a dataset of Workers Analytics Engine, or to nowhere if there is none. `blob1` is what is counted, `blob2` how it
 * ended, `blob3` of what kind it was, `blob4` the HTTP method; `double1` is milliseconds. Each sort of event has its own
 * index, so that a flood of one never thins out the others (the engine samples by index).
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
        // A count that is lost is lost; the request goes on.
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
