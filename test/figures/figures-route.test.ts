import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { giveRoles } from '../support/edit-users.ts';
import {
  as,
  bearer,
  freshEmail,
  newcomerByMail,
  PASSWORD,
  registerByMail,
  signIn,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const OFF = { env: { LOGIN_SECOND_FACTOR: 'off' } };

/** A member of staff, whose own sign-ins are counted too. */
async function staff(app: TestApp) {
  const person = await newcomerByMail(app);
  await giveRoles(['staff'], { id: person.user.id });
  return { ...person, ...(await signIn(app, person.email)) };
}

describe('GET /admin/figures', () => {
  it('tells a day by hours, a week and a month by days, with their sums', async () => {
    const app = createTestApp(OFF);
    const yesterday = createTestApp(OFF);
    yesterday.advance(-DAY);
    const email = await registerByMail(yesterday);
    await yesterday.auth.login.$post({ json: { email, password: WRONG } });
    await yesterday.deliverLedger();
    await yesterday.handOverFigures();
    const by = await staff(app);
    await app.auth.token.refresh.$post({ json: { refresh: by.refresh_token } });
    app.advance(HOUR);
    await app.auth.register.$post({ json: { email: freshEmail(), password: PASSWORD } });
    await app.deliverLedger();
    await app.handOverFigures();
    const fresh = await signIn(app, by.email);
    const of = async (period: 'day' | 'week' | 'month') => {
      const answer = await app.admin.figures.$get({ query: { period } }, as(fresh));
      expect(answer.status).toBe(200);
      return answer.json();
    };
    const day = await of('day');
    expect(day).toMatchObject({
      period: 'day',
      step: 'hour',
      to: new Date(app.clock()).toISOString(),
    });
    expect(day.series).toHaveLength(24);
    expect(day.series.slice(-2)).toMatchObject([
      {
        at: '2200-01-01T12:00:00.000Z',
        sign_ups: 1,
        sign_ins: { total: 2, by_means: { pwd: 2 } },
        refreshes: { rotated: 1 },
      },
      { at: '2200-01-01T13:00:00.000Z', sign_ups: 1, sign_ins: { total: 0 } },
    ]);
    expect(day.totals).toMatchObject({ sign_ups: 2, failed_sign_ins: 0, mails: { sent: 1 } });
    const week = await of('week');
    expect(week.series.map(({ at, sign_ups: n }) => [at.slice(0, 10), n])).toEqual([
      ['2199-12-26', 0],
      ['2199-12-27', 0],
      ['2199-12-28', 0],
      ['2199-12-29', 0],
      ['2199-12-30', 0],
      ['2199-12-31', 1],
      ['2200-01-01', 2],
    ]);
    expect([day.before?.sign_ups, week.before?.sign_ups]).toEqual([1, 0]);
    expect(week.totals).toMatchObject({
      sign_ups: 3,
      addresses_verified: 2,
      failed_sign_ins: 1,
      sign_in_attempts: { 'password:invalid_credentials': 1, 'password:ok': 2 },
    });
    const month = await of('month');
    expect(month.series).toHaveLength(30);
    expect(month.totals).toEqual(week.totals);
    expect(month.before).toBeNull();
  });

  it('tells of queues and of the last flush, and of what it does not know', async () => {
    const JOBS = {
      ...env.JOBS,
      metrics: async () => ({
        backlogCount: 3,
        backlogBytes: 9,
        oldestMessageTimestamp: new Date(0),
      }),
    };
    const LEDGER = {
      metrics: async () => {
        throw new Error('the queue does not respond');
      },
    };
    const app = createTestApp({
      env: { ...OFF.env, JOBS, LEDGER },
    });
    const by = await staff(createTestApp(OFF));
    const read = async () => (await app.admin.figures.$get({ query: {} }, as(by))).json();
    expect(await read()).toMatchObject({
      queues: { jobs: { waiting: 3, oldest_at: null }, ledger: null },
      last_flush: null,
    });
    await app.servicesWith(() => undefined).flush();
    expect(await read()).toMatchObject({
      last_flush: { at: new Date(app.clock()).toISOString(), complete: true, rows: 0 },
    });
  });

  it('adds up what it shows, and no hour of a clock that is ahead', async () => {
    const app = createTestApp(OFF);
    const by = await staff(app);
    const { figures } = app.servicesWith(() => undefined).stores;
    const hour = app.clock() - (app.clock() % HOUR);
    const counts = { 'mail:sent': 1, 'event:account.locked': 1 };
    const hours = [-31 * DAY, -HOUR, 0, DAY, 30 * DAY].map((away) => hour + away);
    await figures.add(hours.map((at) => ({ hour: at, counts })));
    for (const [period, n] of [
      ['day', 2],
      ['week', 2],
      ['month', 2],
    ] as const) {
      const answer = await app.admin.figures.$get({ query: { period } }, as(by));
      const { totals, series } = await answer.json();
      const sum = series.reduce((total, { lockouts }) => total + lockouts, 0);
      expect([sum, totals.lockouts], period).toEqual([n, n]);
    }
    const stats = await (await app.admin.stats.$get({}, as(by))).json();
    expect(stats.last_24_hours.lockouts).toBe(2);
  });

  it('keeps what is counted when old hours are added up', async () => {
    const app = createTestApp(OFF);
    const by = await staff(app);
    await app.deliverLedger();
    app.advance(40 * DAY);
    await app.servicesWith(() => undefined).flush();
    const { results } = await env.DB.prepare('select hour from figures').all();
    expect(results).toEqual([{ hour: 0 }]);
    const totals = await app.servicesWith(() => undefined).stores.figures.totals();
    expect(totals).toMatchObject({ sign_up: 1, 'sign_in:pwd': 2, users: 1 });
    await app.servicesWith(() => undefined).flush();
    expect(await app.servicesWith(() => undefined).stores.figures.totals()).toEqual(totals);
    expect(by.user.id).toBeTruthy();
  });

  it('is for staff and admins, and takes no other period', async () => {
    const app = createTestApp(OFF);
    const user = await newcomerByMail(app);
    const ask = (by: { access_token: string }, query = '') =>
      app.fetch(`/api/v1/admin/figures${query}`, { headers: bearer(by.access_token) });
    expect((await ask(user)).status).toBe(403);
    const by = await staff(app);
    expect((await ask(by)).status).toBe(200);
    expect((await ask(by, '?period=year')).status).toBe(400);
  });
});
