import { DrizzleQueryError, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { BatchItem, BatchResponse } from 'drizzle-orm/batch';
import { drizzle } from 'drizzle-orm/d1';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { orUnavailable } from './errors.ts';

/** D1 through Drizzle. Only `table.ts` and `*-store.ts` files talk to it. */
export type Database = ReturnType<typeof createDatabase>;

/** A built query, to run in a batch with others. */
export type Statement = BatchItem<'sqlite'>;
/** Statements that succeed or fail together. */
export type Batch = readonly [Statement, ...Statement[]];
/** The rows that each statement of a batch returned. */
export type BatchResults<T extends Batch> = BatchResponse<T>;
/** A condition for a statement to change anything. */
export type Condition = SQL;

/** Opens D1. Nothing is sent until a query runs. */
export function createDatabase(d1: D1Database) {
  return drizzle(d1);
}

/**
 * Opens the nearest replica of D1, or the primary where there is none. It may lag without bound
 * (https://developers.cloudflare.com/d1/best-practices/read-replication/). Each query is a session
 * of its own, so what is built on it can be kept for other requests.
 */
export function openReplica(d1: D1Database): Database {
  const nearest = {
    prepare: (query: string) => ({
      bind: (...values: unknown[]) =>
        d1
          .withSession('first-unconstrained')
          .prepare(query)
          .bind(...values),
    }),
  };
  // It has the methods that Drizzle calls for a single query, but not all that the type asks for.
  return createDatabase(nearest as unknown as D1Database);
}

/**
 * Runs statements as one D1 batch: all or none take effect, in one round trip. Returns their
 * results in order. Throws `storage_unavailable` when D1 does not respond.
 */
export async function runBatch<const T extends Batch>(
  db: Database,
  statements: T,
): Promise<BatchResponse<T>> {
  return orUnavailable(() => db.batch<Statement, T>(statements));
}

/**
 * The select of an `insert … select` of many rows: every column of the table, in its order, under
 * the property's name. All rows are one JSON parameter of up to 2 MB, since D1 binds at most 100
 * per query (https://developers.cloudflare.com/d1/platform/limits/). `condition` filters the rows
 * by values of properties.
 */
export function selectRows<T extends SQLiteTable>(
  table: T,
  rows: Record<keyof T['$inferInsert'] & string, string | number | null>[],
  condition: (valueIn: (property: keyof T['$inferInsert'] & string) => SQL) => SQL,
): SQL {
  const valueIn = (property: string) => sql`json_extract(value, ${sql.raw(`'$.${property}'`)})`;
  const values = Object.keys(getTableColumns(table)).map(valueIn);
  return sql`select ${sql.join(values, sql`, `)}
    from json_each(${JSON.stringify(rows)}) where ${condition(valueIn)}`;
}

/**
 * Whether an error is a failed D1 query. No query relies on a failing constraint, so this means an
 * outage or a fault.
 */
export function isDatabaseFailure(error: unknown): boolean {
  return error instanceof DrizzleQueryError;
}

/** Conditions by the name of what they say. */
export type Facts = Record<string, Condition>;

/** An object as JSON, with whether each condition holds when the statement runs. */
export const withFacts = (object: object, facts: Facts): SQL =>
  Object.entries(facts).reduce(
    (json, [name, holds]) =>
      sql`json_set(${json}, ${`$.${name}`}, json(iif(${holds}, 'true', 'false')))`,
    sql`${JSON.stringify(object)}`,
  );
