import type { TestEnv } from './test-app.ts';

type Call = { name: string; start: number; end: number; depth: number };

/**
 * Bindings that note each storage call with its beginning and its end, so that a test can say how many went one after
 * another on the way to an answer. Calls that overlap count once.
 */
export function countHops(env: Record<string, unknown>) {
  const calls: Call[] = [];
  let tick = 0;

  function track<T>(name: string, work: () => Promise<T>): Promise<T> {
    const start = tick++;
    const depth =
      1 + Math.max(0, ...calls.filter((call) => call.end < start).map((call) => call.depth));
    const call: Call = { name, start, end: Number.POSITIVE_INFINITY, depth };
    calls.push(call);
    return work().finally(() => {
      call.end = tick++;
    });
  }

  const wrapped = {
    ...env,
    DB: trackDatabase(env.DB as D1Database, track),
    KV: trackMethods('kv', env.KV as object, ['get', 'put', 'delete', 'list'], track),
    JOBS: trackMethods('queue', env.JOBS as object, ['send', 'sendBatch'], track),
    ACCOUNT_GUARD: trackGuard(env.ACCOUNT_GUARD as TestEnv['ACCOUNT_GUARD'], track),
  };

  return {
    env: wrapped,
    /** How many calls went one after another since the last reset, and which. */
    read: () => ({
      hops: Math.max(0, ...calls.map((call) => call.depth)),
      calls: calls.map((call) => `${call.depth} ${call.name}`),
    }),
    /** Waits for work that goes on after an answer. */
    async rest() {
      for (let quiet = 0; quiet < 5; quiet++) {
        if (calls.some(({ end }) => end === Number.POSITIVE_INFINITY)) quiet = 0;
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    },
    reset: () => {
      calls.length = 0;
    },
  };
}

type Track = <T>(name: string, work: () => Promise<T>) => Promise<T>;
type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>;

function trackMethods(name: string, target: object, methods: string[], track: Track): object {
  return new Proxy(target, {
    get(object, key) {
      const value = Reflect.get(object, key) as unknown;
      if (typeof value !== 'function') return value;
      if (!methods.includes(String(key))) return value.bind(object) as unknown;
      // The count of a rate limit is shared after the answer.
      if (key === 'put')
        return (...args: unknown[]) =>
          String(args[0]).startsWith('rl:')
            ? (object as Methods).put?.(...args)
            : track(`${name}.put`, () => (object as Methods).put?.(...args) as Promise<unknown>);
      return (...args: unknown[]) =>
        track(
          `${name}.${String(key)}`,
          () => (object as Methods)[String(key)]?.(...args) as Promise<unknown>,
        );
    },
  });
}

function trackGuard(namespace: TestEnv['ACCOUNT_GUARD'], track: Track): object {
  return {
    getByName: (name: string) =>
      new Proxy(namespace.getByName(name) as object, {
        get:
          (stub, key) =>
          (...args: unknown[]) =>
            track(`guard.${String(key)}`, async () => (stub as Methods)[String(key)]?.(...args)),
      }),
  };
}

const STATEMENT = Symbol('statement');

function trackDatabase(database: D1Database, track: Track): object {
  const wrap = (statement: D1PreparedStatement): object =>
    new Proxy(statement, {
      get(object, key) {
        if (key === STATEMENT) return object;
        const value = Reflect.get(object, key) as unknown;
        if (typeof value !== 'function') return value;
        if (key === 'bind') return (...args: unknown[]) => wrap(object.bind(...args));
        return (...args: unknown[]) =>
          track(`d1.${String(key)}`, () => value.apply(object, args) as Promise<unknown>);
      },
    });
  return {
    prepare: (query: string) => wrap(database.prepare(query)),
    batch: (statements: object[]) =>
      track('d1.batch', () =>
        database.batch(
          statements.map(
            (statement) => (statement as { [STATEMENT]: D1PreparedStatement })[STATEMENT],
          ),
        ),
      ),
  };
}
