import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { as, newcomer, PASSWORD, refusal, signIn, tokenOf } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const NEW = 'another-Horse-8-battery';
const LATER = 'later-Horse-9-battery';
const TABLES = ['users', 'sessions', 'password_history', 'user_factors'] as const;

/** Acts like D1 Time Travel: rows return to an earlier state; guards and KV do not change. */
async function bookmark(): Promise<() => Promise<void>> {
  const kept = await Promise.all(
    TABLES.map(async (table) => (await env.DB.prepare(`select * from ${table}`).all()).results),
  );
  return async () => {
    for (const table of TABLES.toReversed()) await env.DB.prepare(`delete from ${table}`).run();
    for (const [index, table] of TABLES.entries()) {
      for (const row of kept[index] ?? []) {
        const names = Object.keys(row);
        const insert = `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`;
        await env.DB.prepare(insert)
          .bind(...Object.values(row))
          .run();
      }
    }
  };
}

const login = (app: TestApp, email: string, password: string) =>
  app.auth.login.$post({ json: { email, password } });

/** A user who changed their password after the moment that `restore` returns to. */
async function changedSince(app: TestApp) {
  const person = await newcomer(app);
  const restore = await bookmark();
  const since = app.clock();
  app.advance(60_000);
  const change = { old_password: PASSWORD, new_password: NEW };
  expect((await app.auth.password.change.$post({ json: change }, as(person))).status).toBe(200);
  app.advance(60_000);
  return { ...person, restore, since };
}

// The steps of "Backup and restore" in src/cli/README.md.
describe('after the database is restored', () => {
  it('a password changed since the backup blocks sign-in by every method until it is reset', async () => {
    const app = createTestApp();
    const { email, restore } = await changedSince(app);
    await restore();
    for (const password of [PASSWORD, NEW]) {
      expect(await refusal(await login(app, email, password))).toEqual([
        401,
        'invalid_credentials',
      ]);
    }
    await app.auth.otp.request.$post({ json: { email } });
    const otp = (await app.lastMail(email)).codes[0] ?? '';
    expect((await app.auth.otp.verify.$post({ json: { email, otp } })).status).toBe(401);

    await app.auth.password.reset.$post({ json: { email } });
    const token = tokenOf((await app.lastMail(email)).links[0]);
    expect(
      (await app.auth.password.reset.confirm.$post({ json: { token, new_password: LATER } }))
        .status,
    ).toBe(200);
    expect((await login(app, email, LATER)).status).toBe(200);
  });

  it('imported passwords still work', async () => {
    const app = createTestApp();
    const { email, restore, since } = await changedSince(app);
    const carry = `select format('update users set password_hash = %Q, password_changed_at = %d, sign_in_epoch = %d where id = %Q;',
      password_hash, password_changed_at, sign_in_epoch, id) as sql from users where sign_in_epoch > ?`;
    const { results } = await env.DB.prepare(carry).bind(since).all<{ sql: string }>();
    await restore();
    for (const { sql } of results) await env.DB.prepare(sql).run();
    expect((await login(app, email, NEW)).status).toBe(200);
    expect((await login(app, email, PASSWORD)).status).toBe(401);
  });

  it('sessions ended since stay ended, and sessions started since do not work', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const restore = await bookmark();
    const begun = await signIn(app, person.email);
    await app.auth.logout.$post({ json: {} }, as(person));
    await restore();
    expect(
      (await app.auth.token.refresh.$post({ json: { refresh: person.refresh_token } })).status,
    ).toBe(401);
    expect(await refusal(await app.auth.me.$get({}, as(begun)))).toEqual([401, 'token_revoked']);
  });
});
