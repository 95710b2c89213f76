import { env as realEnv } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { countHops } from '../support/count-hops.ts';
import { laggingReplica } from '../support/lagging-replica.ts';
import {
  type Answer,
  as,
  bearer,
  freshEmail,
  mailedToken,
  newcomer,
  PASSWORD,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const PROFILE = '/api/v1/auth/profile';

/** A person, and the service with its storage calls written down. */
async function watched(env: Record<string, unknown> = {}) {
  const plain = createTestApp();
  const person = await newcomer(plain);
  const counter = countHops({ ...realEnv, JOBS: { send: async () => undefined } });
  const app = createTestApp({ env: { ...counter.env, ...env } });
  const patch = (body: object | string, token = person.access_token): Promise<Answer> =>
    app.fetch(PROFILE, {
      method: 'PATCH',
      headers: { ...bearer(token), 'Content-Type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      settle: false,
    });
  const calls = async (work: () => Promise<Answer>) => {
    await counter.rest();
    counter.reset();
    const { status } = await work();
    return { status, calls: counter.read().calls };
  };
  return { plain, app, person, patch, calls };
}

describe('a change that is announced by the call that judges the token', () => {
  it('is made, and the guard knows it at once', async () => {
    const { app, person, patch, calls } = await watched();
    expect(await calls(() => patch({ first_name: 'Grace' }))).toEqual({
      status: 200,
      calls: ['1 guard.prepareBy', '2 d1.batch', '3 guard.commit'],
    });
    const me = await app.auth.me.$get({}, as(person.access_token));
    expect(await me.json()).toMatchObject({ first_name: 'Grace' });
  });

  it.each([
    ['fields of the wrong type', { first_name: 7 }],
    ['what is no JSON', '{'],
  ])('is not announced for a body that will be refused: %s', async (_, body) => {
    const { patch, calls } = await watched();
    expect(await calls(() => patch(body))).toEqual({ status: 400, calls: ['1 guard.live'] });
  });

  it('is not announced by a session that has ended, nor by one too old to rename', async () => {
    const { plain, app, person, patch, calls } = await watched();
    app.advance(11 * 60_000);
    const renamed = await calls(() => patch({ username: 'ada' }));
    expect(renamed).toEqual({ status: 403, calls: ['1 guard.live'] });
    await plain.auth.logout.$post({ json: {} }, as(person.access_token));
    const late = await calls(() => patch({ first_name: 'Grace' }));
    expect(late).toEqual({ status: 401, calls: ['1 guard.prepareBy'] });
    // Nothing is pending: a replica is trusted again, which a new sign-in shows.
    const signedIn = await calls(() =>
      app.auth.login.$post({ json: { email: person.email, password: PASSWORD } }, app.unsettled),
    );
    expect(signedIn.calls).toEqual(['1 replica.raw', '2 guard.chargeBy', '3 guard.open']);
  });

  it('is not announced over the limit of its user', async () => {
    const limits = { RATE_LIMITS: '{"profile":{"limit":1}}' };
    const { patch, calls } = await watched({
      ...limits,
      SHIELD: { limit: async () => ({ success: true }) },
    });
    expect((await patch({ first_name: 'Grace' })).status).toBe(200);
    const over = await calls(() => patch({ first_name: 'Ada' }));
    expect(over.status).toBe(429);
    // The limit's own event is all that is written.
    expect(over.calls.filter((call) => /guard|batch/.test(call))).toEqual([]);
  });
});

describe('the link to a new address', () => {
  const ask = async (app: TestApp, token: string) => {
    const to = freshEmail();
    await app.auth.email.change.$post({ json: { new_email: to, password: PASSWORD } }, as(token));
    return { to, link: await mailedToken(app, to) };
  };
  const confirm = (app: TestApp, link: string) =>
    app.auth.email.change.confirm.$post({ json: { token: link } });

  it('works again if the old address could not be told, and no earlier link with it', async () => {
    const { plain, person } = await watched();
    const earlier = await ask(plain, person.access_token);
    plain.advance(60_000);
    const { to, link } = await ask(plain, person.access_token);
    const unable = createTestApp({
      env: { JOBS: { send: () => Promise.reject(new Error('down')) } },
    });
    expect((await confirm(unable, link)).status).toBe(503);
    plain.mails.length = 0;
    expect((await confirm(plain, link)).status).toBe(200);
    expect((await plain.lastMail(person.email)).links[0]).toContain('undo-email-change');
    expect((await confirm(plain, link)).status).toBe(401);
    expect((await confirm(plain, earlier.link)).status).toBe(401);
    const me = await plain.auth.me.$get({}, as(person.access_token));
    expect(await me.json()).toMatchObject({ email: to });
  });
});

describe('a change of the password that is charged by the call that judges the token', () => {
  const change = (app: TestApp, token: string, old: string, next = 'another-Horse-8-battery') =>
    app.auth.password.change.$post(
      { json: { old_password: old, new_password: next } },
      { ...app.unsettled, ...as(token) },
    );
  const CHARGED = ['1 replica.raw', '1 guard.attemptBy'];

  it('is refused for a wrong password on the word of the primary, charged once', async () => {
    const { app, person, calls } = await watched();
    const wrong = await calls(() => change(app, person.access_token, WRONG));
    expect(wrong.status).toBe(401);
    expect(wrong.calls.slice(0, 3)).toEqual([...CHARGED, '2 d1.raw']);
    for (let tries = 0; tries < 4; tries++) await change(app, person.access_token, WRONG);
    expect((await change(app, person.access_token, PASSWORD)).status).toBe(403);
  });

  it('gives the charge back to a right password whose successor is refused', async () => {
    const { app, person, calls } = await watched();
    for (let times = 0; times < 8; times++)
      expect((await change(app, person.access_token, PASSWORD, PASSWORD)).status).toBe(400);
    const right = await calls(() => change(app, person.access_token, PASSWORD));
    expect(right.status).toBe(200);
    expect(right.calls.slice(0, 4)).toEqual([...CHARGED, '2 guard.prepare', '3 d1.batch']);
  });

  it('is charged to no session that has ended', async () => {
    const { plain, app, person, calls } = await watched();
    await plain.auth.logout.$post({ json: {} }, as(person.access_token));
    const late = await calls(() => change(app, person.access_token, PASSWORD));
    expect(late.status).toBe(401);
    expect(late.calls.filter((call) => call.includes('guard'))).toEqual(['1 guard.attemptBy']);
  });

  it('goes by the primary where the replica has an older password', async () => {
    const replica = laggingReplica();
    const app = createTestApp({ env: { DB: replica.DB } });
    const person = await newcomer(app);
    const first = await change(app, person.access_token, PASSWORD);
    const { access_token: token } = (await first.json()) as { access_token: string };
    replica.lag();
    // The replica knows the first password only, which has been changed.
    expect((await change(app, token, PASSWORD, 'a-third-Horse-9-battery')).status).toBe(401);
    expect((await change(app, token, 'another-Horse-8-battery', PASSWORD)).status).toBe(400);
    const second = await change(app, token, 'another-Horse-8-battery', 'a-third-Horse-9-battery');
    expect(second.status).toBe(200);
  });

  it('goes by the primary where the replica has an older hash of the same password', async () => {
    const replica = laggingReplica();
    const app = createTestApp({ env: { DB: replica.DB } });
    const person = await newcomer(app);
    const another = await newcomer(app);
    expect((await change(app, person.access_token, WRONG)).status).toBe(401);
    replica.lag();
    // As by a sign-in with other parameters, which raises no version.
    await realEnv.DB.prepare(
      'update users set password_hash = (select password_hash from users where id = ?) where id = ?',
    )
      .bind(another.user.id, person.user.id)
      .run();
    expect((await change(app, person.access_token, PASSWORD)).status).toBe(200);
  });

  it('is made once of many at once, and none of them locks the session', async () => {
    const { app, person } = await watched();
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, i) =>
        change(app, person.access_token, PASSWORD, `another-Horse-${i}-battery`),
      ),
    );
    const statuses: number[] = answers.map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 401, 401, 401]);
  });
});
