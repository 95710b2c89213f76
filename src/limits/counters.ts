import type { Random } from '../shared/random.ts';

/** Hits of one key in one window, as this isolate knows them. `elsewhere` are those that KV told of, null until it was asked. */
export type Counter = { hits: number; elsewhere: number | null; endsAt: number };

/** So many keys at the most, so that a flood of addresses does not fill the memory of an isolate. */
const MOST_KEYS = 20_000;

/** The counters of this isolate. Numbers only: nothing here belongs to a request. */
const counters = new Map<string, Counter>();

let id: string | undefined;

/** A name for this isolate, made at the first need: Workers give out no randomness while they start. */
export function isolateId(random: Random): string {
  id ??= random.uuid();
  return id;
}

/** Counts a hit at once, before anything is waited for: a burst inside an isolate is counted exactly. Times in epoch milliseconds. */
export function hit(key: string, now: number, window: number): Counter {
  const known = counters.get(key);
  const counter =
    known !== undefined && known.endsAt > now
      ? known
      : { hits: 0, elsewhere: null, endsAt: windowEnd(now, window) };
  counter.hits++;
  counters.delete(key);
  counters.set(key, counter);
  if (counters.size > MOST_KEYS) forgetOldest();
  return counter;
}

/** The end of the window that `now` lies in. Windows begin at multiples of their length, so that all isolates agree on them. */
export function windowEnd(now: number, window: number): number {
  return (Math.floor(now / window) + 1) * window;
}

function forgetOldest(): void {
  const [oldest] = counters.keys();
  if (oldest !== undefined) counters.delete(oldest);
}
