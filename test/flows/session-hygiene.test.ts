import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { editUsers } from '../support/edit-users.ts';
import { deafGuards } from '../support/faults.ts';
import { breakLedger, bringLedger } from '../support/ledger.ts';
import {
  as,
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  refusal,
  register,
  signIn,
  type Tokens,
  tokenOf,
  WRONG,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { createTestApp, type TestApp, type TestAppOptions } from '../support/test-app.ts';

type Headers = Record<string, string>;

const NEW_PASSWORD = 'fresh-Horse-9-battery';
const auth = (app: TestApp, path: string, body: object, headers: Headers = {}) =>
  app.post(`/api/v1/auth/${path}`, body, headers);
const refresh = (app: TestApp, token: string) => auth(app, 'token/refresh', { refresh: token });
const me = (app: TestApp, token: string) => app.auth.me.$get({}, { headers: bearer(token) });
async function endsOf(userId: string) {
  await bringLedger();
  const query = 'select id, revoke_reason as reason from sessions where user_id = ?';
  const found = env.DB.prepare(query).bind(userId);
  return (await found.all<{ id: string; reason: string | null }>()).results;
}

async function listed(app: TestApp, token: string): Promise<string[]> {
  const answer = await app.auth.sessions.$get({}, { headers: bearer(token) });
  const { sessions } = await answer.json();
  return sessions.map(({ id }) => id);
}

/** The cookies that a browser keeps from a response and sends from then on. */
function jarOf(answer: Pick<Response, 'headers'>): Headers {
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  return { Cookie: cookies.join('; ') };
}

async function signInAt(app: TestApp, email: string, jar: Headers = {}) {
  const answer = await auth(
    app,
    'login',
    { email, password: PASSWORD, token_delivery: 'cookie' },
    jar,
  );
  if (answer.status !== 200) throw new Error(`login: ${answer.status} ${await answer.text()}`);
  return { jar: jarOf(answer), ...(await answer.json<Tokens>()) };
}

async function resetToken(app: TestApp, email: string): Promise<string> {
  await auth(app, 'password/reset', { email });
  return tokenOf((await app.lastMail(email)).links[0]);
}

describe('the refresh limit', () => {
  const limited = { RATE_LIMITS: '{"refresh":{"limit":3,"window":3600}}' };
  const services = (): TestAppOptions => ({
    env: { ...limited, SHIELD: { limit: async () => ({ success: true }) } },
  });

  it('does not count signed-out, reused or unknown tokens', async () => {
    const person = await newcomer(createTestApp());
    const app = createTestApp(services());
    const dead = await signIn(createTestApp(), person.email);
    await app.auth.logout.$post({ json: {} }, as(dead));
    const stolen = await signIn(createTestApp(), person.email);
    expect((await refresh(app, stolen.refresh_token)).status).toBe(200);
    app.advance(MINUTE);

    for (let times = 0; times < 5; times++) {
      expect((await refresh(app, dead.refresh_token)).status).toBe(401);
      expect((await refresh(app, stolen.refresh_token)).status).toBe(401);
    }
    for (let times = 0; times < 2; times++)
      expect((await refresh(app, person.refresh_token)).status).toBe(200);
    expect(await refusal(await refresh(app, person.refresh_token))).toEqual([429, 'rate_limited']);
  });
});

describe('a password reset', () => {
  const lockOut = async (app: TestApp, email: string) => {
    for (let times = 0; times < 5; times++) await auth(app, 'login', { email, password: WRONG });
    expect((await auth(app, 'login', { email, password: PASSWORD })).status).toBe(403);
  };
  const byLink = async (app: TestApp, email: string) =>
    auth(app, 'password/reset/confirm', {
      token: await resetToken(app, email),
      new_password: NEW_PASSWORD,
    });
  const byCode = async (app: TestApp, email: string) => {
    await auth(app, 'forgot-password', { email });
    const otp = (await app.lastMail(email)).codes[0];
    return auth(app, 'password-reset', { email, otp, password: NEW_PASSWORD });
  };
  const onThePage = async (app: TestApp, email: string) => {
    const token = await resetToken(app, email);
    const fields = { token, password: NEW_PASSWORD, confirmation: NEW_PASSWORD };
    return pressForm(app, '/reset-password', fields);
  };

  it.each([
    ['by link', byLink],
    ['by code', byCode],
    ['on the page', onThePage],
  ])('%s ends lockouts, and makes its device a known one', async (_, reset) => {
    const app = createTestApp();
    const email = await register(app);
    await lockOut(app, email);
    const done = await reset(app, email);
    expect(done.status).toBe(200);
    const again = { email, password: NEW_PASSWORD };
    expect((await auth(app, 'login', again)).status).toBe(200);

    for (let times = 0; times < 5; times++) await auth(app, 'login', { email, password: WRONG });
    expect(await refusal(await auth(app, 'login', again))).toEqual([403, 'account_locked']);
    expect((await auth(app, 'login', again, jarOf(done))).status).toBe(200);
  });

  it('ends lockouts even if the guard could not be updated at once', async () => {
    const app = createTestApp();
    const email = await register(app);
    await lockOut(app, email);
    const token = await resetToken(app, email);
    const deaf = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('commit') } });
    const body = { token, new_password: NEW_PASSWORD };
    expect((await auth(deaf, 'password/reset/confirm', body)).status).toBe(200);
    const again = { email, password: NEW_PASSWORD };
    expect((await auth(app, 'login', again)).status).toBe(403);
    app.queued.push(...deaf.queued);
    await app.deliverJobs();
    expect((await auth(app, 'login', again)).status).toBe(200);
  });

  it('does not lift an administrator’s lock', async () => {
    const app = createTestApp();
    const email = await register(app);
    await editUsers('locked_until = ? where email = ?', app.clock() + HOUR, email);
    expect((await byLink(app, email)).status).toBe(200);
    expect(await refusal(await auth(app, 'login', { email, password: NEW_PASSWORD }))).toEqual([
      403,
      'account_locked',
    ]);
  });
});

