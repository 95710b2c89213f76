/**
 * Milliseconds that a storage call takes far away from D1's primary: a model to compare routes by,
 * not a measurement. A queue is not part of it.
 */
export const EDGE_MS = { guard: 5, kv: 10, replica: 15, d1: 100, queue: 0 } as const;

/**
 * A storage call. `name` begins with the kind of storage; `start` and `end` are in any one unit.
 */
export type StorageCall = { name: string; start: number; end: number };

/** A call's place on the way to the answer: how many calls deep, and when it ends in the model. */
type Placed<T> = T & { depth: number; finish: number };

/** Milliseconds of a call such as `guard.rotate`. Throws for a storage that the model lacks. */
export function edgeMs(name: string): number {
  const ms = EDGE_MS[name.split('.')[0] as keyof typeof EDGE_MS];
  if (ms === undefined) throw new Error(`the edge model has no storage for ${name}`);
  return ms;
}

/** Places calls, which are in order of their start. A call follows all that ended before it. */
export function placeCalls<T extends StorageCall>(calls: readonly T[]): Placed<T>[] {
  const placed: Placed<T>[] = [];
  for (const call of calls) {
    const before = placed.filter(({ end }) => end < call.start);
    placed.push({
      ...call,
      depth: 1 + Math.max(0, ...before.map(({ depth }) => depth)),
      finish: edgeMs(call.name) + Math.max(0, ...before.map(({ finish }) => finish)),
    });
  }
  return placed;
}

/**
 * How many calls went one after another, and the milliseconds an answer waits for them at the edge.
 * Parallel calls count once. A call that has not ended is not waited for.
 */
export function sumCalls(calls: readonly StorageCall[]): { hops: number; wait: number } {
  const awaited = placeCalls(calls).filter(({ end }) => Number.isFinite(end));
  return {
    hops: Math.max(0, ...awaited.map(({ depth }) => depth)),
    wait: Math.max(0, ...awaited.map(({ finish }) => finish)),
  };
}
