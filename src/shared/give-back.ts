import { afterAnswer } from './after-answer.ts';
import type { Defer } from './defer.ts';

/** Does work until it succeeds, at most so many times. Throws what the last try throws. */
export async function tryTimes<T>(times: number, work: () => Promise<T>): Promise<T> {
  for (let left = times; left > 1; left--) {
    try {
      return await work();
    } catch {
      // Only the last error is worth reporting.
    }
  }
  return work();
}

/**
 * Gives back what a failed request took: twice at once, and if that fails, twice more after the
 * answer. If all of it fails, the owner is refused what is theirs, and `event` is logged. The work
 * must be idempotent, since the answer to any try may have been lost. Throws what the second try
 * throws.
 */
export async function giveBack(
  work: () => Promise<unknown>,
  { defer, event }: { defer: Defer; event: string },
): Promise<void> {
  try {
    await tryTimes(2, work);
  } catch (error) {
    defer(
      afterAnswer(() => tryTimes(2, work)),
      event,
    );
    throw error;
  }
}
