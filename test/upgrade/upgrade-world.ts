import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, onTestFinished } from 'vitest';
import { argon2id } from '../../src/methods/password/argon2.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import type { Dump, Storage } from './dump-storage.ts';
import type { OldHolder } from './old-person.ts';

/** What `make-fixture.ts` writes. */
export type Fixture = Storage & {
  commit: string;
  /** Epoch milliseconds. */
  now: number;
  settings: Record<string, string>;
  people: Record<string, OldHolder>;
};

// What refers to a row of another table is written after that row.
const PARENTS = ['users', 'user_factors'];
const depth = (table: string) => PARENTS.indexOf(table) + 1 || 9;

function insertsOf({ rows }: Dump) {
  const tables = Object.entries(rows).toSorted(([a], [b]) => depth(a) - depth(b));
  return tables.flatMap(([name, some]) =>
    some.map((row) => ({
      statement: `insert into "${name}" (${Object.keys(row).join(', ')})
        values (${Object.keys(row).map(() => '?')})`,
      values: Object.values(row),
    })),
  );
}

/**
 * Makes D1 what the old version left, and applies the migrations that it did not have, as wrangler
 * does: by their names in `d1_migrations`.
 */
async function restoreDatabase({ database }: Fixture): Promise<void> {
  const { results } = await env.DB.prepare(
    `select name from sqlite_master
      where type = 'table' and name not glob '_cf_*' and name not glob 'sqlite_*'`,
  ).all<{ name: string }>();
  await env.DB.batch([
    env.DB.prepare('pragma defer_foreign_keys = on'),
    ...results.map(({ name }) => env.DB.prepare(`drop table ${name}`)),
  ]);
  const triggers = database.schema.filter((sql) => /^create trigger/i.test(sql));
  const others = database.schema.filter((sql) => !triggers.includes(sql));
  await env.DB.batch([
    ...others.map((sql) => env.DB.prepare(sql)),
    ...insertsOf(database).map(({ statement, values }) =>
      env.DB.prepare(statement).bind(...values),
    ),
    ...triggers.map((sql) => env.DB.prepare(sql)),
  ]);
  for (const { queries } of missingIn(database))
    await env.DB.batch(queries.map((query) => env.DB.prepare(query)));
}

/** The migrations that a database does not have. */
export function missingIn(database: Dump) {
  const applied = database.rows.d1_migrations?.map(({ name }) => name) ?? [];
  return env.TEST_MIGRATIONS.filter(({ name }) => !applied.includes(name));
}

/** Makes the guards what the old version left. Whatever wakes one brings it to today's schema. */
async function restoreGuards({ guards }: Fixture): Promise<void> {
  for (const [name, dump] of Object.entries(guards)) {
    const guard = env.ACCOUNT_GUARD.getByName(name);
    await runInDurableObject(guard, async (_, { storage }) => {
      await storage.deleteAll();
      for (const sql of dump.schema) storage.sql.exec(sql);
      for (const { statement, values } of insertsOf(dump)) storage.sql.exec(statement, ...values);
    });
    await evictDurableObject(guard);
  }
}

/**
 * Puts the storage of an old version under the present service, a second after it stopped. Whatever
 * the test then asks, no answer is a 5xx and no error is logged.
 */
export async function upgrade(fixture: Fixture, settings: object = {}): Promise<TestApp> {
  await restoreDatabase(fixture);
  await Promise.all(Object.entries(fixture.records).map(([key, value]) => env.KV.put(key, value)));
  await restoreGuards(fixture);
  // Hashes of then are real ones.
  const app = createTestApp({
    env: { ...fixture.settings, STAFF_SECOND_FACTOR: 'optional', ...settings },
    argon2: argon2id,
    // A slow machine is no storage that hangs.
    timer: () => () => undefined,
  });
  app.advance(fixture.now + 1000 - app.clock());
  const faults: string[] = [];
  const { fetch } = app;
  app.fetch = async (path, init) => {
    const answer = await fetch(path, init);
    if (answer.status >= 500) faults.push(`${path}: ${answer.status}`);
    return answer;
  };
  onTestFinished(() => {
    const errors = app.logs.filter(({ level }) => level === 'error');
    expect([...faults, ...errors.map(({ event, error }) => `${event}: ${error}`)]).toEqual([]);
  });
  return app;
}