describe('a sign-in from a browser with a session of the account', () => {
  it('replaces that session only', async () => {
    const app = createTestApp();
    const email = await register(app);
    const elsewhere = await signIn(app, email);
    const first = await signInAt(app, email);
    const second = await signInAt(app, email, first.jar);
    expect(await refusal(await me(app, first.access_token))).toEqual([401, 'token_revoked']);
    const [, cookie = ''] = /refresh_token=([^;]+)/.exec(first.jar.Cookie ?? '') ?? [];
    expect(await refusal(await refresh(app, cookie))).toEqual([401, 'token_revoked']);
    expect((await refresh(app, elsewhere.refresh_token)).status).toBe(200);
    expect((await me(app, second.access_token)).status).toBe(200);
    expect(await endsOf(second.user.id)).toContainEqual({
      id: first.session_id,
      reason: 'replaced',
    });
    const trail = await app.fetch('/api/v1/audit/logs?event_type=session.ended', {
      headers: bearer(second.access_token),
    });
    expect(await trail.json()).toMatchObject({
      logs: [{ session_id: first.session_id, metadata: { reason: 'replaced' } }],
    });
  });

  it('replaces the session of an access cookie too, where cookies carry both tokens', async () => {
    const app = createTestApp({ env: { COOKIE_MODE: 'both' } });
    const email = await register(app);
    const first = await signInAt(app, email);
    const cookies = first.jar.Cookie?.split('; ') ?? [];
    const access = cookies.filter((cookie) => cookie.includes('access_token')).join('; ');
    await signInAt(app, email, { Cookie: access });
    expect(await endsOf(first.user.id)).toContainEqual({
      id: first.session_id,
      reason: 'replaced',
    });
  });

  it('by a mailed code replaces that session as well', async () => {
    const app = createTestApp();
    const email = await register(app);
    const first = await signInAt(app, email);
    await auth(app, 'otp/request', { email });
    const otp = (await app.lastMail(email)).codes[0];
    expect((await auth(app, 'otp/verify', { email, otp }, first.jar)).status).toBe(200);
    expect((await me(app, first.access_token)).status).toBe(401);
  });

  it('ends no session for a forged cookie, nor another user’s session', async () => {
    const app = createTestApp();
    const [ada, bob] = [await register(app), await register(app)];
    const first = await signInAt(app, ada);
    await signInAt(app, bob, first.jar);
    const forged = (first.jar.Cookie ?? '').replace(/(refresh_token=[^;]{40})./, '$1~');
    await signInAt(app, ada, { Cookie: forged });
    await auth(app, 'login', { email: ada, password: WRONG }, first.jar);
    expect((await me(app, first.access_token)).status).toBe(200);
  });
});

