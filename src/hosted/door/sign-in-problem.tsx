import type { Child } from 'hono/jsx';
import type { LockoutPolicy } from '../../guard/lockout.ts';
import { Button } from '../../kit/button.tsx';
import { Form } from '../../kit/form.tsx';
import { ErrorSummary, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { invalidCredentials } from '../../sessions/errors.ts';
import { MINUTE, SECOND } from '../../shared/clock.ts';
import type { AppError } from '../../shared/errors.ts';
import { spanInWords } from '../../words/durations.ts';
import { rich } from '../../words/rich.tsx';
import { withReturn } from '../web/return-to.ts';

/** The window of the limit by name. */
const MOMENT = MINUTE;

type Refused = {
  page: PageContext;
  refusal: AppError;
  /** As it was typed. */
  name: string;
  lockout: LockoutPolicy;
};

/** The notice above the form after a refused sign-in; null for a refusal without its own words. */
export function problemOf(refused: Refused): Child | null {
  const problem = PROBLEMS[refused.refusal.code];
  if (problem === undefined) return null;
  return <>{problem(refused)}</>;
}

/**
 * Explains a sign-in over its limits. A name that locks within a minute meets the limit by name
 * first. The wait of that limit ends before the lock does, so the page explains the lock instead. A
 * longer wait comes from the limit by address, which a new password does not end.
 */
export const OverLimit = ({ page, refusal, lockout }: Omit<Refused, 'name'>) => {
  const { signIn } = page.words;
  const wait = waitOf(refusal);
  if (wait > MOMENT)
    return (
      <ErrorSummary page={page} title={signIn.lockedTitle}>
        <p>{signIn.locked(spanInWords(page.language, wait))}</p>
      </ErrorSummary>
    );
  const pause = spanInWords(page.language, lockout.duration);
  return <Paused page={page} why={signIn.refusedLock(lockout.threshold, pause)} />;
};

const Paused = ({ page, why }: { page: PageContext; why: string }) => {
  const { signIn } = page.words;
  const reset = withReturn('/forgot-password', page.returnTo);
  return (
    <ErrorSummary page={page} title={signIn.lockedTitle}>
      <p>{why}</p>
      <p>{rich(signIn.lockedWays, { reset: (text) => <a href={reset}>{text}</a> })}</p>
    </ErrorSummary>
  );
};

const waitOf = ({ details }: AppError) => (details.retryAfter ?? 0) * SECOND;

/** What is wrong with the fields: the same for a name that exists and for one that does not. */
export function fieldErrorsOf({ page, refusal }: Pick<Refused, 'page' | 'refusal'>): FieldError[] {
  if (refusal.code !== invalidCredentials.code) return [];
  return [{ field: 'password', message: page.words.signIn.passwordAgain }];
}

/** By code of the refusal. Nothing here tells whether there is an account. */
const PROBLEMS: Record<string, (refused: Refused) => Child> = {
  invalid_credentials: ({ page, lockout }) => {
    const { signIn } = page.words;
    const pause = spanInWords(page.language, lockout.duration);
    return (
      <ErrorSummary page={page} title={signIn.refusedTitle}>
        <p>{rich(signIn.refused, { again: (text) => <a href="#password">{text}</a> })}</p>
        <p class="small">{signIn.refusedLock(lockout.threshold, pause)}</p>
      </ErrorSummary>
    );
  },
  account_locked: ({ page, refusal }) => {
    const wait = spanInWords(page.language, waitOf(refusal));
    return <Paused page={page} why={page.words.signIn.locked(wait)} />;
  },
  account_disabled: ({ page }) => {
    const { signIn } = page.words;
    const { supportUrl } = page.brand;
    return (
      <ErrorSummary page={page} title={signIn.disabledTitle}>
        <p>{signIn.disabled}</p>
        {supportUrl !== null && (
          <p>{rich(signIn.disabledHelp, { help: (text) => <a href={supportUrl}>{text}</a> })}</p>
        )}
      </ErrorSummary>
    );
  },
  email_not_verified: ({ page, name }) => {
    const { signIn } = page.words;
    return (
      <ErrorSummary page={page} title={signIn.unverifiedTitle}>
        <p>{signIn.unverified}</p>
        <Form page={page} action="/sign-up/resend" hidden={{ email: name }}>
          <Button>{signIn.sendVerification}</Button>
        </Form>
      </ErrorSummary>
    );
  },
  storage_unavailable: ({ page }) => (
    <ErrorSummary page={page} title={page.words.signIn.unavailableTitle}>
      <p>{page.words.signIn.unavailable}</p>
    </ErrorSummary>
  ),
};
