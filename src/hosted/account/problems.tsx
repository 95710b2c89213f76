import type { Child } from 'hono/jsx';
import { ErrorSummary, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { accountLocked, invalidCredentials } from '../../sessions/errors.ts';
import { SECOND } from '../../shared/clock.ts';
import { type AppError, storageUnavailable } from '../../shared/errors.ts';
import { spanInWords } from '../../words/durations.ts';

/** What is wrong with a form: above it, or at its fields. */
export type Problems = { problem?: Child; errors?: FieldError[] };

/**
 * Returns what to say of a refusal that any form of an account may meet: a password that was tried
 * too often, a store that does not answer. Null for any other.
 */
export function problemOf(page: PageContext, refusal: AppError): Problems | null {
  const { security } = page.words;
  const { code } = refusal;
  if (code === storageUnavailable.code)
    return problemAbove(page, security.unavailableTitle, security.unavailable);
  if (code !== accountLocked.code) return null;
  return problemAbove(page, security.lockedTitle, security.locked(waitInWords(page, refusal)));
}

/** How long a refusal lasts. */
export const waitInWords = (page: PageContext, { details }: AppError): string =>
  spanInWords(page.language, (details.retryAfter ?? 0) * SECOND);

/** What is wrong with no field. */
export const problemAbove = (page: PageContext, title: string, text: string): Problems => ({
  problem: (
    <ErrorSummary page={page} title={title}>
      <p>{text}</p>
    </ErrorSummary>
  ),
});

/** Like {@link problemOf}, for a form with a password in `field`. */
export function passwordProblemOf(
  page: PageContext,
  refusal: AppError,
  { field = 'password', wrong = page.words.secondStep.password.wrong } = {},
): Problems | null {
  if (refusal.code === invalidCredentials.code) return { errors: [{ field, message: wrong }] };
  return problemOf(page, refusal);
}

/** Returns the errors of a form's fields in words; one for each field that is wrong. */
export function errorsOf(
  wrong: readonly { field: string; code: string }[],
  words: Record<string, string>,
): FieldError[] {
  return Object.entries(words).flatMap(([field, message]) =>
    wrong.some((one) => one.field === field) ? [{ field, message }] : [],
  );
}

/** Whether a page shows any. */
export const isWrong = ({ problem, errors = [] }: Problems) =>
  problem !== undefined || errors.length > 0;

/** What stands first below a heading: a form's problem, or a summary of its errors. */
export const FormProblems = ({ page, ...problems }: Problems & { page: PageContext }) =>
  isWrong(problems) ? (
    <div>{problems.problem ?? <ErrorSummary page={page} errors={problems.errors ?? []} />}</div>
  ) : null;
