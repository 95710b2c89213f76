import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
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
export function dumpStorage({ state }: OldService): Storage {
  const root = path.join(state, 'v3');
  const [database] = filesIn(path.join(root, 'd1/miniflare-D1DatabaseObject'));
  if (database === undefined) throw new Error('no database was written');
  return {
    database: dump(database),
    records: readRecords(path.join(root, 'kv')),
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

/** Reads them from disk: by its own door KV hides what the machine's clock says has ended. */
function readRecords(root: string): Record<string, string> {
  const [file] = filesIn(path.join(root, 'miniflare-KVNamespaceObject'));
  if (file === undefined) throw new Error('no records were written');
  const [namespace] = readdirSync(root).filter((name) => !name.startsWith('miniflare-'));
  const entries = dump(file).rows._mf_entries ?? [];
  const kept = entries.filter(({ key }) => !LEFT_OUT.test(String(key)));
  return Object.fromEntries(
    kept.map(({ key, blob_id: blob }) => {
      const blobFile = path.join(root, namespace ?? '', 'blobs', String(blob));
      return [String(key), readFileSync(blobFile, 'utf8')];
    }),
  );
}
