import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { brokenKv, unwritableDatabase } from '../support/faults.ts';
import {
  as,
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  refusal,
  signIn,
  tokenOf,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import {
  logIn,
  rowsOf,
  SQUATTERS,
  signUp,
  signUpAndRead,
  type Verified,
  verify,
} from '../support/unproved.ts';

const NEW = 'another-Horse-8-battery';
const OPTIONAL = { EMAIL_VERIFICATION: 'optional' };
const prove = (app: TestApp, body: Record<string, unknown>, headers = {}) =>
  app.auth.email.verify.$post({ json: body }, { headers });

describe('concurrent requests', () => {
  it('with many links of one address create one account', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const registrations: Awaited<ReturnType<typeof signUpAndRead>>[] = [];
    for (let index = 0; index < 4; index++) {
      registrations.push(await signUpAndRead(app, email, { password: `${SQUATTERS}-${index}` }));
      app.advance(1000);
    }
    const answers = await Promise.all(
      registrations.flatMap(({ token, cookie }) => [
        prove(app, { token }, cookie),
        prove(app, { token }),
      ]),
    );
    const rows = await rowsOf(email);
    expect(rows).toMatchObject([{ verified: 1 }]);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    for (const answer of answers) expect([200, 401]).toContain(answer.status);
    const events = await env.DB.prepare(
      "select count(*) as n from audit_events where type = 'user.email_verified'",
    ).first<{ n: number }>();
    expect(events?.n).toBe(1);
    // At most the password that came with a cookie opens it.
    const opened = await Promise.all(
      registrations.map((_, index) => logIn(app, email, `${SQUATTERS}-${index}`)),
    );
    expect(opened.filter(({ status }) => status === 200)).toHaveLength(rows[0]?.has_password ?? -1);
  });

  it('for one username verify everyone, and give it to one', async () => {
    const app = createTestApp();
    const people = await Promise.all(
      ['kepler', 'Kepler', 'KEPLER', 'kEPLER', 'keplER'].map(async (username) => {
        const email = freshEmail();
        const { id, cookie } = await signUp(app, email, { username });
        return { email, id, cookie };
      }),
    );
    await app.deliverJobs();
    const answers = await Promise.all(
      people.map(async ({ email, cookie }) => {
        const otp = app.mails.findLast((mail) => mail.to === email)?.codes[0];
        return verify(app, { email, otp }, cookie);
      }),
    );
    expect(answers.filter((answer) => answer.username_taken === undefined)).toHaveLength(1);
    const users = await Promise.all(people.map(({ email }) => signIn(app, email)));
    expect(users.filter(({ user }) => 'username' in user && user.username !== null)).toHaveLength(
      1,
    );
  });

  it('of a stranger’s sign-in and the owner’s proof leave the stranger nothing', async () => {
    const app = createTestApp({ env: OPTIONAL });
    for (let round = 0; round < 6; round++) {
      const email = freshEmail();
      await signUp(app, email, { password: SQUATTERS });
      app.advance(1000);
      const { token, cookie } = await signUpAndRead(app, email);
      const claims = round % 2 === 0 ? cookie : {};
      const strangers = () =>
        logIn(app, email, SQUATTERS, round < 3 ? {} : { 'X-Request-Id': 'x' });
      // A sign-in opens the newest registration: in odd rounds that is the stranger's.
      if (round % 2 === 1) await signUp(app, email, { password: SQUATTERS });
      const [proved, ...logins] = await Promise.all([
        prove(app, { token }, claims),
        strangers(),
        strangers(),
      ]);
      expect(proved.status).toBe(200);
      for (const login of logins) {
        if (login.status !== 200) continue;
        const tokens = await login.json<{ access_token: string; refresh_token: string }>();
        const me = await app.auth.me.$get({}, as(tokens));
        expect(me.status).toBe(401);
        const { refresh_token: refresh } = tokens;
        expect((await app.auth.token.refresh.$post({ json: { refresh } })).status).toBe(401);
      }
      expect(await rowsOf(email)).toHaveLength(1);
      expect((await logIn(app, email, SQUATTERS)).status).toBe(401);
    }
  });

  it('of a registration and the owner’s proof leave nothing of the registration', async () => {
    const app = createTestApp();
    for (let round = 0; round < 5; round++) {
      const email = freshEmail();
      const { token, cookie, id } = await signUpAndRead(app, email);
      const register = () =>
        app.auth.register.$post({ json: { email, password: `${SQUATTERS}-${round}` } });
      const [proved] = await Promise.all([
        prove(app, { token }, cookie),
        register(),
        register(),
        register(),
      ]);
      expect(await proved.json()).toHaveProperty('exchange_token');
      expect(await rowsOf(email)).toMatchObject([{ id, verified: 1 }]);
      expect((await signIn(app, email)).user.id).toBe(id);
    }
  });
});