describe('an idle session', () => {
  const idle = { env: { SESSION_IDLE_TTL: '3600' } };

  it('ends with its row when it is not refreshed within SESSION_IDLE_TTL', async () => {
    const app = createTestApp(idle);
    const person = await newcomer(app);
    app.advance(HOUR);
    expect(await refusal(await refresh(app, person.refresh_token))).toEqual([401, 'token_expired']);
    expect(await refusal(await refresh(app, person.refresh_token))).toEqual([401, 'token_expired']);
    expect(await endsOf(person.user.id)).toEqual([{ id: person.session_id, reason: 'idle' }]);
    // Another setting does not restore it.
    expect((await refresh(createTestApp(), person.refresh_token)).status).toBe(401);
  });

  it('continues as long as it is refreshed in time', async () => {
    const app = createTestApp(idle);
    const person = await newcomer(app);
    let token = person.refresh_token;
    for (let hours = 0; hours < 5; hours++) {
      app.advance(HOUR - SECOND);
      const answer = await refresh(app, token);
      expect(answer.status).toBe(200);
      const tokens = await answer.json<Tokens>();
      expect((await me(app, tokens.access_token)).status).toBe(200);
      token = tokens.refresh_token;
    }
  });

  it('is neither listed nor active in introspection, even before its token is presented', async () => {
    const secret = 'a-secret-of-some-length';
    const app = createTestApp({
      env: { SESSION_IDLE_TTL: '3600', INTROSPECTION_CLIENTS: `api:${secret}` },
    });
    const person = await newcomer(app);
    app.advance(HOUR + 3 * MINUTE);
    const present = await signIn(app, person.email);
    expect(await listed(app, present.access_token)).toEqual([present.session_id]);
    const introspected = await auth(
      app,
      'token/introspect',
      { token: person.refresh_token },
      { Authorization: `Basic ${btoa(`api:${secret}`)}` },
    );
    expect(await introspected.json()).toEqual({ active: false });
  });

  it('has no access token that outlives it', async () => {
    const app = createTestApp({ env: { SESSION_IDLE_TTL: '1000', ACCESS_TOKEN_TTL: '900' } });
    const person = await newcomer(app);
    app.advance(900 * SECOND - 1);
    expect((await me(app, person.access_token)).status).toBe(200);
    const lasting = createTestApp({ env: { ACCESS_TOKEN_TTL: '86400' } });
    lasting.advance(app.clock() - lasting.clock());
    const { access_token: token } = await signIn(lasting, person.email);
    app.advance(1000 * SECOND + 3 * MINUTE);
    expect(await refusal(await me(app, token))).toEqual([401, 'token_revoked']);
  });

  it('stays open where SESSION_IDLE_TTL is not set', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    app.advance(6 * DAY);
    expect((await refresh(app, person.refresh_token)).status).toBe(200);
  });
});

