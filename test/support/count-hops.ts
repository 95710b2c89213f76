import { edgeMs, placeCalls, type StorageCall, sumCalls } from './edge-model.ts';
import type { TestEnv } from './test-app.ts';

/**
 * Bindings that note each storage call, so that a test can count those in sequence
 * (`edge-model.ts`).
 */
export function countHops(
  env: Record<string, unknown>,
  pause: (ms: number) => Promise<void> = async () => undefined,
) {
  const calls: StorageCall[] = [];
  let tick = 0;

  function track<T>(name: string, work: () => Promise<T>): Promise<T> {
    const call: StorageCall = { name, start: tick++, end: Number.POSITIVE_INFINITY };
    calls.push(call);
    return pause(edgeMs(name))
      .then(work)
      .finally(() => {
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
    /**
     * The calls since the last reset, how many were sequential, and their wait in the edge model.
     */
    read: () => ({
      ...sumCalls(calls),
      calls: placeCalls(calls).map((call) => `${call.depth} ${call.name}`),
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
      // The count of a rate limit is written after the response.
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
const QUERY = Symbol('query');
type Tracked = { [STATEMENT]: D1PreparedStatement; [QUERY]: string };
type Queries = Pick<D1Database, 'prepare' | 'batch'>;

function trackDatabase(database: D1Database, track: Track): object {
  return {
    ...trackQueries(database, () => 'd1', track),
    withSession: (constraint: string = 'first-unconstrained') => {
      const session = database.withSession(constraint);
      const unconstrained = constraint === 'first-unconstrained';
      // A replica forwards what writes to the primary.
      const placeOf = (queries: string[]) =>
        unconstrained && queries.every((query) => /^\s*select\b/i.test(query)) ? 'replica' : 'd1';
      return {
        ...trackQueries(session, placeOf, track),
        getBookmark: () => session.getBookmark(),
      };
    },
  };
}

function trackQueries(
  database: Queries,
  placeOf: (queries: string[]) => string,
  track: Track,
): object {
  const wrap = (statement: D1PreparedStatement, query: string): object =>
    new Proxy(statement, {
      get(object, key) {
        if (key === STATEMENT) return object;
        if (key === QUERY) return query;
        const value = Reflect.get(object, key) as unknown;
        if (typeof value !== 'function') return value;
        if (key === 'bind') return (...args: unknown[]) => wrap(object.bind(...args), query);
        return (...args: unknown[]) =>
          track(
            `${placeOf([query])}.${String(key)}`,
            () => value.apply(object, args) as Promise<unknown>,
          );
      },
    });
  return {
    prepare: (query: string) => wrap(database.prepare(query), query),
    batch: (statements: Tracked[]) =>
      track(`${placeOf(statements.map((statement) => statement[QUERY]))}.batch`, () =>
        database.batch(statements.map((statement) => statement[STATEMENT])),
      ),
  };
}
