import { env } from 'cloudflare:workers';

const refuse = (what: string) => () => Promise.reject(new Error(`${what} is down`));

/** A D1 that fails every query. */
export function brokenDatabase(): object {
  const statement = {
    bind: () => statement,
    all: refuse('D1'),
    raw: refuse('D1'),
    run: refuse('D1'),
    first: refuse('D1'),
  };
  return { prepare: () => statement, batch: refuse('D1') };
}

/** A D1 that can be read while every batch fails, as after a decision of the guard. */
export function unwritableDatabase(): object {
  return { prepare: (query: string) => env.DB.prepare(query), batch: refuse('D1') };
}

/** A KV that fails every call. */
export function brokenKv(): object {
  return { get: refuse('KV'), put: refuse('KV'), delete: refuse('KV'), list: refuse('KV') };
}
