import type { Context } from 'hono';
import type { FlashKey } from '../web/flash-keys.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf } from '../web/page-of.ts';
import { clearPending } from '../web/pending-cookie.ts';
import { withReturn } from '../web/return-to.ts';

/** Forgets the sign-in that waits, and says why where a new one begins. */
export async function endWaiting(
  c: Context,
  { flashes }: Pick<PageDeps, 'flashes'>,
  key: FlashKey = 'sign_in_expired',
): Promise<Response> {
  clearPending(c);
  await flashes.set(c, { key });
  return c.redirect(withReturn('/sign-in', pageOf(c).returnTo), 303);
}
