import type { Context } from 'hono';
import type { Flash, Flashes } from '../web/flash.ts';
import type { FlashKey } from '../web/flash-keys.ts';

/**
 * Returns what was said for this page, if its key is among `keys`, and keeps it for five more
 * minutes: a page that is reloaded, or come back to, still says it.
 */
export async function keepFlash(
  c: Context,
  flashes: Flashes,
  keys: readonly FlashKey[],
): Promise<Flash | null> {
  const flash = await flashes.take(c);
  if (flash === null || !keys.includes(flash.key)) return null;
  await flashes.set(c, flash);
  return flash;
}
