import { toCopySql } from './copy-rows.ts';
import type { Served } from './serve.ts';
import { freshId } from './service-rows.ts';

// The one place that knows how a guard keeps a person's history: the table, and the column that is
// its key.
const TABLE = 'events';
const KEY = 'id';

/** Events that are put into a guard. */
export const EVENTS = 10_000;

type FillableGuard = { runSql: (query: string) => Promise<Record<string, string>[]> };

/**
 * Fills the guard of a user with copies of an event that it has. Returns false where guards keep no
 * events, and changes nothing then.
 */
export async function fillGuard(served: Served, userId: string): Promise<boolean> {
  const guards = await served.mf.getDurableObjectNamespace('ACCOUNT_GUARD');
  const guard = guards.get(guards.idFromName(userId)) as unknown as FillableGuard;
  const columns = await guard.runSql(`select name from pragma_table_info('${TABLE}')`);
  if (columns.length === 0) return false;
  await guard.runSql(
    toCopySql(
      columns.map(({ name }) => name ?? ''),
      {
        table: TABLE,
        where: 'true',
        from: 0,
        count: EVENTS,
        fresh: { [KEY]: freshId('n', 'feed0000') },
      },
    ),
  );
  return true;
}
