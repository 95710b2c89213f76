import type { Timeline } from './timeline.ts';

/**
 * - `fail`: refused before it takes effect.
 * - `lost`: takes effect, but the answer is lost.
 * - `hang`: never answers and never takes effect.
 * - `late`: never answers, and takes effect once the request has given it up.
 * - `slow`: answers just before it would be given up.
 * - `stale`: a replica of D1 answers as before the last change; KV misses a fresh key.
 * - `ghost`: KV serves a key that was deleted.
 */
export type Kind = 'fail' | 'lost' | 'hang' | 'late' | 'slow' | 'stale' | 'ghost';

/** A call of a binding. `id` tells calls of one name apart, by their order. */
export type Call = {
  id: string;
  name: string;
  /** The faults that make a difference for it. */
  kinds: readonly Kind[];
};

export type Fault = { call: string; kind: Kind };

export const READS: readonly Kind[] = ['fail', 'hang', 'slow'];
export const WRITES: readonly Kind[] = ['fail', 'lost', 'hang', 'late', 'slow'];

/** What stands in the messages of faults: no answer may show it. */
export const CANARY = 'canary-of-a-fault';

/** What a call can answer that is out of date. */
export type Past<T> = { stale?: () => T; ghost?: () => T | undefined };

type Choose = (call: Call) => Kind | undefined;

/**
 * Where every call of a binding passes. While armed it lists the calls, and lets those fail that
 * `choose` names a fault for.
 */
export function createSwitchboard(timeline: Timeline) {
  let choose: Choose | null = null;
  let calls: Call[] = [];
  let faults: Fault[] = [];
  const counts = new Map<string, number>();
  const late: (() => Promise<unknown>)[] = [];

  function note(name: string, kinds: readonly Kind[]): Call {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const call = { id: `${name} #${count}`, name, kinds };
    calls.push(call);
    return call;
  }

  async function fault<T>(
    { id }: Call,
    kind: Kind,
    work: () => Promise<T>,
    past: Past<T>,
  ): Promise<T> {
    switch (kind) {
      case 'fail':
        throw new Error(`${id} fails, ${CANARY}`);
      case 'lost':
        await timeline.track(work);
        throw new Error(`${id} has lost its answer, ${CANARY}`);
      case 'late':
        late.push(work);
        return timeline.stall();
      case 'hang':
        return timeline.stall();
      case 'slow':
        timeline.move(id.startsWith('kv.') ? 900 : 4500);
        return timeline.track(work);
      case 'stale':
        return past.stale?.() ?? timeline.track(work);
      case 'ghost':
        return past.ghost?.() ?? timeline.track(work);
    }
  }

  return {
    /** Passes a call on, or lets it fail. */
    async through<T>(
      name: string,
      kinds: readonly Kind[],
      work: () => Promise<T>,
      past: Past<T> = {},
    ): Promise<T> {
      if (choose === null) return timeline.track(work);
      const ghost = past.ghost?.();
      const possible = [
        ...kinds,
        ...(past.stale === undefined ? [] : ['stale' as const]),
        ...(ghost === undefined ? [] : ['ghost' as const]),
      ];
      const call = note(name, possible);
      const kind = choose(call);
      if (kind === undefined || !possible.includes(kind)) return timeline.track(work);
      faults.push({ call: call.id, kind });
      return fault(call, kind, work, past);
    },

    /** From now on lists calls, and lets some of them fail. */
    arm(by: Choose): void {
      choose = by;
      calls = [];
      faults = [];
      counts.clear();
    },

    /** The faults that have come to pass. */
    faults: (): Fault[] => [...faults],

    /** Ends that. Returns the calls, and the faults that came to pass. */
    disarm(): { calls: Call[]; faults: Fault[] } {
      choose = null;
      return { calls, faults };
    },

    /** Lets what was given up take effect after all. */
    async land(): Promise<void> {
      for (const work of late.splice(0)) await timeline.track(work).catch(() => undefined);
    },
  };
}
export type Switchboard = ReturnType<typeof createSwitchboard>;
