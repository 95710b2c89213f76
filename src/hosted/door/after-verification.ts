import type { Context } from 'hono';
import type { PageContext } from '../../kit/page-context.ts';
import type { ExchangeToken } from '../../methods/exchange-token/exchange-token.ts';
import { signInOptionsOf } from '../../sessions/sign-in-options.ts';
import { isDatabaseFailure } from '../../shared/database.ts';
import { findAppError } from '../../shared/errors.ts';
import type { Proved } from '../../sign-up/prove-address.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { withReturn } from '../web/return-to.ts';
import { afterSignIn } from './after-sign-in.ts';

export type AfterVerificationDeps = PageDeps & { exchangeToken: ExchangeToken };

/**
 * Answers the proof of an address: signs in, or asks for the second step, as the exchange token
 * does; where the password is void, leads on to choosing another. If the sign-in is refused, the
 * address stays proved, and the reader is led to sign in.
 */
export async function afterVerification(
  c: Context,
  page: PageContext,
  { flashes, exchangeToken, browser }: AfterVerificationDeps,
  { kind, token, usernameTaken }: Proved,
): Promise<Response> {
  const { returnTo } = page;
  if (kind === 'resets') {
    await flashes.set(c, { key: usernameTaken ? 'username_taken' : 'password_void' });
    return c.redirect(withReturn(`/reset-password?token=${token}`, returnTo), 303);
  }
  try {
    const options = signInOptionsOf(c, { token_delivery: 'cookie' });
    const { firstLogin: _, ...signIn } = await exchangeToken({ token, ...options });
    const answer = await afterSignIn(c, signIn, { browser, name: null });
    if (!usernameTaken || signIn.kind !== 'session') return answer;
    await flashes.set(c, { key: 'username_taken' });
    return c.redirect(withReturn('/verify-email', returnTo), 303);
  } catch (error) {
    if (findAppError(error) === undefined && !isDatabaseFailure(error)) throw error;
    await flashes.set(c, { key: 'email_verified' });
    return c.redirect(withReturn('/sign-in', returnTo), 303);
  }
}
