import { eq, gte, type SQL, sql } from 'drizzle-orm';
import { type Database, runBatch } from '../shared/database.ts';
import { orUnavailable } from '../shared/errors.ts';
import { figures, runs } from './table.ts';

/** Numbers by name; a name that is missing counts 0. */
export type Counts = Record<string, number>;
/** What was counted in an hour, which began at `hour` (epoch milliseconds). */
export type HourCounts = { hour: number; counts: Counts };
/** When something last ran (epoch milliseconds), and what came of it. */
export type Run = { at: number; report: Record<string, number | boolean> };

// What triggers of the migrations do too: the sum of both, name by name.
const SUM = sql`(select json_group_object(name, n) from (select key as name, sum(value) as n from (
  select key, value from json_each(figures.counts)
  union all select key, value from json_each(excluded.counts)) group by key))`;

/** Keeps what is counted. */
export type FiguresStore = ReturnType<typeof createFiguresStore>;

/** Counts in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export function createFiguresStore(db: Database) {
  const addStatement = (rows: SQL) =>
    db
      .insert(figures)
      .select(rows)
      .onConflictDoUpdate({ target: figures.hour, set: { counts: SUM } });
  return {
    /** Adds to the counts of hours, one row written for each. */
    async add(hours: HourCounts[]): Promise<void> {
      if (hours.length === 0) return;
      const rows = sql`select json_extract(value, '$.hour'), json_extract(value, '$.counts')
        from json_each(${JSON.stringify(hours)}) where true`;
      await orUnavailable(() => addStatement(rows));
    },

    /** The counts of everything that was ever counted. */
    async totals(): Promise<Counts> {
      const rows = await orUnavailable(() =>
        db.all<{ name: string; n: number }>(
          sql`select key as name, sum(value) as n from figures, json_each(figures.counts)
            group by key`,
        ),
      );
      return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
    },

    /** The counts of the hours that began at `since` or later, the earliest first. */
    since: (since: number): Promise<HourCounts[]> =>
      orUnavailable(() =>
        // biome-ignore lint/plugin/bounded-query: one row an hour; the callers ask for days.
        db.select().from(figures).where(gte(figures.hour, since)).orderBy(figures.hour),
      ),

    /** Adds up the hours that began before `before`, so that readers read few rows. */
    async fold(before: number): Promise<void> {
      const old = sql`hour > 0 and hour < ${before}`;
      const summed = sql`select 0, json_group_object(name, n) from (
        select key as name, sum(value) as n from figures, json_each(figures.counts)
        where ${old} group by key) having count(*) > 0`;
      await runBatch(db, [addStatement(summed), db.delete(figures).where(old)]);
    },

    /** Keeps the latest run of its name. */
    async noteRun(name: string, run: Run): Promise<void> {
      await orUnavailable(() =>
        db
          .insert(runs)
          .values({ name, ...run })
          .onConflictDoUpdate({ target: runs.name, set: run }),
      );
    },

    /** The latest run of its name; null if there was none. */
    async lastRun(name: string): Promise<Run | null> {
      const [run] = await orUnavailable(() =>
        db.select({ at: runs.at, report: runs.report }).from(runs).where(eq(runs.name, name)),
      );
      return run ?? null;
    },
  };
}
