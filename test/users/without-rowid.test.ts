import { applyD1Migrations, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';

const LAST_BEFORE = 6;
/** Tables of later migrations. */
const LATER = [
  'bulk_jobs',
  'bulk_users',
  'dead_letters',
  'deployment',
  'factor_removals',
  'figures',
  'mails',
  'oauth_clients',
  'passkeys',
  'recovery_codes',
  'runs',
  'user_identities',
];
const DROPPED = ['audit_events_type', 'audit_events_risk'];
const DEAD = ['mfa_email_enabled', 'mfa_email_enabled_at'];
/** Each table with what its rows are sorted by. */
const TABLES = [
  ['users', 'id'],
  ['sessions', 'id'],
  ['password_history', 'id'],
  ['user_factors', 'id'],
  ['audit_events', 'id'],
  ['revoked_tokens', 'jti'],
  ['erased_users', 'user_id'],
] as const;
/** The tables whose rows go with their user. */
const OWNED = ['sessions', 'password_history', 'user_factors'] as const;

type Row = Record<string, string | number | null>;
const all = async <T = Row>(query: string) => (await env.DB.prepare(query).all<T>()).results;
const columnsOf = (table: string) =>
  all<{ name: string; type: string; notnull: number; dflt_value: string | null; pk: number }>(
    `select name, type, "notnull", dflt_value, pk from pragma_table_info('${table}')`,
  );
const indexes = () =>
  all<{ name: string; tbl_name: string; sql: string }>(
    "select name, tbl_name, sql from sqlite_master where type = 'index' and sql is not null order by name",
  );
const foreignKeysOf = (table: string) =>
  all(
    `select "table", "from", "to", on_update, on_delete from pragma_foreign_key_list('${table}')`,
  );

/**
 * Three rows in each table, with a value of its own in every column; those of others belong to the
 * first two users.
 */
async function fill(): Promise<void> {
  for (const [table] of TABLES) {
    const columns = await columnsOf(table);
    for (const n of [1, 2, 3]) {
      const values = columns.map(({ name, type }, index) => {
        if (table === 'users' && name === 'id') return `user-${n}`;
        if (name === 'user_id') return table === 'erased_users' ? `gone-${n}` : `user-${n % 2}`;
        return type === 'integer' ? n * 100 + index : `${name}-${n}`;
      });
      await env.DB.prepare(
        `insert into ${table} (${columns.map(({ name }) => name).join(', ')})
          values (${columns.map(() => '?').join(', ')})`,
      )
        .bind(...values.map((value) => (value === 'user-0' ? 'user-2' : value)))
        .run();
    }
  }
}

async function rows(): Promise<Record<string, Row[]>> {
  const found = TABLES.map(async ([table, key]) => {
    const kept = await all(`select * from ${table} order by ${key}`);
    const alive = kept.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => !DEAD.includes(name))),
    );
    return [table, alive] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

describe('a database from before rows lay under their text key', () => {
  beforeEach(async () => {
    await reset();
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS.slice(0, LAST_BEFORE));
    await fill();
  });

  it('keeps every row of every table, every index that a query needs, and every foreign key', async () => {
    const before = {
      rows: await rows(),
      indexes: (await indexes()).filter(({ name }) => !DROPPED.includes(name)),
      columns: await Promise.all(
        TABLES.map(async ([table]) =>
          (await columnsOf(table)).filter(({ name }) => !DEAD.includes(name)),
        ),
      ),
      keys: await Promise.all(TABLES.map(([table]) => foreignKeysOf(table))),
    };
    expect(Object.values(before.rows).map((found) => found.length)).toEqual(TABLES.map(() => 3));

    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS.slice(0, LAST_BEFORE + 1));

    expect(await rows()).toEqual(before.rows);
    expect(await indexes()).toEqual(before.indexes);
    expect(await Promise.all(TABLES.map(([table]) => foreignKeysOf(table)))).toEqual(before.keys);
    const byName = (columns: { name: string }[]) =>
      columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    for (const [index, [table]] of TABLES.entries())
      expect(byName(await columnsOf(table))).toEqual(byName(before.columns[index] ?? []));
    expect(await all('pragma foreign_key_check')).toEqual([]);

    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
    const tables = await all<{ name: string; sql: string }>(
      `select name, sql from sqlite_master where type = 'table'
        and name not glob '_cf_*' and name not glob 'sqlite_*' and name <> 'd1_migrations'`,
    );
    expect(tables.map(({ name }) => name).sort()).toEqual(
      [...TABLES.map(([table]) => table), ...LATER].sort(),
    );
    for (const { name, sql } of tables) expect(sql, name).toMatch(/without rowid$/i);
  });

  it('still deletes what a user owns with the user, and refuses what nobody owns', async () => {
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
    await env.DB.prepare("delete from users where id = 'user-1'").run();
    for (const table of OWNED)
      expect(await all(`select distinct user_id from ${table}`), table).toEqual([
        { user_id: 'user-2' },
      ]);
    for (const table of ['audit_events', 'revoked_tokens', 'erased_users'])
      expect(await all(`select 1 from ${table}`), table).toHaveLength(3);
    await expect(
      env.DB.prepare("insert into password_history values ('new', 'user-1', 'hash', 1)").run(),
    ).rejects.toThrow(/FOREIGN KEY/);
  });
});
