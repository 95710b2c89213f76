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

type Hook = (method: string, call: () => Promise<unknown>) => Promise<unknown>;
type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>;

/** Guards whose calls go through `hook`, which may make them, wait, or fail. */
export function hookedGuards(hook: Hook): object {
  return {
    getByName: (name: string) => {
      const stub = env.ACCOUNT_GUARD.getByName(name) as unknown as Methods;
      return new Proxy({} as Methods, {
        get:
          (_, method: string) =>
          (...args: unknown[]) =>
            hook(method, async () => stub[method]?.(...args)),
      });
    },
  };
}

/**
 * Guards that do not answer to one method: the call gets lost on its way there, or its answer on
 * the way back.
 */
export const deafGuards = (deaf: string, lost: 'call' | 'answer' = 'call'): object =>
  hookedGuards(async (method, call) => {
    if (method !== deaf) return call();
    if (lost === 'answer') await call();
    throw new Error('guard is down');
  });

/** D1 that can be read, and whose batches go through `hook`. */
export function hookedDatabase(hook: (call: () => Promise<unknown>) => Promise<unknown>): object {
  return {
    prepare: (query: string) => env.DB.prepare(query),
    batch: (statements: D1PreparedStatement[]) => hook(() => env.DB.batch(statements)),
  };
}

/** A D1 that is read as ever and refuses every write: its primary is away, a replica is not. */
export function readOnlyDatabase(): object {
  const isRead = (query: string) => /^\s*(select|with)\b/i.test(query);
  const broken = brokenDatabase() as { prepare: () => object; batch: () => Promise<never> };
  return {
    prepare: (query: string) => (isRead(query) ? env.DB.prepare(query) : broken.prepare()),
    batch: broken.batch,
  };
}