/** D1 that reports its batches before they run; the callback may fail one by throwing. */
function watchedDatabase(before: (batch: number) => Promise<unknown>) {
  let count = 0;
  return {
    prepare: (query: string) => env.DB.prepare(query),
    batch: async (statements: D1PreparedStatement[]) => {
      count++;
      await before(count);
      return env.DB.batch(statements);
    },
  };
}

describe('between the read of an address and the write', () => {
  it('another registration voids a password claimed by mail only', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const { token } = await signUpAndRead(app, email);
    const DB = watchedDatabase(async (batch) => {
      if (batch === 1) await signUp(app, email, { password: SQUATTERS });
    });
    const answer = await verify(createTestApp({ env: { DB } }), { token });
    expect(answer).toMatchObject({ password_reset_required: true });
    expect((await logIn(app, email, PASSWORD)).status).toBe(401);
    expect(await rowsOf(email)).toMatchObject([{ verified: 1, has_password: 0 }]);
  });

  it.each([true, false])(
    'a sign-in does not keep the account from the prover, with several registrations: %s',
    async (several) => {
      const app = createTestApp({ env: OPTIONAL });
      const email = freshEmail();
      const { id, token } = await signUpAndRead(app, email, { password: SQUATTERS });
      app.advance(1000);
      if (several) await signUp(app, email, { password: SQUATTERS });
      const strangers: { access_token: string }[] = [];
      const DB = watchedDatabase(async (batch) => {
        if (batch === 1) strangers.push(await signIn(app, email, { password: SQUATTERS }));
      });
      const slow = createTestApp({ env: { ...OPTIONAL, DB } });
      slow.advance(app.clock() - slow.clock());
      expect(await verify(slow, { token })).toMatchObject({ password_reset_required: true });
      expect(strangers).toHaveLength(1);
      for (const { access_token: access } of strangers)
        expect((await app.auth.me.$get({}, { headers: bearer(access) })).status).toBe(401);
      const rows = await rowsOf(email);
      expect(rows).toMatchObject([{ verified: 1, has_password: 0 }]);
      // The account that was signed in to is deleted; the other stays, since nobody was in it.
      expect(rows[0]?.id === id).toBe(several);
    },
  );

  it('an account that changes its password is not proved with its old one', async () => {
    const app = createTestApp({ env: OPTIONAL });
    const email = freshEmail();
    const { token } = await signUpAndRead(app, email);
    const { access_token: access } = await signIn(app, email);
    const DB = watchedDatabase(async (batch) => {
      if (batch > 1) return;
      app.advance(1000);
      const change = { old_password: PASSWORD, new_password: NEW };
      await app.auth.password.change.$post({ json: change }, { headers: bearer(access) });
    });
    const slow = createTestApp({ env: { ...OPTIONAL, DB } });
    const answer = await prove(slow, { token, password: PASSWORD });
    expect(await refusal(answer)).toEqual([401, 'invalid_credentials']);
    expect(await rowsOf(email)).toMatchObject([{ verified: 0 }]);
  });
});

