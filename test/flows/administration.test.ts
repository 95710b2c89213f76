import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { ACTS } from '../../src/admin/act-on-user.ts';
import type { Role } from '../../src/shared/role.ts';
import { createServices } from '../../src/wiring/services.ts';
import { countHops } from '../support/count-hops.ts';
import { giveRoles } from '../support/edit-users.ts';
import { deafGuards } from '../support/faults.ts';
import { bringLedger } from '../support/ledger.ts';
import {
  type Answer,
  as,
  bearer,
  freshEmail,
  mailedCode,
  mailedToken,
  newcomer,
  PASSWORD,
  refusal,
  signIn,
  type Tokens,
  tokensIn,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

type Person = Tokens & { email: string };
type Act = (typeof ACTS)[number];

/** A GET of any path below `/api/v1/admin`. */
const read = (app: TestApp, path: string, by: Tokens) =>
  app.fetch(`/api/v1/admin${path}`, { headers: bearer(by.access_token) });
// Without a reason the request has no body, which is optional here.
const act = (app: TestApp, by: Tokens, id: string, name: Act, reason?: string) =>
  app.admin.users[':id'][':act'].$post(
    { param: { id, act: name }, json: reason === undefined ? (undefined as never) : { reason } },
    as(by),
  );
const setRoles = (app: TestApp, by: Tokens, id: string, roles: Role[]) =>
  app.admin.users[':id'].roles.$put({ param: { id }, json: { roles } }, as(by));
const eraseUser = (app: TestApp, by: Tokens, id: string) =>
  app.admin.users[':id'].$delete({ param: { id }, json: undefined as never }, as(by));
const refresh = (app: TestApp, { refresh_token: token }: Tokens) =>
  app.auth.token.refresh.$post({ json: { refresh: token } });
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

/** A user with roles as the operator's command line grants them, signed in afterwards. */
async function official(app: TestApp, ...roles: string[]): Promise<Person> {
  const person = await newcomer(app);
  await giveRoles(roles, { id: person.user.id });
  return { ...person, ...(await signIn(app, person.email)) };
}

describe('access to administration', () => {
  it('uses the role in D1, not the one in the token', async () => {
    const app = createTestApp();
    const [admin, staff, user] = [
      await official(app, 'admin'),
      await official(app, 'staff'),
      await newcomer(app),
    ];
    const other = await newcomer(app);
    for (const path of ['/users', `/users/${other.user.id}`, '/stats', '/figures', '/metrics']) {
      expect((await read(app, path, admin)).status, path).toBe(200);
      expect((await read(app, path, staff)).status, path).toBe(200);
      expect(await refusal(await read(app, path, user)), path).toEqual([403, 'forbidden']);
    }
    const writes = [
      (by: Tokens) => act(app, by, other.user.id, 'disable'),
      (by: Tokens) => setRoles(app, by, other.user.id, ['admin']),
      (by: Tokens) => eraseUser(app, by, other.user.id),
    ];
    for (const write of writes)
      for (const by of [staff, user])
        expect(await refusal(await write(by)), String(write)).toEqual([403, 'forbidden']);
    // The token still says admin.
    const second = await official(app, 'admin');
    await setRoles(app, second, admin.user.id, ['user']);
    expect(claims(admin.access_token).roles).toContain('admin');
    expect(await refusal(await app.admin.users.$get({ query: {} }, as(admin)))).toEqual([
      403,
      'forbidden',
    ]);
  });

  it('requires a recent sign-in for every act, even in a refreshed session', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    app.advance(9 * 60_000);
    const refreshed = await tokensIn(await refresh(app, admin));
    app.advance(61_000);
    const roles = (by: Tokens) => setRoles(app, by, user.user.id, ['staff']);
    expect(await refusal(await roles(refreshed))).toEqual([403, 'reauthentication_required']);
    expect(await refusal(await eraseUser(app, refreshed, user.user.id))).toEqual([
      403,
      'reauthentication_required',
    ]);
    expect(await refusal(await act(app, refreshed, user.user.id, 'lock'))).toEqual([
      403,
      'reauthentication_required',
    ]);
    expect((await roles(await signIn(app, admin.email))).status).toBe(200);
  });
});

