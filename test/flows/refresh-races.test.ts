import { env } from 'cloudflare:workers';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { brokenDatabase } from '../support/faults.ts';
import { bringLedger } from '../support/ledger.ts';
import { bearer, newcomer, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const SECOND = 1000;
type Fresh = { access_token: string; refresh_token: string };

const refresh = (app: TestApp, token: string) =>
  app.post('/api/v1/auth/token/refresh', { refresh: token });
async function refreshed(app: TestApp, token: string): Promise<Fresh> {
  const response = await refresh(app, token);
  expect(response.status).toBe(200);
  return response.json();
}
const codeOf = async (response: Response) => [
  response.status,
  (await response.json<{ code: string }>()).code,
];

describe('refreshing from many places at once', () => {
  it('answers twenty parallel refreshes of one token with one successor, with which the session goes on', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => refresh(app, person.refresh_token)),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
    const bodies = await Promise.all(answers.map((answer) => answer.json<Fresh>()));
    expect(new Set(bodies.map((body) => decodeJwt(body.refresh_token).jti)).size).toBe(1);
    for (const body of bodies)
      expect(
        (await app.fetch('/api/v1/auth/me', { headers: bearer(body.access_token) })).status,
      ).toBe(200);
    await refreshed(app, bodies[7]?.refresh_token ?? '');
  });

  it('converges every ancestor within the grace on the current token', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const line = [person.refresh_token];
    for (let step = 0; step < 5; step++) {
      line.push((await refreshed(app, line.at(-1) ?? '')).refresh_token);
      app.advance(5 * SECOND);
    }
    const current = decodeJwt(line.at(-1) ?? '').jti;
    const answers = await Promise.all(
      line.slice(0, -1).map((ancestor) => refreshed(app, ancestor)),
    );
    expect(answers.map((answer) => decodeJwt(answer.refresh_token).jti)).toEqual(
      Array(5).fill(current),
    );
  });

  it('takes a token that is older than the grace for stolen: that session dies, others live, the owner is told', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const elsewhere = await signIn(app, person.email);
    const fresh = await refreshed(app, person.refresh_token);
    app.advance(31 * SECOND);

    expect(await codeOf(await refresh(app, person.refresh_token))).toEqual([401, 'token_reused']);

    expect(await codeOf(await refresh(app, fresh.refresh_token))).toEqual([401, 'token_revoked']);
    expect(
      await codeOf(await app.fetch('/api/v1/auth/me', { headers: bearer(fresh.access_token) })),
    ).toEqual([401, 'token_revoked']);
    expect(
      await codeOf(await app.post('/api/v1/auth/token/verify', { token: fresh.access_token })),
    ).toEqual([401, 'token_revoked']);
    expect(await codeOf(await refresh(app, person.refresh_token))).toEqual([401, 'token_reused']);

    await bringLedger();
    const events = await env.DB.prepare(
      "select * from audit_events where risk_level = 'critical'",
    ).all();
    expect(events.results).toHaveLength(1);
    expect(events.results[0]).toMatchObject({
      type: 'session.refresh_token_reused',
      user_id: person.user.id,
      session_id: person.session_id,
    });
    await app.deliverJobs();
    expect(
      app.mails.filter((mail) => mail.to === person.email && mail.subject.includes('session')),
    ).toHaveLength(1);

    await refreshed(app, elsewhere.refresh_token);
    expect(
      (await app.fetch('/api/v1/auth/me', { headers: bearer(elsewhere.access_token) })).status,
    ).toBe(200);
  });

  it('reports one reuse once, however many copies are presented at the same moment', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await refreshed(app, person.refresh_token);
    app.advance(31 * SECOND);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => refresh(app, person.refresh_token)),
    );
    for (const answer of answers) expect(await codeOf(answer)).toEqual([401, 'token_reused']);
    await bringLedger();
    const { results } = await env.DB.prepare(
      "select id from audit_events where risk_level = 'critical'",
    ).all();
    expect(results).toHaveLength(1);
  });

  it('loses no report of a reuse when the queue fails in the middle: the next presentation makes it', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await refreshed(app, person.refresh_token);
    app.advance(31 * SECOND);
    const send = () => Promise.reject(new Error('the queue is down'));
    const broken = createTestApp({ env: { JOBS: { send } } });
    broken.advance(31 * SECOND);
    expect(await codeOf(await refresh(broken, person.refresh_token))).toEqual([
      503,
      'storage_unavailable',
    ]);
    expect(await codeOf(await refresh(app, person.refresh_token))).toEqual([401, 'token_reused']);
    await bringLedger();
    const { results } = await env.DB.prepare(
      "select id from audit_events where risk_level = 'critical'",
    ).all();
    expect(results).toHaveLength(1);
    expect(
      await codeOf(await app.fetch('/api/v1/auth/me', { headers: bearer(person.access_token) })),
    ).toEqual([401, 'token_revoked']);
  });

  it('goes on while D1 is down, and moves the session’s times at most once a minute', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const down = createTestApp({ env: { DB: brokenDatabase() } });
    const next = await refreshed(down, person.refresh_token);

    const rotatedAt = async () => {
      await bringLedger();
      const query = 'select last_rotation_at as at from sessions';
      return (await env.DB.prepare(query).first<{ at: number }>())?.at;
    };
    const before = await rotatedAt();
    app.advance(10 * SECOND);
    const after = await refreshed(app, next.refresh_token);
    expect(await rotatedAt()).toBe(before);
    app.advance(60 * SECOND);
    await refreshed(app, after.refresh_token);
    expect(await rotatedAt()).toBe(app.clock());
  });
});
