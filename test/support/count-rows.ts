/**
 * D1 as it is, with a count of the rows that it says were written: each index entry is one, as on
 * the bill.
 */
export function countRows(database: D1Database) {
  let written = 0;
  const note = <T extends D1Result>(result: T): T => {
    written += result.meta.rows_written;
    return result;
  };
  const STATEMENT = Symbol('statement');
  const wrap = (statement: D1PreparedStatement): object =>
    new Proxy(statement, {
      get(object, key) {
        if (key === STATEMENT) return object;
        if (key === 'bind') return (...args: unknown[]) => wrap(object.bind(...args));
        if (key === 'run' || key === 'all') return async () => note(await object[key]());
        const value = Reflect.get(object, key) as unknown;
        return typeof value === 'function' ? (value.bind(object) as unknown) : value;
      },
    });
  return {
    DB: {
      prepare: (query: string) => wrap(database.prepare(query)),
      batch: async (statements: { [STATEMENT]: D1PreparedStatement }[]) =>
        (await database.batch(statements.map((statement) => statement[STATEMENT]))).map(note),
    },
    /** The rows written by `work`. */
    async during(work: () => Promise<unknown>): Promise<number> {
      written = 0;
      await work();
      return written;
    },
  };
}
