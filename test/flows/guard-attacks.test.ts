import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { giveRoles } from '../support/edit-users.ts';
import {
  brokenDatabase,
  deafGuards,
  hookedDatabase,
  hookedGuards,
  unwritableDatabase,
} from '../support/faults.ts';
import {
  bearer,
  newcomer,
  PASSWORD,
  register,
  signIn,
  type Tokens,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const AUTH = '/api/v1/auth';
const SETTLED = 16_000;
const NEW_PASSWORD = 'another-Horse-8-battery';

let app: TestApp;
let admin: Tokens;
let person: Tokens & { email: string };

beforeEach(async () => {
  app = createTestApp();
  admin = await newcomer(app);
  await giveRoles(['admin'], admin.user);
  person = await newcomer(app);
});

const me = (by: Tokens = person) => app.fetch(`${AUTH}/me`, { headers: bearer(by.access_token) });
const refresh = ({ refresh_token: token }: Tokens = person) =>
  app.post(`${AUTH}/token/refresh`, { refresh: token, token_delivery: 'body' });
const act = (name: string, by: TestApp = app) =>
  by.post(`${'/api/v1/admin/users/'}${person.user.id}/${name}`, {}, bearer(admin.access_token));
const changePassword = (by: TestApp) =>
  by.post(
    `${AUTH}/password/change`,
    { old_password: PASSWORD, new_password: NEW_PASSWORD },
    bearer(person.access_token),
  );
const guard = () => env.ACCOUNT_GUARD.getByName(person.user.id);
const deafToCommit = () => createTestApp({ env: { ACCOUNT_GUARD: deafGuards('commit') } });

describe('the session that a pending change keeps', () => {
  it('is ended by an administrator who ends all sessions meanwhile', async () => {
    await changePassword(deafToCommit());
    expect((await act('terminate-sessions')).status).toBe(200);
    expect((await me()).status).toBe(401);
    expect((await refresh()).status).toBe(401);
  });

  it('gets no tokens of an account that is disabled meanwhile', async () => {
    await changePassword(deafToCommit());
    expect((await act('disable')).status).toBe(200);
    expect((await refresh()).status).toBe(401);
  });

  it('is ended by a change whose commit was lost too, once both are settled', async () => {
    await changePassword(deafToCommit());
    expect((await act('terminate-sessions', deafToCommit())).status).toBe(200);
    expect((await me()).status).toBe(401);
    app.advanceWall(SETTLED);
    expect((await me()).status).toBe(401);
    expect((await refresh()).status).toBe(401);
  });
});

describe('what happens while an erasure is under way that fails', () => {
  it('an account that is disabled meanwhile stays so', async () => {
    await guard().close(app.clock());
    expect((await act('disable')).status).toBe(200);
    await guard().reopen();
    app.advanceWall(SETTLED);
    expect((await refresh()).status).toBe(401);
    expect((await me()).status).toBe(401);
  });

  it('all sessions that are ended meanwhile stay ended', async () => {
    await guard().close(app.clock());
    expect((await act('terminate-sessions')).status).toBe(200);
    await guard().reopen();
    app.advanceWall(SETTLED);
    expect((await me()).status).toBe(401);
  });

  it('a sign-out that was answered is one', async () => {
    await guard().close(app.clock());
    const out = await app.post(`${AUTH}/logout`, {}, bearer(person.access_token));
    await guard().reopen();
    expect([out.status < 300, (await me()).status]).not.toEqual([true, 200]);
  });

  it('a token whose revocation was answered is refused', async () => {
    await guard().close(app.clock());
    const claims = JSON.parse(
      atob((person.access_token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')),
    ) as { jti: string; sid: string; exp: number };
    await guard().revokeToken({
      jti: claims.jti,
      sessionId: claims.sid,
      expiresAt: claims.exp * 1000,
      now: app.clock(),
      trail: {
        userId: person.user.id,
        origin: { ipAddress: null, userAgent: null, requestId: null },
        keepFor: 1_000_000,
      },
    });
    await guard().reopen();
    expect((await me()).status).toBe(401);
  });
});

describe('an erasure that fails, by requests alone', () => {
  it('an account that is disabled while its erasure fails at D1 has no living session', async () => {
    // Whoever has a session and the password asks for the erasure; the batch of it fails in the
    // end.
    let isFirst = true;
    const failing = createTestApp({
      env: {
        DB: hookedDatabase(async (call) => {
          if (!isFirst) return call();
          isFirst = false;
          expect((await act('disable')).status).toBe(200);
          throw new Error('D1 is down');
        }),
      },
    });
    const erased = await failing.fetch(`${AUTH}/account`, {
      method: 'DELETE',
      headers: { ...bearer(person.access_token), 'Content-Type': 'application/json' },
      body: JSON.stringify({ password: PASSWORD }),
    });
    expect(erased.status).toBe(503);
    expect(isFirst).toBe(false);
    app.advanceWall(SETTLED);
    expect((await me()).status).toBe(401);
    expect((await refresh()).status).toBe(401);
  });
});

describe('a password change in flight, without a fault', () => {
  it('keeps no session of an account that is disabled', async () => {
    // The change is prepared; before D1 gets it, an administrator disables the account.
    const slow = createTestApp({
      env: {
        DB: hookedDatabase(async (call) => {
          expect((await act('disable')).status).toBe(200);
          return call();
        }),
      },
    });
    expect((await changePassword(slow)).status).not.toBe(200);
    expect((await me()).status).toBe(401);
    expect((await refresh()).status).toBe(401);
  });
});

describe('guessing while the primary is away and a replica answers', () => {
  it('locks as ever', async () => {
    const away = createTestApp({
      env: {
        DB: {
          ...brokenDatabase(),
          withSession: () => ({
            prepare: (query: string) => env.DB.prepare(query),
            batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
          }),
        },
      },
    });
    const logIn = (password: string) =>
      away.post(`${AUTH}/login`, { email: person.email, password, token_delivery: 'body' });
    for (let attempt = 0; attempt < 20; attempt++)
      expect((await logIn(WRONG)).status).not.toBe(200);
    expect((await logIn(PASSWORD)).status).not.toBe(200);
  });
});

describe('a row of the primary that is older than what the guard knows', () => {
  it('does not start a session while some other change is pending', async () => {
    let isFirst = true;
    // Between reading its user and opening a session: a lock is made, and a profile change pends.
    const late = createTestApp({
      env: {
        DB: { ...laggingNowhere() },
        ACCOUNT_GUARD: hookedGuards(async (method, call) => {
          if (method === 'open' && isFirst) {
            isFirst = false;
            expect((await act('lock')).status).toBe(200);
            await guard().prepare({
              nonce: 'profile',
              deadline: Date.now() + 10_000,
              now: app.clock(),
            });
          }
          return call();
        }),
      },
    });
    const entered = await late.post(`${AUTH}/login`, {
      email: person.email,
      password: PASSWORD,
      token_delivery: 'body',
    });
    expect(isFirst).toBe(false);
    expect(entered.status).not.toBe(200);
  });
});

describe('a correct password whose row was out of date', () => {
  it('is charged once', async () => {
    for (let attempt = 0; attempt < 3; attempt++)
      await app.post(`${AUTH}/login`, { email: person.email, password: WRONG });
    let isFirst = true;
    const late = createTestApp({
      env: {
        ACCOUNT_GUARD: hookedGuards(async (method, call) => {
          if (method === 'open' && isFirst) {
            isFirst = false;
            const set = await app.fetch(`${AUTH}/mfa/email`, {
              method: 'PUT',
              headers: { ...bearer(person.access_token), 'Content-Type': 'application/json' },
              body: JSON.stringify({ enabled: true, password: PASSWORD }),
            });
            expect(set.status).toBe(200);
          }
          return call();
        }),
      },
    });
    const attempt = () =>
      late.post(`${AUTH}/login`, {
        email: person.email,
        password: PASSWORD,
        token_delivery: 'body',
      });
    await app.post(`${AUTH}/login`, { email: person.email, password: WRONG });
    const entered = await attempt();
    expect(isFirst).toBe(false);
    expect([entered.status, await entered.json()]).toMatchObject([200, { otp_required: true }]);
  });
});

/** D1 whose replica always fails, so that sign-ins read the primary. */
function laggingNowhere() {
  return {
    prepare: (query: string) => env.DB.prepare(query),
    batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
    withSession: brokenDatabase,
  };
}

describe('an erasure that cannot read the guard of the address', () => {
  it('leaves the account as it was', async () => {
    const broken = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('listSecrets') } });
    const erased = await broken.fetch(`${AUTH}/account`, {
      method: 'DELETE',
      headers: { ...bearer(person.access_token), 'Content-Type': 'application/json' },
      body: JSON.stringify({ password: PASSWORD }),
    });
    expect(erased.status).toBe(503);
    expect((await me()).status).toBe(200);
  });
});

