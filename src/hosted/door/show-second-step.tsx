import type { Context } from 'hono';
import { clientInfo } from '../../http/client-info.ts';
import type { OfferAgain } from '../../second-step/offer-again.ts';
import { findAppError } from '../../shared/errors.ts';
import type { Method } from '../../step-up/proofs.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf } from '../web/page-of.ts';
import type { WaitingSignIn } from '../web/pending-cookie.ts';
import { endWaiting } from './end-waiting.ts';
import { inOrder } from './other-ways.tsx';
import { SecondStep, type SecondStepProps } from './second-step-view.tsx';

export type ShowSecondStepDeps = Pick<PageDeps, 'flashes'> & {
  offerAgain: OfferAgain;
  /** Life of a code in milliseconds. */
  codeTtl: number;
};

/** Shows a sign-in that waits; `by` is the way that the person chose. */
export async function showSecondStep(
  c: Context,
  deps: ShowSecondStepDeps,
  { waiting, by, status = 200, ...about }: Showing,
): Promise<Response> {
  const [method, ...others] = inOrder(waiting.methods, by);
  if (method === undefined) return endWaiting(c, deps);
  const passkey = method === 'passkey' ? await passkeyOf(c, deps, waiting) : undefined;
  if (passkey === null) return endWaiting(c, deps);
  const { name } = waiting;
  const methods: [Method, ...Method[]] = [method, ...others];
  const shown = { page: pageOf(c), methods, name, codeTtl: deps.codeTtl };
  return c.html(<SecondStep {...shown} {...about} passkey={passkey} />, status as 200);
}

type Showing = { waiting: WaitingSignIn; by: string | undefined; status?: number } & Pick<
  SecondStepProps,
  'problem' | 'errors'
>;

// Null once the sign-in has taken too long.
async function passkeyOf(
  c: Context,
  { offerAgain }: ShowSecondStepDeps,
  { mfaToken }: WaitingSignIn,
) {
  try {
    const { passkey_options: options } = await offerAgain(mfaToken, 'passkey', clientInfo(c));
    return options;
  } catch (error) {
    if (findAppError(error)?.kind === 'token_refused') return null;
    throw error;
  }
}