describe('roles', () => {
  it('appear in the next refresh, which does not read D1', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    expect(
      (
        await app.admin.users[':id'].roles.$put(
          {
            param: { id: user.user.id },
            json: { roles: ['staff', 'staff'], reason: 'night shift' },
          },
          as(admin),
        )
      ).status,
    ).toBe(200);
    const counter = countHops({ ...env });
    const counted = createTestApp({ env: counter.env });
    counter.reset();
    const promoted = await tokensIn(
      await counted.auth.token.refresh.$post(
        { json: { refresh: user.refresh_token } },
        counted.unsettled,
      ),
    );
    expect(counter.read().calls).toEqual(['1 guard.rotate']);
    expect(claims(promoted.access_token).roles).toEqual(['user', 'staff']);
    await setRoles(app, admin, user.user.id, []);
    const demoted = await tokensIn(await refresh(app, promoted));
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

  it('reach the guard through a job if the guard is down', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    const broken = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('commit') } });
    expect((await setRoles(broken, admin, user.user.id, ['staff'])).status).toBe(200);
    app.advanceWall(16_000);
    app.queued.push(...broken.queued);
    await app.deliverJobs();
    expect(claims((await (await refresh(app, user)).json()).access_token).roles).toEqual([
      'user',
      'staff',
    ]);
  });

  it('are not granted to an unverified address', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const registered = await app.auth.register.$post({
      json: { email: freshEmail(), password: PASSWORD },
    });
    const { user_id: id } = await registered.json();
    expect(await refusal(await setRoles(app, admin, id, ['admin']))).toEqual([403, 'forbidden']);
    await act(app, admin, id, 'verify-email');
    expect((await setRoles(app, admin, id, ['admin'])).status).toBe(200);
  });

  it('never leave the service without an admin, even in a race', async () => {
    const app = createTestApp();
    const [first, second] = [await official(app, 'admin'), await official(app, 'admin')];
    const withdraw = (by: Tokens, id: string) => setRoles(app, by, id, ['user']);
    const answers: Answer[] = await Promise.all([
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
      await eraseUser(app, last, last.user.id),
      await app.auth.account.$delete({ json: { password: PASSWORD } }, as(last)),
    ])
      expect(await refusal(answer)).toEqual([403, 'forbidden']);
    expect((await app.admin.users.$get({ query: {} }, as(last))).status).toBe(200);
    expect((await refresh(app, last)).status).toBe(200);
  });
});