describe('a role that is taken while its holder signs in', () => {
  it('is in none of the tokens', async () => {
    await giveRoles(['staff'], person.user);
    let isFirst = true;
    const late = createTestApp({
      env: {
        ACCOUNT_GUARD: hookedGuards(async (method, call) => {
          if (method === 'open' && isFirst) {
            isFirst = false;
            const set = await app.fetch(`/api/v1/admin/users/${person.user.id}/roles`, {
              method: 'PUT',
              headers: { ...bearer(admin.access_token), 'Content-Type': 'application/json' },
              body: JSON.stringify({ roles: [] }),
            });
            expect(set.status).toBe(200);
          }
          return call();
        }),
      },
    });
    const { access_token: token } = await signIn(late, person.email);
    const claims = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    expect((JSON.parse(atob(claims)) as { roles: string[] }).roles).toEqual(['user']);
  });
});

describe('a first sign-in that D1 does not take', () => {
  it('leaves no session behind at the guard', async () => {
    const email = await register(app);
    const id = await env.DB.prepare('select id from users where email = ?')
      .bind(email)
      .first<string>('id');
    const opening: Promise<unknown>[] = [];
    const broken = createTestApp({
      env: {
        DB: unwritableDatabase(),
        ACCOUNT_GUARD: hookedGuards(async (method, call) => {
          if (method !== 'open') return call();
          const opened = scheduler.wait(500).then(call);
          opening.push(opened);
          return opened;
        }),
      },
    });
    const entered = await broken.post(`${AUTH}/login`, { email, password: PASSWORD });
    expect(entered.status).toBe(503);
    await Promise.all(opening);
    const kept = await env.ACCOUNT_GUARD.getByName(id ?? '').listSessions({
      now: app.clock(),
      idleTtl: 0,
    });
    expect(kept).toEqual([]);
  });
});
