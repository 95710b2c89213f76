import { createHash, createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { getPlatformProxy } from 'wrangler';

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

/** Reads the storage of a service that no longer runs. `names` are all that guards may have. */
export async function dumpStorage(
  service: { folder: string; state: string },
  names: string[],
): Promise<Storage> {
  const root = path.join(service.state, 'v3');
  const [database] = filesIn(path.join(root, 'd1/miniflare-D1DatabaseObject'));
  if (database === undefined) throw new Error('no database was written');
  return {
    database: dump(database),
    records: await readRecords(service.folder, root),
    guards: readGuards(path.join(root, 'do/latchkey-AccountGuard'), names),
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

function readGuards(folder: string, names: string[]): Record<string, Dump> {
  const byId = new Map(names.map((name) => [idOf(name), name]));
  return Object.fromEntries(
    filesIn(folder).map((file) => {
      const name = byId.get(path.basename(file, '.sqlite'));
      if (name === undefined) throw new Error(`whose guard is ${file}?`);
      return [name, dump(file)];
    }),
  );
}

// As the local runtime derives the id of an object from its name (`idFromName` of workerd).
function idOf(name: string): string {
  const key = createHash('sha256').update('latchkey-AccountGuard').digest();
  const half = (of: string | Uint8Array) =>
    createHmac('sha256', key).update(of).digest().subarray(0, 16);
  const first = half(name);
  return Buffer.concat([first, half(first)]).toString('hex');
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
