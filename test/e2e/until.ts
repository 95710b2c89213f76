import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Milliseconds that a script waits for whatever must come: a mail, a page, a program, a server. On
 * two cores that serve three scripts at once, what takes a second alone has taken thirty. What
 * comes early costs nothing; what never comes is a failure all the same.
 */
export const PATIENCE = 120_000;

/** Milliseconds between two looks. */
const PAUSE = 100;

/** Looks until there is something, and returns it; undefined if it does not come. */
export async function eventually<T>(
  look: () => T | undefined | Promise<T | undefined>,
  pause = PAUSE,
): Promise<T | undefined> {
  for (const last = Date.now() + PATIENCE; ; await sleep(pause)) {
    const found = await look();
    if (found !== undefined || Date.now() > last) return found;
  }
}

/** Looks until there is something, and returns it. Throws what is missing if it does not come. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const found = await eventually(look);
  if (found === undefined) throw new Error(`no ${what} within ${PATIENCE / 1000} seconds`);
  return found;
}
