import { env } from 'cloudflare:workers';

type Statement = { sql: string; values: unknown[] };

/** What makes an empty database a migrated one; it is the same for every test of a runtime. */
let known: Statement[] | undefined;

/**
 * Brings an empty database to where all migrations leave it. The first time they run; what they
 * have made is then read from the database itself, and made by one statement, which takes a sixth of
 * the time: later migrations rebuild what earlier ones made, and each statement has its own costs.
 */
export async function migrate(): Promise<void> {
  if (known !== undefined) return run(known);
  const queries = env.TEST_MIGRATIONS.flatMap(({ queries: some }) => some);
  await run(queries.map((sql) => ({ sql, values: [] })));
  known = await readAll();
}

async function run(statements: Statement[]): Promise<void> {
  await env.DB.batch(statements.map(({ sql, values }) => env.DB.prepare(sql).bind(...values)));
}

/** Tables, indexes and triggers in the order of their making, as one statement, then the rows. */
async function readAll(): Promise<Statement[]> {
  const { results } = await env.DB.prepare(
    `select type, name, sql from sqlite_master
      where sql is not null and name not glob '_cf_*' and name not glob 'sqlite_*'`,
  ).all<{ type: string; name: string; sql: string }>();
  const rows: Statement[] = [];
  for (const { name } of results.filter(({ type }) => type === 'table'))
    rows.push(...(await readRows(name)));
  return [{ sql: results.map(({ sql }) => sql).join(';\n'), values: [] }, ...rows];
}

async function readRows(table: string): Promise<Statement[]> {
  const { results } = await env.DB.prepare(`select * from "${table}"`).all();
  return results.map((row) => {
    const columns = Object.keys(row).map((name) => `"${name}"`);
    const places = columns.map(() => '?');
    const sql = `insert into "${table}" (${columns.join()}) values (${places.join()})`;
    return { sql, values: Object.values(row) };
  });
}
