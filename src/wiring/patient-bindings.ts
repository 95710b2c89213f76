import type { AccountGuard } from '../guard/account-guard.object.ts';
import { SECOND } from '../shared/clock.ts';
import { storageUnavailable } from '../shared/errors.ts';
import type { Timer } from '../shared/timer.ts';
import { within } from '../shared/within.ts';

/**
 * Milliseconds after which a call that hangs is given up and treated as failed. A write may take
 * effect later all the same: what writes has to bear that.
 */
const PATIENCE = { DB: 5 * SECOND, KV: SECOND, JOBS: 5 * SECOND, ACCOUNT_GUARD: 5 * SECOND };

type Binding = keyof typeof PATIENCE;
type Bindings = Pick<Cloudflare.Env, Binding>;
type Guards = DurableObjectNamespace<AccountGuard>;
type Wait = <T>(work: Promise<T>) => Promise<T>;
type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>;

// What is made of a database is kept by it, so the same binding has to stay the same.
const known = new WeakMap<Timer, WeakMap<object, object>>();

/**
 * The bindings of an environment, whose calls throw `storage_unavailable` if they hang. The same
 * binding and timer give the same object.
 */
export function patientBindings<E extends Bindings>(env: E, timer: Timer): E {
  return {
    ...env,
    DB: keep(env.DB, timer, (db) => patientDatabase(db, waitFor('DB', timer))),
    KV: keep(env.KV, timer, (kv) => {
      const wait = waitFor('KV', timer);
      return patientMethods(kv, ['get', 'put', 'delete', 'list'], wait);
    }),
    JOBS: keep(env.JOBS, timer, (queue) => {
      const wait = waitFor('JOBS', timer);
      return patientMethods(queue, ['send', 'sendBatch', 'metrics'], wait);
    }),
    ACCOUNT_GUARD: keep(env.ACCOUNT_GUARD, timer, (guards) =>
      patientGuards(guards, waitFor('ACCOUNT_GUARD', timer)),
    ),
  };
}

function keep<T extends object>(binding: T, timer: Timer, make: (binding: T) => T): T {
  const made = known.get(timer) ?? new WeakMap<object, object>();
  known.set(timer, made);
  const patient = (made.get(binding) as T | undefined) ?? make(binding);
  made.set(binding, patient);
  return patient;
}

function waitFor(binding: Binding, timer: Timer): Wait {
  const cause = new Error(`${binding} hangs`);
  const tooLate = () => storageUnavailable({ retryAfter: 2, cause });
  return (work) => within(PATIENCE[binding], work, tooLate, timer);
}

async function callOf(methods: Methods, name: string, args: unknown[]): Promise<unknown> {
  const method = methods[name];
  if (method === undefined) throw new TypeError(`the binding has no method ${name}`);
  // Not `method.apply`: of a stub's method that would be a call of the object's method `apply`.
  return Reflect.apply(method, methods, args);
}

/** The methods named; whatever else a binding has is not for us. */
function patientMethods<T extends object>(target: T, names: string[], wait: Wait): T {
  const methods = target as unknown as Methods;
  const entries = names.map((name) => [
    name,
    (...args: unknown[]) => wait(callOf(methods, name, args)),
  ]);
  return Object.fromEntries(entries) as T;
}

function patientGuards(guards: Guards, wait: Wait): Guards {
  const getByName = (name: string) =>
    new Proxy(guards.getByName(name) as unknown as Methods, {
      get:
        (stub, method: string) =>
        (...args: unknown[]) =>
          wait(callOf(stub, method, args)),
    });
  const jurisdiction = (name: DurableObjectJurisdiction) =>
    patientGuards(guards.jurisdiction(name), wait);
  return { getByName, jurisdiction } as unknown as Guards;
}

const STATEMENT = Symbol('statement');
type Wrapped = { [STATEMENT]: D1PreparedStatement };
type Queries = Pick<D1Database, 'prepare' | 'batch'>;

function patientDatabase(db: D1Database, wait: Wait): D1Database {
  const withSession = (constraint?: string) => patientQueries(db.withSession(constraint), wait);
  return { ...patientQueries(db, wait), withSession } as unknown as D1Database;
}

function patientQueries(db: Queries, wait: Wait) {
  return {
    prepare: (query: string) => patientStatement(db.prepare(query), wait),
    batch: (statements: Wrapped[]) =>
      wait(db.batch(statements.map((statement) => statement[STATEMENT]))),
  };
}

/** What Drizzle calls of a statement. */
function patientStatement(statement: D1PreparedStatement, wait: Wait) {
  return {
    [STATEMENT]: statement,
    bind: (...values: unknown[]): object => patientStatement(statement.bind(...values), wait),
    all: () => wait(statement.all()),
    raw: () => wait(statement.raw()),
    run: () => wait(statement.run()),
    first: () => wait(statement.first()),
  };
}