describe('acts on a user', () => {
  it('disabling rejects all further requests, and enabling allows sign-in again', async () => {
    const app = createTestApp({ env: { INTROSPECTION_CLIENTS: 'api:0123456789abcdef' } });
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    await app.auth.password.reset.$post({ json: { email: user.email } });
    const reset = await mailedToken(app, user.email);
    await app.auth.otp.request.$post({ json: { email: user.email } });
    const otp = await mailedCode(app, user.email);

    expect(await (await act(app, admin, user.user.id, 'disable', 'abuse')).json()).toMatchObject({
      status: 'disabled',
    });
    expect(await refusal(await app.auth.me.$get({}, as(user)))).toEqual([401, 'token_revoked']);
    expect(
      await refusal(await app.auth.token.verify.$post({ json: { token: user.access_token } })),
    ).toEqual([401, 'token_revoked']);
    expect(await refusal(await refresh(app, user))).toEqual([401, 'token_revoked']);
    const introspected = await app.auth.token.introspect.$post(
      { json: { token: user.refresh_token } },
      { headers: { Authorization: `Basic ${btoa('api:0123456789abcdef')}` } },
    );
    expect(await introspected.json()).toEqual({ active: false });
    expect(
      await refusal(
        await app.auth.login.$post({ json: { email: user.email, password: PASSWORD } }),
      ),
    ).toEqual([403, 'account_disabled']);
    expect(
      await refusal(await app.auth.login.$post({ json: { email: user.email, password: WRONG } })),
    ).toEqual([401, 'invalid_credentials']);
    // The code was mailed before all sessions ended.
    expect(
      await refusal(await app.auth.otp.verify.$post({ json: { email: user.email, otp } })),
    ).toEqual([401, 'otp_invalid']);
    expect(
      await refusal(
        await app.auth.password.reset.confirm.$post({
          json: { token: reset, new_password: 'another-Horse-8-battery' },
        }),
      ),
    ).toEqual([401, 'secret_invalid']);
    expect(await events('admin.disabled')).toEqual([
      { user_id: user.user.id, actor_id: admin.user.id, metadata: '{"reason":"abuse"}' },
    ]);

    expect((await act(app, admin, user.user.id, 'enable')).status).toBe(200);
    expect((await app.auth.me.$get({}, as(user))).status).toBe(401);
    expect((await signIn(app, user.email)).user.id).toBe(user.user.id);
  });

  it('disabling stops a sign-in in flight: it opens no session', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    let done: Promise<Answer> | null = null;
    // Disables the account after the password check and before the session.
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
    const late = await slow.auth.login.$post({
      json: { email: user.email, password: PASSWORD, token_delivery: 'body' },
    });
    expect((await (done as unknown as Promise<Answer>)).status).toBe(200);
    expect(await refusal(late)).toEqual([403, 'account_disabled']);
    await act(app, admin, user.user.id, 'enable');
    await bringLedger();
    const live = await env.DB.prepare(
      'select id from sessions where user_id = ? and revoked_at is null',
    )
      .bind(user.user.id)
      .all();
    expect(live.results).toEqual([]);
  });

  it('locking blocks every sign-in until lifted or expired, and ends no session', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    expect((await act(app, admin, user.user.id, 'lock')).status).toBe(200);
    const locked = await app.auth.login.$post({ json: { email: user.email, password: PASSWORD } });
    expect(locked.headers.get('Retry-After')).toBe('1800');
    expect(await refusal(locked)).toEqual([403, 'account_locked']);
    await app.auth.otp.request.$post({ json: { email: user.email } });
    const otp = await mailedCode(app, user.email);
    expect(
      await refusal(await app.auth.otp.verify.$post({ json: { email: user.email, otp } })),
    ).toEqual([403, 'account_locked']);
    expect((await refresh(app, user)).status).toBe(200);
    const found = await (
      await app.admin.users.$get({ query: { status: 'locked' } }, as(admin))
    ).json();
    expect(found.users.map(({ id }) => id)).toEqual([user.user.id]);
    await act(app, admin, user.user.id, 'unlock');
    await signIn(app, user.email);
    await act(app, admin, user.user.id, 'lock');
    app.advance(30 * 60_000);
    await signIn(app, user.email);
  });

  it('unlocking ends a lockout after failures, which the user’s view shows', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    for (let tries = 0; tries < 5; tries++)
      await app.auth.login.$post({ json: { email: user.email, password: WRONG } });
    expect(
      await refusal(
        await app.auth.login.$post({ json: { email: user.email, password: PASSWORD } }),
      ),
    ).toEqual([403, 'account_locked']);
    const shown = await (
      await app.admin.users[':id'].$get({ param: { id: user.user.id } }, as(admin))
    ).json();
    expect(shown.locked_out_until).toBe(new Date(app.clock() + 1_800_000).toISOString());
    expect(shown.sessions).toMatchObject([{ id: user.session_id }]);
    expect(shown.recent_events.map((event) => event.event_type)).toContain('account.locked');
    await act(app, admin, user.user.id, 'unlock');
    await signIn(app, user.email);
  });

  it('a forced reset ends all sessions and lets the owner choose a new password', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    expect(await (await act(app, admin, user.user.id, 'force-reset', 'leak')).json()).toMatchObject(
      { has_password: false },
    );
    expect((await refresh(app, user)).status).toBe(401);
    expect(
      await refusal(
        await app.auth.login.$post({ json: { email: user.email, password: PASSWORD } }),
      ),
    ).toEqual([401, 'invalid_credentials']);
    const token = await mailedToken(app, user.email);
    expect(
      await refusal(
        await app.auth.password.reset.confirm.$post({ json: { token, new_password: PASSWORD } }),
      ),
    ).toEqual([400, 'password_reused']);
    expect(
      (
        await app.auth.password.reset.confirm.$post({
          json: { token, new_password: 'another-Horse-8-battery' },
        })
      ).status,
    ).toBe(200);
    await signIn(app, user.email, { password: 'another-Horse-8-battery' });
  });

  it('a forced reset voids a new password in flight, even a first one', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    await act(app, admin, user.user.id, 'force-reset');
    const token = await mailedToken(app, user.email);
    let forced: Promise<Answer> | null = null;
    // Forces a reset again after the link is redeemed and before the batch.
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
    const slow = createTestApp({ env: { DB: slowBatch } });
    const late: Answer = await slow.auth.password.reset.confirm.$post({
      json: { token, new_password: 'another-Horse-8-battery' },
    });
    expect((await (forced as unknown as Promise<Answer>)).status).toBe(200);
    expect(late.status).toBe(401);
    const row = await env.DB.prepare('select password_hash from users where id = ?')
      .bind(user.user.id)
      .first<{ password_hash: null }>();
    expect(row?.password_hash).toBeNull();
  });

  it('terminating sessions ends all of them', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    expect((await act(app, admin, user.user.id, 'terminate-sessions')).status).toBe(200);
    expect((await refresh(app, user)).status).toBe(401);
    expect((await app.auth.me.$get({}, as(user))).status).toBe(401);
    await signIn(app, user.email);
  });

  it('acts on unknown users and unknown acts are rejected and create nothing', async () => {
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
      expect(await refusal(await act(app, admin, nobody, name as never)), name).toEqual([
        404,
        'not_found',
      ]);
    expect(await refusal(await act(app, admin, admin.user.id, 'set-password' as never))).toEqual([
      404,
      'not_found',
    ]);
    expect(await refusal(await setRoles(app, admin, nobody, ['owner' as never]))).toEqual([
      400,
      'validation_error',
    ]);
    expect(await refusal(await eraseUser(app, admin, nobody))).toEqual([404, 'not_found']);
    expect(
      await refusal(await app.admin.users[':id'].$get({ param: { id: nobody } }, as(admin))),
    ).toEqual([404, 'not_found']);
  });

  it('erasing removes the user from the audit trail, not the actor and the reason', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const user = await newcomer(app);
    expect(
      (
        await app.admin.users[':id'].$delete(
          { param: { id: user.user.id }, json: { reason: 'asked by letter' } },
          as(admin),
        )
      ).status,
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
    expect(
      await refusal(await app.admin.users[':id'].$get({ param: { id: user.user.id } }, as(admin))),
    ).toEqual([404, 'not_found']);
  });
});

