import type { Metric } from '../shared/metrics.ts';
import type { Counts } from './figures-store.ts';

/** The route whose durations are kept: a sign-in by password, with its hash. */
const LOGIN = '/api/v1/auth/login';

/** Upper bounds of the buckets of durations, in milliseconds. */
export const BUCKETS = [50, 100, 250, 500, 1000, 2500, 5000, 10_000] as const;

/**
 * What an isolate counts of a metric: what D1 does not see. Sign-ins that succeed, lockouts and
 * dead letters are counted by D1 itself; `try:` has every attempt, under its method and outcome.
 */
export function countsOfMetric(metric: Metric): Counts {
  switch (metric.name) {
    case 'sign_in':
      return { [`try:${metric.method}:${metric.outcome}`]: 1 };
    case 'refresh':
      return { [`refresh:${metric.outcome}`]: 1 };
    case 'grant':
      return { [`grant_${metric.kind}:${metric.outcome}`]: 1 };
    case 'provider':
      return { [`provider:${metric.kind}:${metric.outcome}`]: 1 };
    case 'limit':
      return { [`limit:${metric.scope}`]: 1 };
    case 'mail':
      return { [`mail:${metric.outcome}`]: 1 };
    case 'request':
      return metric.route === LOGIN && metric.method === 'POST' ? durationOf(metric.ms) : {};
    default:
      return {};
  }
}

function durationOf(ms: number): Counts {
  const bucket = BUCKETS.find((bound) => ms <= bound) ?? 'more';
  return { [`login_ms:${bucket}`]: 1, login_ms_sum: ms };
}