describe('a proof that fails half-way', () => {
  /** A guard that fails calls of one method while `state.broken` is set. */
  function breakable(method: string) {
    const state = { broken: true };
    const ACCOUNT_GUARD = {
      getByName: (name: string) =>
        new Proxy(env.ACCOUNT_GUARD.getByName(name), {
          get: (stub, key) =>
            key === method && state.broken
              ? () => Promise.reject(new Error('guard is down'))
              : (...args: unknown[]) =>
                  (stub as unknown as Record<string, (...args: unknown[]) => unknown>)[
                    String(key)
                  ]?.(...args),
        }),
    };
    return { state, ACCOUNT_GUARD };
  }

  it.each([
    ['read-only D1', { DB: unwritableDatabase() }],
    ['KV', { KV: brokenKv() }],
  ])('with %s changes nothing, and the secret works again', async (_, broken) => {
    for (const claimed of [true, false]) {
      const app = createTestApp();
      const email = freshEmail();
      await signUp(app, email, { password: SQUATTERS });
      const { token, cookie } = await signUpAndRead(app, email);
      const claims = claimed ? cookie : {};
      const failing = createTestApp({ env: broken });
      failing.advance(app.clock() - failing.clock());
      expect((await prove(failing, { token }, claims)).status).toBe(503);
      expect(await rowsOf(email)).toHaveLength(2);
      const answer = await verify(app, { token }, claims);
      expect(answer).toHaveProperty(claimed ? 'exchange_token' : 'reset_token');
    }
  });

  it('after the address is assigned returns the same response on retry, and to no other caller', async () => {
    for (const claimed of [true, false]) {
      const app = createTestApp();
      const email = freshEmail();
      const strangers = await signUpAndRead(app, email, { password: SQUATTERS });
      app.advance(1000);
      const { token, cookie } = await signUpAndRead(app, email);
      const claims = claimed ? cookie : {};
      app.advance(1000);
      // The exchange token of the response cannot be stored.
      const KV = {
        get: (...args: [string, 'text']) => env.KV.get(...args),
        put: async () => {
          await scheduler.wait(300);
          throw new Error('KV is down');
        },
        delete: (key: string) => env.KV.delete(key),
      };
      const failing = createTestApp({ env: { KV } });
      failing.advance(app.clock() - failing.clock());
      expect((await prove(failing, { token }, claims)).status).toBe(503);
      expect(await rowsOf(email)).toMatchObject([{ verified: 1, has_password: claimed ? 1 : 0 }]);
      if (claimed)
        expect(await refusal(await prove(app, { token: strangers.token }))).toEqual([
          401,
          'secret_invalid',
        ]);
      const answer = await verify(app, { token }, claims);
      expect(answer).toHaveProperty(claimed ? 'exchange_token' : 'reset_token');
      expect((await prove(app, { token }, claims)).status).toBe(401);
    }
  });

  it.each(['close', 'redeemAll'])(
    'while a squatter is erased lets the owner retry: the guard fails at %s',
    async (method) => {
      const { state, ACCOUNT_GUARD } = breakable(method);
      const app = createTestApp({ env: { ...OPTIONAL, ACCOUNT_GUARD } });
      const email = freshEmail();
      const { token } = await signUpAndRead(app, email, { password: SQUATTERS });
      const stranger = await signIn(app, email, { password: SQUATTERS });
      expect((await prove(app, { token })).status).toBe(503);
      state.broken = false;
      const answer: Verified = await verify(app, { token });
      expect(answer).toMatchObject({ password_reset_required: true });
      expect((await rowsOf(email)).map(({ id }) => id)).not.toContain(stranger.user.id);
      expect(await rowsOf(email)).toMatchObject([{ verified: 1, has_password: 0 }]);
      const { refresh_token: refresh } = stranger;
      expect((await app.auth.token.refresh.$post({ json: { refresh } })).status).toBe(401);
      const reset = { token: answer.reset_token ?? '', new_password: NEW };
      expect((await app.auth.password.reset.confirm.$post({ json: reset })).status).toBe(200);
      expect((await signIn(app, email, { password: NEW })).user.id).not.toBe(stranger.user.id);
    },
  );

  it.each([1, 2, 3])('at write number %i lets the owner retry', async (number) => {
    const app = createTestApp({ env: OPTIONAL });
    const email = freshEmail();
    const { id, token } = await signUpAndRead(app, email, { password: SQUATTERS });
    await signIn(app, email, { password: SQUATTERS });
    const DB = watchedDatabase(async (batch) => {
      if (batch === number) throw new Error('D1 is down');
    });
    const failing = createTestApp({ env: { ...OPTIONAL, DB } });
    expect((await prove(failing, { token })).status).toBe(503);
    expect(await verify(app, { token })).toMatchObject({ password_reset_required: true });
    const rows = await rowsOf(email);
    expect(rows).toMatchObject([{ verified: 1, has_password: 0 }]);
    expect(rows[0]?.id).not.toBe(id);
  });

  it('while the queue is down lets the owner retry', async () => {
    const app = createTestApp({ env: OPTIONAL });
    const email = freshEmail();
    const { token } = await signUpAndRead(app, email, { password: SQUATTERS });
    await signIn(app, email, { password: SQUATTERS });
    const JOBS = { send: () => Promise.reject(new Error('down')) };
    const failing = createTestApp({ env: { ...OPTIONAL, JOBS } });
    expect((await prove(failing, { token })).status).toBe(503);
    expect(await verify(app, { token })).toMatchObject({ password_reset_required: true });
    expect(await rowsOf(email)).toHaveLength(1);
    await app.deliverJobs();
    // The owner is not notified about an account that was never theirs.
    expect(app.mails.filter((mail) => mail.subject.includes('erased'))).toEqual([]);
  });

  it('on a change to a squatted address lets the owner retry', async () => {
    const { state, ACCOUNT_GUARD } = breakable('close');
    const app = createTestApp({ env: { ...OPTIONAL, ACCOUNT_GUARD } });
    const person = await newcomer(app);
    const next = freshEmail();
    await app.auth.email.change.$post(
      { json: { new_email: next, password: PASSWORD } },
      as(person),
    );
    await app.deliverJobs();
    const link = app.mails.findLast((mail) => mail.to === next)?.links[0] ?? '';
    await signUp(app, next, { password: SQUATTERS });
    await signIn(app, next, { password: SQUATTERS });
    const confirm = () =>
      app.auth.email.change.confirm.$post({
        json: {
          token: tokenOf(link),
        },
      });
    expect((await confirm()).status).toBe(503);
    state.broken = false;
    expect((await confirm()).status).toBe(200);
    expect(await rowsOf(next)).toMatchObject([{ id: person.user.id, verified: 1 }]);
  });

  it('leaves nothing of an erased squatter, nor of a new user who leaves', async () => {
    const app = createTestApp({ env: OPTIONAL });
    const email = freshEmail();
    const { token } = await signUpAndRead(app, email, { password: SQUATTERS });
    const stranger = await signIn(app, email, { password: SQUATTERS });
    await verify(app, { token });
    const leaving = freshEmail();
    await signUpAndRead(app, leaving);
    const { access_token: access, user } = await signIn(app, leaving);
    const left = await app.auth.account.$delete(
      { json: { password: PASSWORD } },
      { headers: bearer(access) },
    );
    expect(left.status).toBe(200);
    app.advance(61_000);
    await app.deliverJobs();
    const { keys } = await env.KV.list();
    const values = await Promise.all(keys.map(({ name }) => env.KV.get(name)));
    for (const trace of [leaving, user.id, `"userId":"${stranger.user.id}"`])
      expect(values.filter((value) => value?.includes(trace))).toEqual([]);
    for (const { id } of [user, stranger.user])
      for (const table of ['users', 'sessions', 'audit_events'])
        expect(
          (await env.DB.prepare(`select * from ${table}`).all()).results.filter((row) =>
            JSON.stringify(row).includes(id),
          ),
        ).toEqual([]);
  });
});
