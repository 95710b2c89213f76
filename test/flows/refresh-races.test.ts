import { env } from 'cloudflare:workers';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { brokenDatabase } from '../support/faults.ts';
import { bringLedger } from '../support/ledger.ts';
import { as, newcomer, refusal, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
type Fresh = { access_token: string; refresh_token: string };

const refresh = (app: TestApp, token: string) =>
  app.auth.token.refresh.$post({ json: { refresh: token } });
async function refreshed(app: TestApp, token: string): Promise<Fresh> {
  const response = await refresh(app, token);
  expect(response.status).toBe(200);
  return (await response.json()) as Fresh;
}

describe('concurrent refreshes', () => {
  it('with one token, twenty at once, return one successor that continues the session', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => refresh(app, person.refresh_token)),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
    const bodies = await Promise.all(answers.map((answer) => answer.json() as Promise<Fresh>));
    expect(new Set(bodies.map((body) => decodeJwt(body.refresh_token).jti)).size).toBe(1);
    for (const body of bodies) expect((await app.auth.me.$get({}, as(body))).status).toBe(200);
    await refreshed(app, bodies[7]?.refresh_token ?? '');
  });

  it('within the grace period return the current token for every ancestor', async () => {
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

  it('with a token older than the grace period end that session only, and notify the owner', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const elsewhere = await signIn(app, person.email);
    const fresh = await refreshed(app, person.refresh_token);
    app.advance(31 * SECOND);

    expect(await refusal(await refresh(app, person.refresh_token))).toEqual([401, 'token_reused']);

    expect(await refusal(await refresh(app, fresh.refresh_token))).toEqual([401, 'token_revoked']);
    expect(await refusal(await app.auth.me.$get({}, as(fresh)))).toEqual([401, 'token_revoked']);
    expect(
      await refusal(await app.auth.token.verify.$post({ json: { token: fresh.access_token } })),
    ).toEqual([401, 'token_revoked']);
    expect(await refusal(await refresh(app, person.refresh_token))).toEqual([401, 'token_reused']);

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
    expect((await app.auth.me.$get({}, as(elsewhere))).status).toBe(200);
  });

  it('report one reuse once, however many copies arrive at once', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await refreshed(app, person.refresh_token);
    app.advance(31 * SECOND);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => refresh(app, person.refresh_token)),
    );
    for (const answer of answers) expect(await refusal(answer)).toEqual([401, 'token_reused']);
    await bringLedger();
    const { results } = await env.DB.prepare(
      "select id from audit_events where risk_level = 'critical'",
    ).all();
    expect(results).toHaveLength(1);
  });

  it('report a reuse on the next attempt when the queue fails half-way', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await refreshed(app, person.refresh_token);
    app.advance(31 * SECOND);
    const send = () => Promise.reject(new Error('the queue is down'));
    const broken = createTestApp({ env: { JOBS: { send } } });
    broken.advance(31 * SECOND);
    expect(await refusal(await refresh(broken, person.refresh_token))).toEqual([
      503,
      'storage_unavailable',
    ]);
    expect(await refusal(await refresh(app, person.refresh_token))).toEqual([401, 'token_reused']);
    await bringLedger();
    const { results } = await env.DB.prepare(
      "select id from audit_events where risk_level = 'critical'",
    ).all();
    expect(results).toHaveLength(1);
    expect(await refusal(await app.auth.me.$get({}, as(person)))).toEqual([401, 'token_revoked']);
  });

  it('goes on while D1 is down, and moves the times of the session’s row once a day', async () => {
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
    app.advance(10 * HOUR);
    const after = await refreshed(app, next.refresh_token);
    expect(await rotatedAt()).toBe(before);
    app.advance(14 * HOUR);
    await refreshed(app, after.refresh_token);
    expect(await rotatedAt()).toBe(app.clock());
  });
});
