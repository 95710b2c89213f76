import type { Context } from 'hono';
import type { Flash, Flashes } from '../web/flash.ts';
import type { FlashKey } from '../web/flash-keys.ts';
import { sessionOf } from '../web/page-of.ts';

/**
 * Returns what is to be said on this page, once. What another page has words for is kept for it:
 * recovery codes above all, which are shown nowhere else.
 */
export async function takeNotice(
  c: Context,
  { flashes }: { flashes: Flashes },
  keys: readonly FlashKey[],
): Promise<Flash | null> {
  const { sid } = sessionOf(c).claims;
  const flash = await flashes.take(c, sid);
  if (flash === null || keys.includes(flash.key)) return flash;
  await flashes.set(c, flash, sid);
  return null;
}

/** Says something on the next page of this session, then goes there. */
export async function sayAndGo(
  c: Context,
  { flashes }: { flashes: Flashes },
  { to, ...flash }: Flash & { to: string },
): Promise<Response> {
  await flashes.set(c, flash, sessionOf(c).claims.sid);
  return c.redirect(to, 303);
}
