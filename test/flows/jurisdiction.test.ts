import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../src/wiring/services.ts';
import { expectOk, newcomer } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

/**
 * Guards as Cloudflare has them: in each jurisdiction a name leads to another object. The local
 * runtime has none, so each gets names of its own. Notes where it was asked for a guard.
 */
function jurisdictions() {
  const asked: string[] = [];
  const inside = (place: string) => ({
    getByName: (name: string) => {
      asked.push(place);
      return env.ACCOUNT_GUARD.getByName(place === 'none' ? name : `${place}/${name}`);
    },
  });
  return { asked, namespace: { ...inside('none'), jurisdiction: inside } };
}

const bound = (place: string | undefined, namespace: object) =>
  createTestApp({
    env: {
      ENVIRONMENT: 'staging',
      MAILBOX_SECRET: 'opens-the-mailbox-of-the-tests-0123456789',
      RATE_LIMITS: '',
      ACCOUNT_GUARD: namespace,
      ...(place === undefined ? {} : { GUARD_JURISDICTION: place }),
    },
  });

async function healthOf(app: TestApp) {
  const response = await app.fetch('/api/v1/auth/health');
  const { status, database, guard } = await response.json<Record<string, string>>();
  const reasons = app.logs
    .filter(({ event }) => event === 'health_probe_failed')
    .map(({ error, fields }) => `${fields.part}: ${(error as Error).message}`);
  return { answer: response.status, status, database, guard, reasons };
}
const WELL = { answer: 200, status: 'healthy', database: 'connected', guard: 'connected' };
const REFUSED = { answer: 503, status: 'unhealthy', database: 'connected', guard: 'unreachable' };

const kept = async () => (await env.DB.prepare('select name, value from deployment').all()).results;

async function runCron(app: TestApp): Promise<void> {
  const ignore = () => undefined;
  const log = { info: ignore, warn: ignore, error: ignore };
  await createServices({ env: app.env, clock: app.clock, defer: ignore, log }).runCron('cron');
}

describe('where guards live', () => {
  it.each(['eu', 'fedramp', 'us'])('is %s for all of them, if set', async (place) => {
    const { asked, namespace } = jurisdictions();
    const app = bound(place, namespace);
    const person = await newcomer(app);
    const refreshed = await app.post('/api/v1/auth/token/refresh', {
      refresh: person.refresh_token,
    });
    await expectOk('refresh', refreshed);
    const stranger = { email: 'nobody@example.com', password: 'wrong-Horse-7-battery' };
    expect((await app.post('/api/v1/auth/login', stranger)).status).toBe(401);
    expect(asked.length).toBeGreaterThan(4);
    expect(new Set(asked)).toEqual(new Set([place]));
  });

  it('is anywhere if not set, and no jurisdiction is asked for', async () => {
    const { asked, namespace } = jurisdictions();
    const app = bound(undefined, {
      ...namespace,
      jurisdiction: () => {
        throw new Error('Jurisdiction restrictions are not implemented in workerd');
      },
    });
    await newcomer(app);
    expect(await healthOf(app)).toEqual({ ...WELL, reasons: [] });
    expect(new Set(asked)).toEqual(new Set(['none']));
  });

  it('is not as wanted where the runtime has no jurisdictions: its guards are unreachable', async () => {
    expect(await healthOf(bound('eu', env.ACCOUNT_GUARD))).toMatchObject({
      ...REFUSED,
      reasons: [expect.stringContaining('guard: ')],
    });
  });
});

describe('the jurisdiction of a deployment', () => {
  it('is kept at the first look at its health', async () => {
    const { namespace } = jurisdictions();
    expect(await kept()).toEqual([]);
    for (let look = 0; look < 2; look++)
      expect(await healthOf(bound('eu', namespace))).toEqual({ ...WELL, reasons: [] });
    expect(await kept()).toEqual([{ name: 'guard_jurisdiction', value: 'eu' }]);
  });

  it('is kept by the cron too, and none counts as one', async () => {
    await runCron(bound(undefined, jurisdictions().namespace));
    expect(await kept()).toEqual([{ name: 'guard_jurisdiction', value: 'none' }]);
  });

  it.each([
    ['eu', 'us'],
    ['eu', undefined],
    [undefined, 'eu'],
  ])('once %s is never %s: not ready, with the reason in the log', async (first, second) => {
    const { namespace } = jurisdictions();
    await healthOf(bound(first, namespace));
    const before = await kept();
    const app = bound(second, namespace);
    expect(await healthOf(app)).toEqual({
      ...REFUSED,
      reasons: [
        `guard: GUARD_JURISDICTION is ${second ?? 'none'}, but the guards of this deployment ` +
          `were made with ${first ?? 'none'}; it is part of their ids, so every user would get ` +
          'an empty guard',
      ],
    });
    await expect(runCron(app)).rejects.toThrow('GUARD_JURISDICTION is');
    expect(await kept()).toEqual(before);
    expect(await healthOf(bound(first, namespace))).toEqual({ ...WELL, reasons: [] });
  });

  it('of one from before the setting is none as soon as there are users', async () => {
    const { namespace } = jurisdictions();
    // Registered elsewhere: limits are on here, and count per address of this isolate.
    await newcomer(createTestApp());
    expect(await kept()).toEqual([]);
    const app = bound('eu', namespace);
    expect((await healthOf(app)).reasons).toEqual([
      expect.stringContaining('GUARD_JURISDICTION is eu'),
    ]);
    await expect(runCron(app)).rejects.toThrow('GUARD_JURISDICTION is eu');
    expect(await kept()).toEqual([]);
    expect(await healthOf(bound(undefined, namespace))).toEqual({ ...WELL, reasons: [] });
    expect(await kept()).toEqual([{ name: 'guard_jurisdiction', value: 'none' }]);
  });

  it('is decided once, when several settings come first at the same time', async () => {
    const { namespace } = jurisdictions();
    const places = ['eu', 'us', undefined, 'fedramp', 'eu'];
    const looks = await Promise.all(places.map((place) => healthOf(bound(place, namespace))));
    const [row] = await kept();
    for (const [index, place] of places.entries())
      expect(looks[index]?.answer).toBe((place ?? 'none') === row?.value ? 200 : 503);
  });
});
