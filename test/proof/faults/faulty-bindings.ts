import { type Past, READS, type Switchboard, WRITES } from './switchboard.ts';

type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>;
type Queries = Pick<D1Database, 'prepare' | 'batch'>;
type Seen = Map<string, unknown>;

const isRead = (query: string) => /^\s*(select|with)\b/i.test(query);

const STATEMENT = Symbol('statement');
const QUERY = Symbol('query');
type Wrapped = { [STATEMENT]: D1PreparedStatement; [QUERY]: string };

/** A statement whose calls pass the switchboard. A replica remembers what it answered before. */
function faultyStatement(
  statement: D1PreparedStatement,
  query: string,
  { board, place, seen, args = '' }: Place & { args?: string },
): object {
  const call = (method: 'all' | 'raw' | 'run' | 'first') => async () => {
    const key = `${query} ${args} ${method}`;
    const methods = statement as unknown as Methods;
    const past: Past<unknown> =
      seen === null || !isRead(query) ? {} : { stale: () => seen.get(key) ?? noRows(method) };
    const work = async () => {
      const result = await methods[method]?.();
      seen?.set(key, structuredClone(result));
      return result;
    };
    const kinds = isRead(query) ? READS : WRITES;
    return board.through(`${place}.${method} ${subjectOf(query)}`, kinds, work, past);
  };
  return {
    [STATEMENT]: statement,
    [QUERY]: query,
    bind: (...values: unknown[]) =>
      faultyStatement(statement.bind(...values), query, {
        ...{ board, place, seen },
        args: JSON.stringify(values),
      }),
    all: call('all'),
    raw: call('raw'),
    run: call('run'),
    first: call('first'),
  };
}

const noRows = (method: string) => (method === 'all' ? { results: [], success: true } : []);
/** The verb and the table of a query, to tell calls apart. */
const subjectOf = (query: string) =>
  /^\s*(\w+)[\s\S]*?\b(?:from|into|update)\s+["`(]*(\w+)/i.exec(query)?.slice(1).join(' ') ?? '';

type Place = { board: Switchboard; place: 'd1' | 'replica'; seen: Seen | null };

function faultyQueries(db: Queries, place: Place) {
  return {
    prepare: (query: string) => faultyStatement(db.prepare(query), query, place),
    batch: (statements: Wrapped[]) => {
      const inner = statements.map((statement) => statement[STATEMENT]);
      const kinds = statements.every((one) => isRead(one[QUERY])) ? READS : WRITES;
      return place.board.through(`${place.place}.batch`, kinds, () => db.batch(inner));
    },
  };
}

/** D1 and its replica, which can be out of date. */
export function faultyDatabase(db: D1Database, board: Switchboard): object {
  const seen: Seen = new Map();
  return {
    ...faultyQueries(db, { board, place: 'd1', seen: null }),
    withSession: () => faultyQueries(db.withSession(), { board, place: 'replica', seen }),
  };
}

/** KV that can miss a fresh key, and serve a deleted one. */
export function faultyKv(kv: KVNamespace, board: Switchboard): object {
  const written = new Map<string, string>();
  const deleted = new Set<string>();
  const scopeOf = (key: string) =>
    key
      .split(':')
      .slice(0, key.startsWith('ots:') ? 2 : 1)
      .join(':');
  return {
    get: (key: string | string[]) =>
      typeof key !== 'string'
        ? board.through('kv.get many', READS, async () => kv.get(key, 'text'))
        : board.through<string | null>(`kv.get ${scopeOf(key)}`, READS, () => kv.get(key, 'text'), {
            ...(written.has(key) && !deleted.has(key) ? { stale: () => null } : {}),
            ghost: () => (deleted.has(key) ? written.get(key) : undefined),
          }),
    put: (key: string, value: string, options: KVNamespacePutOptions) =>
      board.through(`kv.put ${scopeOf(key)}`, WRITES, async () => {
        written.set(key, value);
        deleted.delete(key);
        await kv.put(key, value, options);
      }),
    delete: (key: string) =>
      board.through(`kv.delete ${scopeOf(key)}`, WRITES, async () => {
        deleted.add(key);
        await kv.delete(key);
      }),
    list: (options: KVNamespaceListOptions) =>
      board.through('kv.list', READS, () => kv.list(options)),
  };
}

/** Calls of a guard that change nothing. */
const GUARD_READS = new Set([
  ...['live', 'accepts', 'lockedUntil', 'listSessions', 'listEvents', 'history', 'listSecrets'],
  ...['ping', 'inspect'],
]);

/** Guards whose calls pass the switchboard. */
export function faultyGuards(guards: Cloudflare.Env['ACCOUNT_GUARD'], board: Switchboard): object {
  return {
    getByName: (name: string) => {
      const stub = guards.getByName(name) as unknown as Methods;
      return new Proxy({} as Methods, {
        get:
          (_, method: string) =>
          (...args: unknown[]) =>
            board.through(`guard.${method}`, GUARD_READS.has(method) ? READS : WRITES, async () =>
              stub[method]?.(...args),
            ),
      });
    },
  };
}