describe('a sign-in above the session limit', () => {
  const three = { env: { MAX_SESSIONS_PER_USER: '3' } };

  it('ends the session refreshed longest ago, even if another row looks older', async () => {
    const app = createTestApp(three);
    const email = await register(app);
    const [first, second, third] = [
      await signIn(app, email),
      await signIn(app, email),
      await signIn(app, email),
    ];
    // Within the day in which no row follows.
    app.advance(30 * SECOND);
    for (const { refresh_token: token } of [first, third])
      expect((await refresh(app, token)).status).toBe(200);
    const fourth = await signIn(app, email);
    const alive = (await endsOf(fourth.user.id)).filter(({ reason }) => reason === null);
    expect(alive.map(({ id }) => id).toSorted()).toEqual(
      [first, third, fourth].map(({ session_id: id }) => id).toSorted(),
    );
    expect(await refusal(await me(app, second.access_token))).toEqual([401, 'token_revoked']);
    expect((await refresh(app, second.refresh_token)).status).toBe(401);
  });

  it('ends the excess sessions when many start at once', async () => {
    // All of these right passwords are charged before any of them has been verified.
    const app = createTestApp({ env: { LOCKOUT_THRESHOLD: '100' } });
    const email = await register(app);
    const old = [];
    for (let index = 0; index < 20; index++) old.push(await signIn(app, email));
    app.advance(1);
    const opened = await Promise.all(Array.from({ length: 50 }, () => signIn(app, email)));
    await app.deliverJobs();
    const alive = (await endsOf(old[0]?.user.id ?? '')).filter(({ reason }) => reason === null);
    expect(alive).toHaveLength(20);
    const answers = await Promise.all(opened.map((tokens) => refresh(app, tokens.refresh_token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    for (const { refresh_token: token } of old)
      expect((await refresh(app, token)).status).toBe(401);
  });

  it('is ended in D1 once the queue works again, and the sign-in succeeds', async () => {
    const app = createTestApp(three);
    const email = await register(app);
    const sessions = [];
    for (let index = 0; index < 3; index++) {
      sessions.push(await signIn(app, email));
      app.advance(SECOND);
    }
    const userId = sessions[0]?.user.id ?? '';
    const ended = async () => (await endsOf(userId)).filter(({ reason }) => reason !== null);
    breakLedger();
    await signIn(app, email);
    expect(await ended()).toEqual([]);
    expect((await refresh(app, sessions[0]?.refresh_token ?? '')).status).toBe(401);
    breakLedger(false);
    await runDurableObjectAlarm(env.ACCOUNT_GUARD.getByName(userId));
    expect(await ended()).toEqual([{ id: sessions[0]?.session_id, reason: 'too_many_sessions' }]);
  });

  it('keeps a session refreshed a moment ago', async () => {
    const app = createTestApp();
    const email = await register(app);
    const sessions = [];
    for (let index = 0; index < 20; index++) sessions.push(await signIn(app, email));
    app.advance(MINUTE);
    const fresh = sessions.slice(0, 10);
    for (const { refresh_token: token } of fresh) await refresh(app, token);
    await Promise.all(Array.from({ length: 4 }, () => signIn(app, email)));
    await app.deliverJobs();
    const ended = (await endsOf(sessions[0]?.user.id ?? '')).filter(
      ({ reason }) => reason !== null,
    );
    expect(ended).toHaveLength(4);
    for (const { session_id: id } of fresh) expect(ended.map((end) => end.id)).not.toContain(id);
  });
});

describe('a username', () => {
  const patch = (app: TestApp, token: string, body: object, method = 'PATCH') =>
    app.fetch('/api/v1/auth/profile', {
      method,
      headers: { ...bearer(token), 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });

  it.each(['PATCH', 'PUT'])('changed by %s requires a recent sign-in', async (method) => {
    const app = createTestApp();
    const email = await register(app, freshEmail(), { username: `emmy${method}` });
    const { access_token: token } = await signIn(app, email);
    app.advance(10 * MINUTE + SECOND);
    for (const username of ['somebody', '']) {
      const refused = await patch(app, token, { username, first_name: 'Eve' }, method);
      expect(refused.headers.get('WWW-Authenticate')).toBe(
        'Bearer error="insufficient_user_authentication", max_age=600',
      );
      expect(await refusal(refused)).toEqual([403, 'reauthentication_required']);
    }
    const same = await patch(app, token, { username: `emmy${method}`, first_name: 'Emmy' }, method);
    expect(await same.json()).toMatchObject({ username: `emmy${method}`, first_name: 'Emmy' });

    const { access_token: fresh } = await signIn(app, email);
    const changed = await patch(app, fresh, { username: `noether${method}` }, method);
    expect(await changed.json()).toMatchObject({ username: `noether${method}` });
  });
});
