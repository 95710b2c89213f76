import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../src/wiring/services.ts';
import { countHops } from '../support/count-hops.ts';
import { giveRoles } from '../support/edit-users.ts';
import { bringLedger } from '../support/ledger.ts';
import {
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  refusal,
  signIn,
  type Tokens,
  tokenOf,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

type Person = Tokens & { email: string };
const json = { 'Content-Type': 'application/json' };

const call = (app: TestApp, method: string, path: string, by: Tokens, body?: unknown) =>
  app.fetch(`/api/v1/admin${path}`, {
    method,
    headers: { ...bearer(by.access_token), ...(body === undefined ? {} : json) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const act = (app: TestApp, by: Tokens, id: string, name: string, reason?: string) =>
  call(app, 'POST', `/users/${id}/${name}`, by, reason === undefined ? undefined : { reason });
const refresh = (app: TestApp, { refresh_token: token }: Tokens) =>
  app.post('/api/v1/auth/token/refresh', { refresh: token });
const claims = (token: string) =>
  JSON.parse(atob(token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '')) as {
    roles: string[];
  };
const events = async (type: string) =>
  (
    await env.DB.prepare('select user_id, actor_id, metadata from audit_events where type = ?')
      .bind(type)
      .all<Record<string, string>>()
  ).results;

/** Somebody with roles from the beginning, as the operator's command line gives them. */
async function official(app: TestApp, ...roles: string[]): Promise<Person> {
  const person = await newcomer(app);
  await giveRoles(roles, { id: person.user.id });
  return { ...person, ...(await signIn(app, person.email)) };
}

describe('who may look after other people', () => {
  it('is told by the role that D1 knows now, not by the token', async () => {
    const app = createTestApp();
    const [admin, staff, user] = [
      await official(app, 'admin'),
      await official(app, 'staff'),
      await newcomer(app),
    ];
    const other = await newcomer(app);
    for (const path of ['/users', `/users/${other.user.id}`, '/stats']) {
      expect((await call(app, 'GET', path, admin)).status, path).toBe(200);
      expect((await call(app, 'GET', path, staff)).status, path).toBe(200);
      expect(await refusal(await call(app, 'GET', path, user)), path).toEqual([403, 'forbidden']);
    }
    const writes: [string, string, object][] = [
      ['POST', `/users/${other.user.id}/disable`, {}],
      ['PUT', `/users/${other.user.id}/roles`, { roles: ['admin'] }],
      ['DELETE', `/users/${other.user.id}`, {}],
    ];
    for (const [method, path, body] of writes) {
      expect(await refusal(await call(app, method, path, staff, body)), path).toEqual([
        403,
        'forbidden',
      ]);
      expect(await refusal(await call(app, method, path, user, body)), path).toEqual([
        403,
        'forbidden',
      ]);
    }
    // The token still says admin.
    const second = await official(app, 'admin');
    await call(app, 'PUT', `/users/${admin.user.id}/roles`, second, { roles: ['user'] });
    expect(claims(admin.access_token).roles).toContain('admin');
    expect(await refusal(await call(app, 'GET', '/users', admin))).toEqual([403, 'forbidden']);
  });

  it('asks for a fresh sign-in before what cannot be taken back, however often the session was refreshed', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    app.advance(9 * 60_000);
    const refreshed = await (await refresh(app, admin)).json<Tokens>();
    app.advance(61_000);
    const roles = (by: Tokens) =>
      call(app, 'PUT', `/users/${user.user.id}/roles`, by, { roles: ['staff'] });
    expect(await refusal(await roles(refreshed))).toEqual([403, 'reauthentication_required']);
    expect(await refusal(await call(app, 'DELETE', `/users/${user.user.id}`, refreshed))).toEqual([
      403,
      'reauthentication_required',
    ]);
    expect((await act(app, refreshed, user.user.id, 'lock')).status).toBe(200);
    expect((await roles(await signIn(app, admin.email))).status).toBe(200);
  });
});

describe('roles', () => {
  it('show in the very next refresh, which asks D1 nothing', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    expect(
      (
        await call(app, 'PUT', `/users/${user.user.id}/roles`, admin, {
          roles: ['staff', 'staff'],
          reason: 'night shift',
        })
      ).status,
    ).toBe(200);
    const counter = countHops({ ...env });
    const counted = createTestApp({ env: counter.env });
    counter.reset();
    const promoted = await (
      await counted.fetch('/api/v1/auth/token/refresh', {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ refresh: user.refresh_token }),
        settle: false,
      })
    ).json<Tokens>();
    expect(counter.read().calls).toEqual(['1 guard.rotate']);
    expect(claims(promoted.access_token).roles).toEqual(['user', 'staff']);
    await call(app, 'PUT', `/users/${user.user.id}/roles`, admin, { roles: [] });
    const demoted = await (await refresh(app, promoted)).json<Tokens>();
    expect(claims(demoted.access_token).roles).toEqual(['user']);
    expect(await events('admin.roles_changed')).toEqual(
      expect.arrayContaining([
        {
          user_id: user.user.id,
          actor_id: admin.user.id,
          metadata: JSON.stringify({ from: 'user', to: 'user staff', reason: 'night shift' }),
        },
      ]),
    );
  });

  it('reach the guard by a job when it does not answer', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    const deaf = {
      getByName: (name: string) =>
        new Proxy(env.ACCOUNT_GUARD.getByName(name), {
          get: (stub, key) =>
            key === 'setRoles'
              ? () => Promise.reject(new Error('guard is down'))
              : Reflect.get(stub, key),
        }),
    };
    const broken = createTestApp({ env: { ACCOUNT_GUARD: deaf } });
    expect(
      (await call(broken, 'PUT', `/users/${user.user.id}/roles`, admin, { roles: ['staff'] }))
        .status,
    ).toBe(200);
    app.queued.push(...broken.queued);
    await app.deliverJobs();
    expect(claims((await (await refresh(app, user)).json<Tokens>()).access_token).roles).toEqual([
      'user',
      'staff',
    ]);
  });

  it('are not given to an address that nobody proved', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const registered = await app.post('/api/v1/auth/register', {
      email: freshEmail(),
      password: PASSWORD,
    });
    const { user_id: id } = await registered.json<{ user_id: string }>();
    expect(
      await refusal(await call(app, 'PUT', `/users/${id}/roles`, admin, { roles: ['admin'] })),
    ).toEqual([403, 'forbidden']);
    await act(app, admin, id, 'verify-email');
    expect((await call(app, 'PUT', `/users/${id}/roles`, admin, { roles: ['admin'] })).status).toBe(
      200,
    );
  });

  it('never leave the service without an admin, whoever races', async () => {
    const app = createTestApp();
    const [first, second] = [await official(app, 'admin'), await official(app, 'admin')];
    const withdraw = (by: Tokens, id: string) =>
      call(app, 'PUT', `/users/${id}/roles`, by, { roles: ['user'] });
    const answers = await Promise.all([
      withdraw(first, second.user.id),
      withdraw(second, first.user.id),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    const admins = await env.DB.prepare(`select id from users where roles like '%"admin"%'`).all<{
      id: string;
    }>();
    expect(admins.results).toHaveLength(1);
    const last = admins.results[0]?.id === first.user.id ? first : second;
    for (const answer of [
      await withdraw(last, last.user.id),
      await act(app, last, last.user.id, 'disable'),
      await call(app, 'DELETE', `/users/${last.user.id}`, last),
      await app.fetch('/api/v1/auth/account', {
        method: 'DELETE',
        headers: { ...bearer(last.access_token), ...json },
        body: JSON.stringify({ password: PASSWORD }),
      }),
    ])
      expect(await refusal(answer)).toEqual([403, 'forbidden']);
    expect((await call(app, 'GET', '/users', last)).status).toBe(200);
    expect((await refresh(app, last)).status).toBe(200);
  });
});

