import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { GuardTables } from '../../src/guard/guard-tables.ts';
import { MIGRATIONS } from '../../src/guard/schema.ts';
import { HOUR } from '../../src/shared/clock.ts';

export const NOW = Date.UTC(2200, 0, 1);
export const END = NOW + HOUR;
const INSERT = 'insert into secrets (key, expires_at) values (?, ?) returning key';

let counter = 0;
/** Runs work on the empty storage of a new object, with readers of what is in it. */
export const onStorage = (work: (kit: ReturnType<typeof kitOf>) => Promise<void>) =>
  runInDurableObject(env.ACCOUNT_GUARD.getByName(`tables-${++counter}`), (_, { storage }) =>
    work(kitOf(storage)),
  );
function kitOf(storage: DurableObjectStorage) {
  const open = (migrations = MIGRATIONS) => new GuardTables(storage, migrations);
  const tables = open();
  const names = () =>
    storage.sql
      .exec<{ name: string }>("select name from sqlite_master where name not glob '_cf_*'")
      .toArray()
      .map(({ name }) => name);
  const keep = (key: string, expiresAt = END, by = tables) =>
    by.insert(expiresAt, INSERT, key, expiresAt);
  const kept = (by = tables) =>
    by.rows<{ key: string }>('select key from secrets').map(({ key }) => key);
  return { storage, sql: storage.sql, tables, open, names, keep, kept };
}
