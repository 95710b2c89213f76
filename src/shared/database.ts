import { DrizzleQueryError } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import { drizzle } from 'drizzle-orm/d1';
import { orUnavailable } from './errors.ts';

/** D1 through Drizzle. Only `table.ts` and `*-store.ts` files talk to it. */
export type Database = ReturnType<typeof createDatabase>;

/** A query that has been built and not yet run, to be put in a batch with others. */
export type Statement = BatchItem<'sqlite'>;

/** Opens D1. Nothing is sent until a query runs. */
export function createDatabase(d1: D1Database) {
  return drizzle(d1);
}

/**
 * Runs statements as one D1 batch: all of them happen or none does, in one round trip.
 * Answers their results in order. Throws `storage_unavailable` when D1 does not answer.
 */
export async function runBatch(db: Database, statements: [Statement, ...Statement[]]): Promise<unknown[]> {
  return orUnavailable(() => db.batch(statements));
}

/** Whether an error is D1 failing a query. No query of ours relies on a failing constraint, so this is an outage or a fault. */
export function isDatabaseFailure(error: unknown): boolean {
  return error instanceof DrizzleQueryError;
}
