import type { Timer } from '../../../src/shared/timer.ts';

/** Turns of the event loop without a call at work, after which only calls that hang are left. */
const IDLE = 4;
/** Turns after which nothing more is to be expected of a request that waits for no timer. */
const FOREVER = 2000;

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/**
 * Time in which calls hang: it passes once all other calls are done, so that none is given up but
 * those that hang, and no test waits. `pass` moves the clocks of the service.
 */
export function createTimeline(pass: (ms: number) => void) {
  const timers = new Set<{ due: number; fire: () => void }>();
  let now = 0;
  let busy = 0;
  let stalls = 0;
  let isWatched = false;
  let tellStuck: (error: Error) => void = () => undefined;

  const timer: Timer = (ms, fire) => {
    const one = { due: now + ms, fire };
    timers.add(one);
    return () => void timers.delete(one);
  };

  function move(ms: number): void {
    now += ms;
    pass(ms);
  }

  /** Lets time pass until nothing hangs any more. */
  async function watch(): Promise<void> {
    let idle = 0;
    for (let turns = 0; stalls > 0 && turns < FOREVER; turns++) {
      await turn();
      idle = busy > 0 ? 0 : idle + 1;
      if (idle < IDLE || timers.size === 0) continue;
      [idle, turns] = [0, 0];
      const due = Math.min(...[...timers].map((one) => one.due));
      move(Math.max(0, due - now));
      for (const one of [...timers])
        if (one.due <= now) {
          timers.delete(one);
          one.fire();
        }
    }
    isWatched = false;
    if (stalls > 0) tellStuck(new Error('a request waits for ever'));
  }

  return {
    timer,
    /** Milliseconds that have passed so far. */
    now: () => now,
    move,
    /** Notes that a call is at work. */
    async track<T>(work: () => Promise<T>): Promise<T> {
      busy++;
      try {
        return await work();
      } finally {
        busy--;
      }
    },
    /** A call that never answers. */
    stall(): Promise<never> {
      stalls++;
      if (!isWatched) {
        isWatched = true;
        void watch();
      }
      return new Promise(() => undefined);
    },
    /** Awaits work, and throws if it waits for ever for a call that hangs. */
    async run<T>(work: Promise<T>): Promise<T> {
      const stuck = new Promise<never>((_, reject) => {
        tellStuck = reject;
      });
      try {
        return await Promise.race([work, stuck]);
      } finally {
        stalls = 0;
      }
    },
    /** Waits for work that goes on after an answer. */
    async rest(): Promise<void> {
      for (let quiet = 0; quiet < IDLE; quiet++) {
        await turn();
        if (busy > 0) quiet = 0;
      }
    },
  };
}
export type Timeline = ReturnType<typeof createTimeline>;
