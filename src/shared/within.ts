import { systemTimer } from './timer.ts';

/**
 * Awaits work for up to `limit` milliseconds, and then throws what `tooLate` makes. The work itself
 * goes on, and its result is ignored.
 */
export async function within<T>(
  limit: number,
  work: Promise<T>,
  tooLate: () => Error,
  timer = systemTimer,
): Promise<T> {
  let stop: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    stop = timer(limit, () => reject(tooLate()));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    stop?.();
  }
}
