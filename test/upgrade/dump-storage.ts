import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { getPlatformProxy } from 'wrangler';
import type { OldService } from './old-service.ts';

export type Cell = string | number | null;
/** A SQLite database: what made its tables, indexes and triggers, in order, and the rows. */
export type Dump = { schema: string[]; rows: Record<string, Record<string, Cell>[]> };
export type Storage = {
  database: Dump;
  /** Records of KV by their keys, without those of mails and limits. */
  records: Record<string, string>;
  /** What each guard has, by its name. */
  guards: Record<string, Dump>;
};

/** What no version reads after an upgrade: rate limits, and mails that were read here. */
const LEFT_OUT = /^(rl|mailbox):/;
/** Tables of the runtime. */
const INTERNAL = /^(_cf_|sqlite_)/;
const NAMED = '__miniflare_do_name';

/** Reads the storage of a service that no longer runs. */
export async function dumpStorage({ folder, state }: OldService): Promise<Storage> {
  const root = path.join(state, 'v3');
  const [database] = filesIn(path.join(root, 'd1/miniflare-D1DatabaseObject'));
  if (database === undefined) throw new Error('no database was written');
  return {
    database: dump(database),
    records: await readRecords(folder, root),
    guards: readGuards(path.join(root, 'do/latchkey-AccountGuard')),
  };
}

const filesIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')
    .map((name) => path.join(folder, name));

function dump(file: string): Dump {
  const database = new DatabaseSync(file);
  const made = database
    .prepare('select type, name, tbl_name as owner, sql from sqlite_master where sql is not null')
    .all() as { type: string; name: string; owner: string; sql: string }[];
  const ours = made.filter(({ owner }) => !INTERNAL.test(owner));
  const tables = ours.filter(({ type }) => type === 'table');
  const rows = tables.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()]);
  database.close();
  return {
    schema: ours.map(({ sql }) => sql),
    rows: Object.fromEntries(rows) as Dump['rows'],
  };
}

// The local runtime notes the name of an object in its database.
function readGuards(folder: string): Record<string, Dump> {
  const dumps = filesIn(folder).map((file) => {
    const { schema, rows } = dump(file);
    const { [NAMED]: named, ...kept } = rows;
    const name = named?.[0]?.name;
    if (typeof name !== 'string') throw new Error(`whose guard is ${file}?`);
    return [name, { schema: schema.filter((sql) => !sql.includes(NAMED)), rows: kept }];
  });
  return Object.fromEntries(dumps) as Record<string, Dump>;
}

async function readRecords(folder: string, root: string): Promise<Record<string, string>> {
  const proxy = await getPlatformProxy<{ KV: KVNamespace }>({
    configPath: path.join(folder, 'wrangler.toml'),
    persist: { path: root },
  });
  try {
    const { KV } = proxy.env;
    const { keys } = await KV.list();
    const kept = keys.map(({ name }) => name).filter((name) => !LEFT_OUT.test(name));
    const values = await Promise.all(kept.map(async (name) => [name, await KV.get(name)]));
    return Object.fromEntries(values) as Record<string, string>;
  } finally {
    await proxy.dispose();
  }
}
