/**
 * D1 as it is, with the queries that it is asked, and how many, and the rows that it says it read.
 */
export function watchQueries(database: D1Database) {
  const queries = new Set<string>();
  let read = 0;
  let asked = 0;
  const note = <T extends D1Result>(result: T): T => {
    read += result.meta.rows_read;
    asked++;
    return result;
  };
  const inner = new WeakMap<object, D1PreparedStatement>();
  const wrap = (statement: D1PreparedStatement): object => {
    const watched = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      run: async () => note(await statement.run()),
      all: async () => note(await statement.all()),
      // What it reads is told by `all` alone.
      raw: async () => {
        const { results } = note(await statement.all<Record<string, unknown>>());
        return results.map((row) => Object.values(row));
      },
    };
    inner.set(watched, statement);
    return watched;
  };
  return {
    queries,
    /** Rows read so far. */
    read: () => read,
    /** Queries asked so far; each of a batch is one. */
    asked: () => asked,
    DB: {
      prepare: (query: string) => {
        queries.add(query);
        return wrap(database.prepare(query));
      },
      batch: async (statements: object[]) => {
        const given = statements.map((statement) => inner.get(statement) as D1PreparedStatement);
        return (await database.batch(given)).map(note);
      },
    },
  };
}
