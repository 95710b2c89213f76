import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';

/** What reaches the storage of a binding, or makes it exist. */
const METHODS = {
  DB: ['prepare', 'batch', 'exec', 'withSession', 'dump'],
  KV: ['get', 'getWithMetadata', 'list', 'put', 'delete'],
  ACCOUNT_GUARD: ['get', 'getByName'],
  JOBS: ['send', 'sendBatch'],
} as const;
/** Milliseconds after which the runtime may have evicted an object; it does so after ten seconds. */
const EVICTED_AFTER = 8000;

type Watch = {
  isTouched: boolean;
  /** Since when storage was clean, in milliseconds. */
  cleanSince: number;
  /** Guards that were asked for since then, by id. */
  guards: Set<string>;
};

// Of the runtime, whose bindings are watched once: a test may load modules anew.
const runtime = globalThis as typeof globalThis & { storageWatch?: Watch };
const isWatched = runtime.storageWatch !== undefined;
runtime.storageWatch ??= { isTouched: true, cleanSince: Date.now(), guards: new Set() };
const seen = runtime.storageWatch;

/** Whether storage has been reached since {@link noteCleanStorage}, by anything in this runtime. */
export const isStorageTouched = (): boolean => seen.isTouched;

/** Notes that storage is as a test expects it. */
export function noteCleanStorage(): void {
  seen.isTouched = false;
  seen.cleanSince = Date.now();
  seen.guards.clear();
}

/** Loads everything that has been reached: a reset skips what was evicted by `now`. */
export async function loadStorage(now = Date.now()): Promise<void> {
  if (now - seen.cleanSince >= EVICTED_AFTER) await loadGuards();
  await Promise.all([env.DB.prepare('select 1').run(), env.KV.get('wake')]);
}

async function loadGuards(): Promise<void> {
  const { ACCOUNT_GUARD: namespace } = env;
  const load = (id: string) =>
    runInDurableObject(namespace.get(namespace.idFromString(id)), () => undefined);
  await Promise.all([...seen.guards].map(load));
}

function watch(prototype: object, method: string): void {
  const real: unknown = Reflect.get(prototype, method);
  if (typeof real !== 'function') throw new Error(`a binding has no ${method} any more`);
  const touch = function (this: unknown, ...args: unknown[]): unknown {
    seen.isTouched = true;
    const reached: unknown = Reflect.apply(real, this, args);
    if (isGuard(reached)) seen.guards.add(String(reached.id));
    return reached;
  };
  if (!Reflect.set(prototype, method, touch)) throw new Error(`${method} cannot be watched`);
}

const isGuard = (reached: unknown): reached is DurableObjectStub =>
  reached instanceof Object && reached.constructor.name === 'DurableObject';

// Tests, the Worker and its guards run in one isolate, so whichever instance of a binding they use,
// they share its prototype.
for (const [binding, methods] of isWatched ? [] : Object.entries(METHODS)) {
  const prototype: object = Object.getPrototypeOf(Reflect.get(env, binding));
  for (const method of methods) watch(prototype, method);
}
