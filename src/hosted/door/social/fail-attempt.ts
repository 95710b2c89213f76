import type { Context } from 'hono';
import type { Attempt } from '../../../methods/social/attempt.ts';
import {
  providerAnswerInvalid,
  providerRefused,
  providerUnreachable,
} from '../../../methods/social/errors.ts';
import { identityRefused } from '../../../methods/social/identity-errors.ts';
import { defineError } from '../../../shared/errors.ts';
import type { FlashKey } from '../../web/flash-keys.ts';
import type { PageDeps } from '../../web/page-deps.ts';
import { pageOf } from '../../web/page-of.ts';
import { withReturn } from '../../web/return-to.ts';
import { refusalOf } from '../refusal.ts';
import { providerOf } from './provider-names.ts';

/** Nothing began this way in this browser, or it took too long. */
export const attemptLost = defineError(
  'attempt_lost',
  'unauthenticated',
  'This sign-in began in another browser, or took too long',
);

/** What is said of each refusal where the person goes on. */
const NOTICES: Record<string, FlashKey> = {
  [attemptLost.code]: 'provider_lost',
  [identityRefused.code]: 'provider_lost',
  [providerRefused.code]: 'provider_refused',
  [providerUnreachable.code]: 'provider_unreachable',
  [providerAnswerInvalid.code]: 'provider_invalid',
};

type Failed = {
  error: unknown;
  /** Null where none was found: the person is led to sign in. */
  attempt: Pick<Attempt, 'intent' | 'returnTo'> | null;
};

/**
 * Leads a person on after a failed attempt at a provider, with a notice that says why: to sign-in
 * and from there to their goal, or to the connections of their account. Throws any error that is
 * not about the provider.
 */
export async function failAttempt(
  c: Context,
  { flashes }: Pick<PageDeps, 'flashes'>,
  { error, attempt }: Failed,
): Promise<Response> {
  const { refusal } = refusalOf(c, error);
  const key = NOTICES[refusal.code];
  if (key === undefined) throw error;
  const flash = { key, data: { provider: providerOf(c).label } };
  if (attempt?.intent.kind === 'connect') {
    await flashes.set(c, flash, attempt.intent.sessionId);
    return c.redirect('/account/connections', 303);
  }
  await flashes.set(c, flash);
  const returnTo = attempt === null ? pageOf(c).returnTo : attempt.returnTo;
  return c.redirect(withReturn('/sign-in', returnTo), 303);
}
