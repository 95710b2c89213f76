/** Rows a statement inserts at most. */
const CHUNK = 20_000;

/**
 * Copies of one row of a table: `count` of them, numbered from `from`. `where` finds the row;
 * `fresh` has the SQL, in terms of the number `n`, of the columns in which the copies differ.
 */
export type RowCopies = {
  table: string;
  where: string;
  from: number;
  count: number;
  fresh: Record<string, string>;
};

/**
 * Returns a statement that inserts `count` copies, numbered from `from`. Every other column is that
 * of the copied row, so that a migration changes nothing here.
 */
export function toCopySql(columns: readonly string[], copies: RowCopies): string {
  const { table, where, from, count, fresh } = copies;
  const values = columns.map((column) => fresh[column] ?? `copied."${column}"`);
  return `insert into ${table} (${columns.map((column) => `"${column}"`).join(', ')})
    with recursive numbers(n) as (select ${from} union all
      select n + 1 from numbers where n + 1 < ${from + count})
    select ${values.join(', ')}
    from numbers cross join (select * from ${table} where ${where} limit 1) copied`;
}

/** Copies a row of D1. */
export async function copyRows(db: D1Database, copies: RowCopies): Promise<void> {
  const { results } = await db
    .prepare('select name from pragma_table_info(?)')
    .bind(copies.table)
    .all<{ name: string }>();
  const columns = results.map(({ name }) => name);
  const end = copies.from + copies.count;
  for (let from = copies.from; from < end; from += CHUNK)
    await db
      .prepare(toCopySql(columns, { ...copies, from, count: Math.min(CHUNK, end - from) }))
      .run();
}
