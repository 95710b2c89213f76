import { describe, expect, it } from 'vitest';
import { createMetrics, type Metric } from '../../src/shared/metrics.ts';

function write(...metrics: Metric[]): AnalyticsEngineDataPoint[] {
  const points: AnalyticsEngineDataPoint[] = [];
  const counter = createMetrics({ writeDataPoint: (point = {}) => void points.push(point) });
  for (const metric of metrics) counter.count(metric);
  return points;
}

describe('a data point', () => {
  it('has each meaning in a fixed position', () => {
    const points = write(
      { name: 'request', route: '/api/v1/auth/me', method: 'GET', status: 200, ms: 7 },
      { name: 'sign_in', outcome: 'locked', method: 'password' },
      { name: 'refresh', outcome: 'reused_false_looking' },
      { name: 'lockout' },
      { name: 'limit', scope: 'login' },
      { name: 'job', kind: 'password.reset', outcome: 'retried', ms: 30 },
      { name: 'mail', kind: 'password.reset', outcome: 'sent' },
    );
    expect(points).toEqual([
      {
        indexes: ['request:/api/v1/auth/me'],
        blobs: ['request', '200', '/api/v1/auth/me', 'GET'],
        doubles: [7],
      },
      { indexes: ['sign_in:locked'], blobs: ['sign_in', 'locked', 'password', ''], doubles: [0] },
      {
        indexes: ['refresh:reused_false_looking'],
        blobs: ['refresh', 'reused_false_looking', '', ''],
        doubles: [0],
      },
      { indexes: ['lockout:locked'], blobs: ['lockout', 'locked', '', ''], doubles: [0] },
      { indexes: ['limit:exceeded'], blobs: ['limit', 'exceeded', 'login', ''], doubles: [0] },
      { indexes: ['job:retried'], blobs: ['job', 'retried', 'password.reset', ''], doubles: [30] },
      { indexes: ['mail:sent'], blobs: ['mail', 'sent', 'password.reset', ''], doubles: [0] },
    ]);
  });

  it('keeps its index within the engine’s 96 bytes', () => {
    const [point] = write({
      name: 'request',
      route: `/${'x'.repeat(200)}`,
      method: 'GET',
      status: 200,
      ms: 1,
    });
    expect(String(point?.indexes?.[0])).toHaveLength(96);
  });
});
