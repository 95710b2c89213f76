import { applyD1Migrations, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createDatabase } from '../../src/shared/database.ts';
import { createFactorStore } from '../../src/users/factor-store.ts';
import { createUserDirectoryStore } from '../../src/users/user-directory-store.ts';
import { createUserStore } from '../../src/users/user-store.ts';
import { createServices } from '../../src/wiring/services.ts';
import { freshEmail, refusal, signIn, tokenOf } from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';
import { logIn, resend, rowsOf, SQUATTERS, signUp, verify } from '../support/unproved.ts';

const DAY = 86_400_000;
const before = env.TEST_MIGRATIONS.slice(0, 2);
const HASH = () =>
  env.DB.prepare('select password_hash from users limit 1').first<string>('password_hash');

/** A row as written before several registrations could share one address. */
async function insert(id: string, name: string, passwordHash: string, verifiedAt: number | null) {
  await env.DB.prepare(
    `insert into users (id, email, email_normalized, username, username_normalized, password_hash,
       email_verified_at, mfa_email_enabled, password_changed_at, sign_in_epoch, created_at, updated_at)
     values (?1, ?2, ?2, ?3, ?3, ?4, ?5, ?6, 1, 1, 1, 1)`,
  )
    .bind(id, `${name}@example.com`, name, passwordHash, verifiedAt, verifiedAt === null ? 0 : 1)
    .run();
}

describe('a database from before several registrations could share an address', () => {
  it('keeps its accounts, what they own and what they wait for', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'off' } });
    await signUp(app, 'donor@example.com');
    const hash = (await HASH()) ?? '';
    await reset();
    await applyD1Migrations(env.DB, before);
    await insert('01900000-0000-7000-8000-000000000001', 'ada', hash, DAY);
    await insert('01900000-0000-7000-8000-000000000002', 'grace', hash, null);
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);

    const ada = await signIn(app, 'ada@example.com');
    expect(ada.user).toMatchObject({ id: '01900000-0000-7000-8000-000000000001', username: 'ada' });
    const taken = { email: 'x@example.com', password: SQUATTERS, username: 'ADA' };
    expect(await refusal(await app.post('/api/v1/auth/register', taken))).toEqual([
      409,
      'username_taken',
    ]);
    await signUp(app, 'ada@example.com', { password: SQUATTERS });
    expect(await rowsOf('ada@example.com')).toHaveLength(1);

    expect(await refusal(await logIn(app, 'grace@example.com', 'correct-Horse-7-battery'))).toEqual(
      [403, 'email_not_verified'],
    );
    await signUp(app, 'grace@example.com', { password: SQUATTERS, username: 'grace' });
    expect(await rowsOf('grace@example.com')).toHaveLength(2);
    const token = await resend(app, 'grace@example.com');
    await verify(app, { token, password: 'correct-Horse-7-battery' });
    const grace = await signIn(app, 'grace@example.com');
    expect(grace.user).toMatchObject({
      id: '01900000-0000-7000-8000-000000000002',
      username: 'grace',
    });
  });
});

describe('a database from before the table of second factors', () => {
  it('keeps the users who enabled the mailed code and since when, and no others', async () => {
    await reset();
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS.slice(0, 3));
    const people = [
      ['01900000-0000-7000-8000-000000000011', 'on', 1, DAY],
      ['01900000-0000-7000-8000-000000000012', 'long', 1, null],
      ['01900000-0000-7000-8000-000000000013', 'off', 0, null],
      ['01900000-0000-7000-8000-000000000014', 'undone', 0, DAY],
    ] as const;
    for (const [id, name, enabled, since] of people) {
      await insert(id, name, 'x', DAY);
      await env.DB.prepare(
        'update users set mfa_email_enabled = ?1, mfa_email_enabled_at = ?2 where id = ?3',
      )
        .bind(enabled, since, id)
        .run();
    }
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);

    const db = createDatabase(env.DB);
    const [users, factors] = [createUserStore(db), createFactorStore(db)];
    const kept = await Promise.all(
      people.map(async ([id]) => ({
        kinds: (await users.findById(id))?.factors,
        rows: await factors.list(id),
      })),
    );
    const row = { kind: 'email_otp', label: null, lastUsedAt: null };
    expect(kept).toMatchObject([
      { kinds: ['email_otp'], rows: [{ ...row, createdAt: DAY }] },
      { kinds: ['email_otp'], rows: [{ ...row, createdAt: null }] },
      { kinds: [], rows: [] },
      { kinds: [], rows: [] },
    ]);
    const ids = kept.flatMap(({ rows }) => rows.map(({ id }) => id));
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(z.uuid().safeParse(id).success, id).toBe(true);
    expect(await users.findById(people[0][0])).toMatchObject({ locale: null });
  });
});