describe('acts', () => {
  it('disabling refuses the next request everywhere, and enabling lets the user sign in again', async () => {
    const app = createTestApp({ env: { INTROSPECTION_CLIENTS: 'api:0123456789abcdef' } });
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    await app.post('/api/v1/auth/password/reset', { email: user.email });
    const reset = tokenOf((await app.lastMail(user.email)).links[0]);
    await app.post('/api/v1/auth/otp/request', { email: user.email });
    const otp = (await app.lastMail(user.email)).codes[0];

    expect(await (await act(app, admin, user.user.id, 'disable', 'abuse')).json()).toMatchObject({
      status: 'disabled',
    });
    expect(
      await refusal(await app.fetch('/api/v1/auth/me', { headers: bearer(user.access_token) })),
    ).toEqual([401, 'token_revoked']);
    expect(
      await refusal(await app.post('/api/v1/auth/token/verify', { token: user.access_token })),
    ).toEqual([401, 'token_revoked']);
    expect(await refusal(await refresh(app, user))).toEqual([401, 'token_revoked']);
    const introspected = await app.post(
      '/api/v1/auth/token/introspect',
      { token: user.refresh_token },
      { Authorization: `Basic ${btoa('api:0123456789abcdef')}` },
    );
    expect(await introspected.json()).toEqual({ active: false });
    expect(
      await refusal(
        await app.post('/api/v1/auth/login', { email: user.email, password: PASSWORD }),
      ),
    ).toEqual([403, 'account_disabled']);
    expect(
      await refusal(await app.post('/api/v1/auth/login', { email: user.email, password: WRONG })),
    ).toEqual([401, 'invalid_credentials']);
    // It was mailed before all sessions were ended.
    expect(
      await refusal(await app.post('/api/v1/auth/otp/verify', { email: user.email, otp })),
    ).toEqual([401, 'otp_invalid']);
    expect(
      await refusal(
        await app.post('/api/v1/auth/password/reset/confirm', {
          token: reset,
          new_password: 'another-Horse-8-battery',
        }),
      ),
    ).toEqual([401, 'secret_invalid']);
    expect(await events('admin.disabled')).toEqual([
      { user_id: user.user.id, actor_id: admin.user.id, metadata: '{"reason":"abuse"}' },
    ]);

    expect((await act(app, admin, user.user.id, 'enable')).status).toBe(200);
    expect(
      (await app.fetch('/api/v1/auth/me', { headers: bearer(user.access_token) })).status,
    ).toBe(401);
    expect((await signIn(app, user.email)).user.id).toBe(user.user.id);
  });

  it('disabling overtakes a sign-in under way, which opens nothing that could be refreshed', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    let done: Promise<Response> | null = null;
    // The account is disabled between the password and the session.
    const guards = {
      getByName: (name: string) =>
        new Proxy(env.ACCOUNT_GUARD.getByName(name), {
          get: (stub, key) =>
            key === 'open'
              ? async (...args: unknown[]) => {
                  done ??= act(app, admin, user.user.id, 'disable');
                  await done;
                  return (
                    stub as unknown as Record<string, (...given: unknown[]) => unknown>
                  ).open?.(...args);
                }
              : Reflect.get(stub, key),
        }),
    };
    const slow = createTestApp({ env: { ACCOUNT_GUARD: guards } });
    const late = await slow.post('/api/v1/auth/login', {
      email: user.email,
      password: PASSWORD,
      token_delivery: 'body',
    });
    expect((await (done as unknown as Promise<Response>)).status).toBe(200);
    expect(await refusal(late)).toEqual([401, 'invalid_credentials']);
    await act(app, admin, user.user.id, 'enable');
    await bringLedger();
    const live = await env.DB.prepare(
      'select id from sessions where user_id = ? and revoked_at is null',
    )
      .bind(user.user.id)
      .all();
    expect(live.results).toEqual([]);
  });

  it('a lock keeps the user from signing in by any way until it is lifted or over, and ends no session', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    expect((await act(app, admin, user.user.id, 'lock')).status).toBe(200);
    const locked = await app.post('/api/v1/auth/login', { email: user.email, password: PASSWORD });
    expect(locked.headers.get('Retry-After')).toBe('1800');
    expect(await refusal(locked)).toEqual([403, 'account_locked']);
    await app.post('/api/v1/auth/otp/request', { email: user.email });
    const otp = (await app.lastMail(user.email)).codes[0];
    expect(
      await refusal(await app.post('/api/v1/auth/otp/verify', { email: user.email, otp })),
    ).toEqual([403, 'account_locked']);
    expect((await refresh(app, user)).status).toBe(200);
    const found = await (await call(app, 'GET', '/users?status=locked', admin)).json<{
      users: { id: string }[];
    }>();
    expect(found.users.map(({ id }) => id)).toEqual([user.user.id]);
    await act(app, admin, user.user.id, 'unlock');
    await signIn(app, user.email);
    await act(app, admin, user.user.id, 'lock');
    app.advance(30 * 60_000);
    await signIn(app, user.email);
  });

  it('unlocking ends a lockout after failures, which the view of the user shows', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    for (let tries = 0; tries < 5; tries++)
      await app.post('/api/v1/auth/login', { email: user.email, password: WRONG });
    expect(
      await refusal(
        await app.post('/api/v1/auth/login', { email: user.email, password: PASSWORD }),
      ),
    ).toEqual([403, 'account_locked']);
    const shown = await (await call(app, 'GET', `/users/${user.user.id}`, admin)).json<
      Record<string, unknown> & { recent_events: { event_type: string }[] }
    >();
    expect(shown.locked_out_until).toBe(new Date(app.clock() + 1_800_000).toISOString());
    expect(shown.sessions).toMatchObject([{ id: user.session_id }]);
    expect(shown.recent_events.map((event) => event.event_type)).toContain('account.locked');
    await act(app, admin, user.user.id, 'unlock');
    await signIn(app, user.email);
  });

  it('a forced reset ends all sessions and leaves the choice of a password to the owner', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    expect(await (await act(app, admin, user.user.id, 'force-reset', 'leak')).json()).toMatchObject(
      { has_password: false },
    );
    expect((await refresh(app, user)).status).toBe(401);
    expect(
      await refusal(
        await app.post('/api/v1/auth/login', { email: user.email, password: PASSWORD }),
      ),
    ).toEqual([401, 'invalid_credentials']);
    const token = tokenOf((await app.lastMail(user.email)).links[0]);
    expect(
      await refusal(
        await app.post('/api/v1/auth/password/reset/confirm', { token, new_password: PASSWORD }),
      ),
    ).toEqual([400, 'password_reused']);
    expect(
      (
        await app.post('/api/v1/auth/password/reset/confirm', {
          token,
          new_password: 'another-Horse-8-battery',
        })
      ).status,
    ).toBe(200);
    await signIn(app, user.email, { password: 'another-Horse-8-battery' });
  });

  it('a forced reset overtakes a new password under way, also where there was none before', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    await act(app, admin, user.user.id, 'force-reset');
    const token = tokenOf((await app.lastMail(user.email)).links[0]);
    let forced: Promise<Response> | null = null;
    // The link is redeemed and the user read; then the reset is forced once more, before the batch.
    const slowBatch = new Proxy(env.DB, {
      get: (database, key) => {
        const value = Reflect.get(database, key) as unknown;
        if (key !== 'batch') return typeof value === 'function' ? value.bind(database) : value;
        return async (statements: D1PreparedStatement[]) => {
          forced ??= act(app, admin, user.user.id, 'force-reset');
          await forced;
          return database.batch(statements);
        };
      },
    });
    const late = await createTestApp({ env: { DB: slowBatch } }).post(
      '/api/v1/auth/password/reset/confirm',
      {
        token,
        new_password: 'another-Horse-8-battery',
      },
    );
    expect((await (forced as unknown as Promise<Response>)).status).toBe(200);
    expect(late.status).toBe(401);
    const row = await env.DB.prepare('select password_hash from users where id = ?')
      .bind(user.user.id)
      .first<{ password_hash: null }>();
    expect(row?.password_hash).toBeNull();
  });

  it('ending sessions ends them all', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    expect((await act(app, admin, user.user.id, 'terminate-sessions')).status).toBe(200);
    expect((await refresh(app, user)).status).toBe(401);
    expect(
      (await app.fetch('/api/v1/auth/me', { headers: bearer(user.access_token) })).status,
    ).toBe(401);
    await signIn(app, user.email);
  });

  it('on nobody, and acts that are none, are refused and make nothing', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const nobody = '01900000-0000-7000-8000-000000000000';
    for (const name of [
      'lock',
      'unlock',
      'disable',
      'enable',
      'verify-email',
      'force-reset',
      'terminate-sessions',
    ])
      expect(await refusal(await act(app, admin, nobody, name)), name).toEqual([404, 'not_found']);
    expect(await refusal(await act(app, admin, admin.user.id, 'set-password'))).toEqual([
      404,
      'not_found',
    ]);
    expect(
      await refusal(await call(app, 'PUT', `/users/${nobody}/roles`, admin, { roles: ['owner'] })),
    ).toEqual([400, 'validation_error']);
    expect(await refusal(await call(app, 'DELETE', `/users/${nobody}`, admin))).toEqual([
      404,
      'not_found',
    ]);
    expect(await refusal(await call(app, 'GET', `/users/${nobody}`, admin))).toEqual([
      404,
      'not_found',
    ]);
  });

  it('erasing takes the person out of the trail and keeps who did it and why', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    expect(
      (await call(app, 'DELETE', `/users/${user.user.id}`, admin, { reason: 'asked by letter' }))
        .status,
    ).toBe(200);
    expect((await refresh(app, user)).status).toBe(401);
    const [erased] = await events('account.erased');
    expect(erased).toMatchObject({
      actor_id: admin.user.id,
      metadata: '{"reason":"asked by letter"}',
    });
    expect(
      await env.DB.prepare('select id from audit_events where user_id = ?')
        .bind(user.user.id)
        .first(),
    ).toBeNull();
    expect(await refusal(await call(app, 'GET', `/users/${user.user.id}`, admin))).toEqual([
      404,
      'not_found',
    ]);
  });
});

