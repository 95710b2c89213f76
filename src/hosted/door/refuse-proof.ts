import type { Context } from 'hono';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import { invalidCredentials } from '../../sessions/errors.ts';
import { type AppError, findAppError } from '../../shared/errors.ts';
import type { Method } from '../../step-up/proofs.ts';
import { pageOf } from '../web/page-of.ts';
import { clearPending, type WaitingSignIn, writePending } from '../web/pending-cookie.ts';
import { describeRefusal, missingOf } from './describe-refusal.tsx';
import { endWaiting } from './end-waiting.ts';
import { refusalOf } from './refusal.ts';
import { type ShowSecondStepDeps, showSecondStep } from './show-second-step.tsx';
import { type ShowSignInDeps, showRefusal } from './show-sign-in.tsx';

/** Wrong codes after which a sign-in is dead; see `guard/lanes.ts`. */
const MOST_FAILURES = 5;

type Deps = ShowSecondStepDeps & ShowSignInDeps;
type Refused = { waiting: WaitingSignIn; method: Method; error: unknown };

/** Says what was wrong with a proof, or ends the sign-in if it can no longer be finished. */
export async function refuseProof(
  c: Context,
  deps: Deps,
  { waiting, method, error }: Refused,
): Promise<Response> {
  const page = pageOf(c);
  const { refusal, status } = refusalOf(c, error);
  if (isTooLate(refusal)) return endWaiting(c, deps);
  const described = describeRefusal(page, { method, refusal });
  if (described !== null) {
    const left = isWrong(refusal) ? countFailure(c, deps, waiting) : waiting;
    if (left === null) return endWaiting(c, deps, 'tries_used_up');
    return showSecondStep(c, deps, { waiting: left, by: method, status, ...described });
  }
  const about = { refusal, status, name: waiting.name ?? '', remember: false };
  const shown = showRefusal(c, deps, about);
  if (shown === null) throw error;
  clearPending(c);
  return shown;
}

/** Asks for a proof whose field was empty, or could be none. */
export function showMissing(
  c: Context,
  deps: Deps,
  { waiting, method }: Pick<Refused, 'waiting' | 'method'>,
): Promise<Response> {
  const described = missingOf(pageOf(c), method);
  return showSecondStep(c, deps, { waiting, by: method, status: 400, ...described });
}

/** Counts for the person: the guard counts by itself. Returns null after the last try. */
function countFailure(
  c: Context,
  { codeTtl }: Pick<Deps, 'codeTtl'>,
  waiting: WaitingSignIn,
): WaitingSignIn | null {
  const left = { ...waiting, failures: waiting.failures + 1 };
  if (left.failures >= MOST_FAILURES) return null;
  // Kept longer than its token lives, which is judged anyway.
  writePending(c, left, codeTtl);
  return left;
}

const isWrong = ({ code }: AppError): boolean =>
  code === otpInvalid.code || code === invalidCredentials.code;

// The code is refused like a wrong one; its cause is that of the token.
function isTooLate({ cause }: AppError): boolean {
  return findAppError(cause)?.kind === 'token_refused';
}
