import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { describe, expect, it } from 'vitest';
import type { Metric } from '../../src/shared/metrics.ts';
import { countedFigures } from '../support/count-figures.ts';
import { giveRoles } from '../support/edit-users.ts';
import { as, bearer, newcomer, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const METRICS_SECRET = 'a-secret-of-the-monitor-0123456789';
const vars = { LOGIN_SECOND_FACTOR: 'off', METRICS_SECRET };

/** Ways to providers, as the service counts them. */
const WAYS: Metric[] = [
  { name: 'provider', kind: 'google', outcome: 'begun' },
  { name: 'provider', kind: 'google', outcome: 'begun' },
  { name: 'provider', kind: 'google', outcome: 'ok' },
  { name: 'provider', kind: 'google', outcome: 'unreachable' },
  { name: 'provider', kind: 'acme', outcome: 'invalid' },
];

async function counted(app: TestApp) {
  const { metrics } = app.servicesWith(() => undefined);
  for (const way of WAYS) metrics.count(way);
  await app.handOverFigures();
}

describe('ways to a provider', () => {
  it('are counted by provider and outcome', async () => {
    await counted(createTestApp({ env: vars }));
    expect(await countedFigures()).toMatchObject({
      'provider:google:begun': 2,
      'provider:google:ok': 1,
      'provider:google:unreachable': 1,
      'provider:acme:invalid': 1,
    });
  });

  it('are told to staff and to Prometheus', async () => {
    const app = createTestApp({ env: vars });
    await counted(app);
    const { email, user } = await newcomer(app);
    await giveRoles(['staff'], { id: user.id });
    const by = await signIn(app, email);
    const figures = await (await app.admin.figures.$get({ query: {} }, as(by))).json();
    expect(figures.totals.providers).toEqual({
      attempts: {
        'google:begun': 2,
        'google:ok': 1,
        'google:unreachable': 1,
        'acme:invalid': 1,
      },
      connected: 0,
      disconnected: 0,
      refused: 0,
    });
    const answer = await app.fetch('/api/v1/admin/metrics', { headers: bearer(METRICS_SECRET) });
    const families = parsePrometheusTextFormat(await answer.text());
    const family = families.find(({ name }) => name === 'auth_provider_attempts_total');
    expect(family?.metrics).toContainEqual({
      labels: { provider: 'google', outcome: 'unreachable' },
      value: '1',
    });
    expect(family?.metrics).toHaveLength(4);
  });

  it('that connect, disconnect or are refused are counted by D1', async () => {
    const app = createTestApp({ env: vars });
    const { user } = await newcomer(app);
    const { audit } = app.servicesWith(() => undefined).stores;
    const origin = { ipAddress: null, userAgent: null, requestId: null };
    const types = ['identity.connected', 'identity.connected', 'identity.refused'] as const;
    for (const type of types)
      await audit.record({ type, userId: user.id, origin, metadata: {}, at: app.clock() });
    await app.deliverLedger();
    expect(await countedFigures()).toMatchObject({
      'event:identity.connected': 2,
      'event:identity.refused': 1,
    });
  });
});
