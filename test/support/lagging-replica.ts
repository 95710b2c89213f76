import { env } from 'cloudflare:workers';

/**
 * D1 with a replica that stops following the primary: once `lag()` was called, it answers each
 * query as it did before, and finds nothing for a query it has not seen. `follow()` ends that.
 */
export function laggingReplica() {
  const seen = new Map<string, unknown>();
  let lags = false;

  const wrap = (statement: D1PreparedStatement, key: string): object =>
    new Proxy(statement, {
      get(target, method) {
        const value = Reflect.get(target, method) as unknown;
        if (typeof value !== 'function') return value;
        if (method === 'bind')
          return (...args: unknown[]) => wrap(target.bind(...args), key + JSON.stringify(args));
        return async (...args: unknown[]) => {
          const call = `${key} ${String(method)}`;
          if (lags) return seen.get(call) ?? [];
          const result = (await value.apply(target, args)) as unknown;
          seen.set(call, structuredClone(result));
          return result;
        };
      },
    });

  return {
    DB: {
      prepare: (query: string) => env.DB.prepare(query),
      batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
      withSession: () => ({
        prepare: (query: string) => wrap(env.DB.prepare(query), query),
        batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
      }),
    },
    lag: () => {
      lags = true;
    },
    follow: () => {
      lags = false;
    },
  };
}