describe('a database from before OAuth clients', () => {
  const OWNER = '01900000-0000-7000-8000-000000000021';
  const columns = async () =>
    (
      await env.DB.prepare(
        "select name, type from pragma_table_info('sessions') order by cid",
      ).all<{ name: string; type: string }>()
    ).results;
  const sessions = async () =>
    (await env.DB.prepare('select * from sessions order by id').all()).results;
  /** Writes a session as a release with these columns does. */
  const write = (id: string, known: { name: string; type: string }[]) =>
    env.DB.prepare(
      `insert into sessions (${known.map(({ name }) => name).join(', ')})
         values (${known.map(() => '?').join(', ')})`,
    )
      .bind(
        ...known.map(({ name, type }) => {
          if (name === 'id') return id;
          if (name === 'user_id') return OWNER;
          return type === 'integer' ? 5 : `["${name}"]`;
        }),
      )
      .run();

  it('keeps its sessions, which no client holds, and takes those of the release before', async () => {
    await reset();
    await applyD1Migrations(
      env.DB,
      env.TEST_MIGRATIONS.filter(({ name }) => name < '0010'),
    );
    await env.DB.prepare(
      `insert into users (id, email, email_normalized, created_at, updated_at)
         values (?1, 'ada@example.com', 'ada@example.com', 1, 1)`,
    )
      .bind(OWNER)
      .run();
    const known = await columns();
    expect(known.map(({ name }) => name)).not.toContain('client_id');
    await write('session-1', known);
    const before = await sessions();

    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
    expect(await sessions()).toEqual(before.map((row) => ({ ...row, client_id: null })));
    await write('session-2', known);
    expect(await sessions()).toMatchObject([{ client_id: null }, { client_id: null }]);
    const { clients } = createServices({ env, defer: () => undefined }).stores;
    expect(await clients.list()).toEqual([]);
  });
});

describe('the table of users', () => {
  it('is never scanned to find one user', async () => {
    const asked = new Set<string>();
    const DB = {
      prepare: (query: string) => {
        asked.add(query);
        return env.DB.prepare(query);
      },
      batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
    };
    const app = createTestApp({ env: { DB, EMAIL_VERIFICATION: 'optional' } });
    const email = freshEmail();
    await signUp(app, email, { password: SQUATTERS, username: 'hopper' });
    await signIn(app, email, { password: SQUATTERS });
    await signUp(app, email, { username: 'hopper' });
    await verify(app, { token: await resend(app, email) });
    await app.post('/api/v1/auth/password/reset', { email });
    const reset = tokenOf((await app.lastMail(email)).links[0]);
    const body = { token: reset, new_password: 'another-Horse-8-battery' };
    expect((await app.post('/api/v1/auth/password/reset/confirm', body)).status).toBe(200);
    await app.post('/api/v1/auth/login', { username: 'hopper', password: SQUATTERS });
    const { operator } = createServices({ env: app.env, defer: () => undefined, clock: app.clock });
    await operator.create(freshEmail());
    await createUserDirectoryStore(createDatabase(app.env.DB)).list({
      query: 'hop',
      status: undefined,
      role: undefined,
      verified: undefined,
      secondFactor: undefined,
      lastSeen: undefined,
      sort: 'created',
      order: 'desc',
      after: null,
      limit: 50,
      now: app.clock(),
    });

    const aboutUsers = [...asked].filter((query) => /(from|update|into) "users"/.test(query));
    expect(aboutUsers.length).toBeGreaterThan(10);
    for (const query of aboutUsers) {
      const values = Array.from(query.matchAll(/\?/g), () => 0);
      const { results } = await env.DB.prepare(`explain query plan ${query}`)
        .bind(...values)
        .all<{ detail: string }>();
      const scans = results.filter(({ detail }) =>
        /^SCAN (users|other|user_factors)\b(?!.* users_privileged)/.test(detail),
      );
      expect(scans, query).toEqual([]);
    }
  });
});
