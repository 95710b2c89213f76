import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { GuardTables } from '../../src/guard/guard-tables.ts';

/** Runs work with the tables of a guard; each name has its own, empty at first. */
export const withTables = <T>(
  name: string,
  work: (tables: GuardTables) => T | Promise<T>,
): Promise<T> =>
  runInDurableObject(env.ACCOUNT_GUARD.getByName(name), (_, { storage }) =>
    work(new GuardTables(storage)),
  );
