import { env } from 'cloudflare:workers';

const refuse = (what: string) => () => Promise.reject(new Error(`${what} is down`));

/** D1 that answers no query. */
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

/** D1 that can be read, while every batch fails: what a write finds that comes after a decision of the guard. */
export function unwritableDatabase(): object {
  return { prepare: (query: string) => env.DB.prepare(query), batch: refuse('D1') };
}

/** KV that answers nothing. */
export function brokenKv(): object {
  return { get: refuse('KV'), put: refuse('KV'), delete: refuse('KV'), list: refuse('KV') };
}

/** Guards that do not answer one of their calls. */
export function guardsWithout(method: string): object {
  return {
    getByName: (name: string) =>
      new Proxy(env.ACCOUNT_GUARD.getByName(name) as object, {
        get: (stub, key) =>
          key === method ? refuse('the guard') : (Reflect.get(stub, key) as unknown),
      }),
  };
}