describe('the directory', () => {
  it('finds by the beginning of an address or username, by status and by role', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const grace = await newcomer(app);
    await app.fetch('/api/v1/auth/profile', {
      method: 'PATCH',
      headers: { ...bearer(grace.access_token), ...json },
      body: JSON.stringify({ username: 'Grace.Hopper' }),
    });
    await app.post('/api/v1/auth/register', { email: 'late.comer@gmail.com', password: PASSWORD });
    const ids = async (query: string) =>
      (
        await (
          await call(app, 'GET', `/users?${query}`, admin)
        ).json<{ users: { id: string; email: string }[] }>()
      ).users.map(({ email }) => email);
    expect(await ids('query=GRACE')).toEqual([grace.email]);
    expect(await ids(`query=${grace.user.id}`)).toEqual([grace.email]);
    expect(await ids('query=Late.Comer%2Btag@gmail.com')).toEqual(['late.comer@gmail.com']);
    expect(await ids('query=%25')).toEqual([]);
    expect(await ids('role=admin')).toEqual([admin.email]);
    expect(await ids('status=unverified')).toEqual(['late.comer@gmail.com']);
    expect(await ids('status=disabled')).toEqual([]);
    expect(await ids('')).toHaveLength(3);
    expect(await refusal(await call(app, 'GET', '/users?limit=0', admin))).toEqual([
      400,
      'validation_error',
    ]);
  });

  it('is walked page by page, each user once', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    for (let count = 0; count < 6; count++) {
      app.advance(1000);
      await app.post('/api/v1/auth/register', { email: freshEmail(), password: PASSWORD });
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { users: { id: string }[]; next_cursor: string | null } = await (
        await call(app, 'GET', `/users?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`, admin)
      ).json();
      seen.push(...page.users.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  it('shows no hash, and counts for a dashboard', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    await app.post('/api/v1/auth/login', { email: admin.email, password: WRONG });
    for (const path of ['/users', `/users/${admin.user.id}`, '/stats'])
      expect(await (await call(app, 'GET', path, admin)).text()).not.toContain('argon2');
    await bringLedger();
    expect(await (await call(app, 'GET', '/stats', admin)).json()).toEqual({
      users: {
        total: 1,
        active: 1,
        disabled: 0,
        unverified: 0,
        locked: 0,
        admins: 1,
        second_factor: 0,
      },
      sessions: { live: 2 },
      last_24_hours: {
        registrations: 1,
        sign_ins: 2,
        failed_sign_ins: 1,
        lockouts: 0,
        refresh_token_reuses: 0,
        password_resets: 0,
        dead_letters: 0,
      },
    });
  });
});

describe('the operator', () => {
  const operatorOf = (app: TestApp) =>
    createServices({ env: app.env, defer: () => undefined, clock: app.clock }).operator;
  const logIn = (app: TestApp, email: string, password = PASSWORD) =>
    app.post('/api/v1/auth/login', { email, password });

  it('makes no admin with a password that a stranger set before anybody had proved the address, nor after', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await app.post('/api/v1/auth/register', { email, password: PASSWORD });
    const link = tokenOf((await app.lastMail(email)).links[0]);
    await expect(operatorOf(app).promote(email)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await operatorOf(app).create(email)).toMatchObject({
      roles: ['user', 'admin'],
      email_verified: true,
    });
    const invitation = tokenOf((await app.lastMail(email)).links[0]);
    await app.post('/api/v1/auth/email/verify', { token: link });
    expect(await refusal(await logIn(app, email))).toEqual([401, 'invalid_credentials']);
    const chosen = 'another-Horse-8-battery';
    expect(
      (
        await app.post('/api/v1/auth/password/reset/confirm', {
          token: invitation,
          new_password: chosen,
        })
      ).status,
    ).toBe(200);
    expect((await logIn(app, email, chosen)).status).toBe(200);

    const added = freshEmail();
    await operatorOf(app).create(added);
    await app.deliverJobs();
    await app.post('/api/v1/auth/register', { email: added, password: PASSWORD });
    const mail = await app.lastMail(added);
    expect(mail.codes).toEqual([]);
    expect(await refusal(await logIn(app, added))).toEqual([401, 'invalid_credentials']);
  });
});
