import type { Context } from 'hono';
import { type Browser, rememberDevice } from '../sessions/token-answer.ts';
import { hasPossession } from '../step-up/fresh-proof.ts';
import type { AccountView } from '../users/user.ts';

/**
 * Makes a browser that has reset the password a known device, unless the account has a factor that
 * proves possession: a known device has tries of its own at its codes, and whoever reads the mail
 * can reset the password again and again.
 */
export function rememberBrowser(c: Context, user: AccountView, browser: Browser): void {
  if (!hasPossession(user)) rememberDevice(c, user, browser);
}