describe('the user directory', () => {
  it('finds users by prefix of address or username, by status and by role', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const grace = await newcomer(app);
    await app.auth.profile.$patch({ json: { username: 'Grace.Hopper' } }, as(grace));
    await app.auth.register.$post({ json: { email: 'late.comer@gmail.com', password: PASSWORD } });
    const ids = async (query: string) =>
      (
        await (
          await read(app, `/users?${query}`, admin)
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
    expect(await refusal(await app.admin.users.$get({ query: { limit: '0' } }, as(admin)))).toEqual(
      [400, 'validation_error'],
    );
  });

  it('pages through all users, each once', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    for (let count = 0; count < 6; count++) {
      app.advance(1000);
      await app.auth.register.$post({ json: { email: freshEmail(), password: PASSWORD } });
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { users: { id: string }[]; next_cursor: string | null } = await (
        await read(app, `/users?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`, admin)
      ).json();
      seen.push(...page.users.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  it('shows no hash, and counts users for a dashboard', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    await app.auth.login.$post({ json: { email: admin.email, password: WRONG } });
    for (const path of ['/users', `/users/${admin.user.id}`, '/stats'])
      expect(await (await read(app, path, admin)).text()).not.toContain('argon2');
    await bringLedger();
    expect(await (await app.admin.stats.$get({}, as(admin))).json()).toEqual({
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
    app.auth.login.$post({ json: { email, password } });

  it('never makes an admin whose password a stranger set, verified or not', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    const link = await mailedToken(app, email);
    await expect(operatorOf(app).promote(email)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await operatorOf(app).create(email)).toMatchObject({
      roles: ['user', 'admin'],
      email_verified: true,
    });
    const invitation = await mailedToken(app, email);
    await app.auth.email.verify.$post({ json: { token: link } });
    expect(await refusal(await logIn(app, email))).toEqual([401, 'invalid_credentials']);
    const chosen = 'another-Horse-8-battery';
    expect(
      (
        await app.auth.password.reset.confirm.$post({
          json: { token: invitation, new_password: chosen },
        })
      ).status,
    ).toBe(200);
    expect((await logIn(app, email, chosen)).status).toBe(200);

    const added = freshEmail();
    await operatorOf(app).create(added);
    await app.deliverJobs();
    await app.auth.register.$post({ json: { email: added, password: PASSWORD } });
    const mail = await app.lastMail(added);
    expect(mail.codes).toEqual([]);
    expect(await refusal(await logIn(app, added))).toEqual([401, 'invalid_credentials']);
  });
});
