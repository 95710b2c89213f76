import type { Child } from 'hono/jsx';
import { forbidden } from '../../http/errors.ts';
import { ErrorSummary, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { accountLocked, invalidCredentials } from '../../sessions/errors.ts';
import { SECOND } from '../../shared/clock.ts';
import type { AppError } from '../../shared/errors.ts';
import { spanInWords } from '../../words/durations.ts';
import { PASSWORD } from './erase-view.tsx';

type Problem = { problem: Child } | { errors: FieldError[] };

/** Why an account was not erased, in words; null for a refusal without words of its own. */
export function eraseProblem(page: PageContext, refusal: AppError): Problem | null {
  const { erase } = page.words.data;
  if (refusal.code === invalidCredentials.code)
    return { errors: [{ field: PASSWORD, message: erase.passwordWrong }] };
  if (refusal.code === accountLocked.code) {
    const wait = (refusal.details.retryAfter ?? 0) * SECOND;
    const what = erase.lockedWhat(spanInWords(page.language, wait));
    return { problem: <Summary page={page} title={erase.locked} what={what} /> };
  }
  if (refusal.code !== forbidden.code) return null;
  return { problem: <Summary page={page} title={erase.last} what={erase.lastWhat} /> };
}

const Summary = ({ page, title, what }: { page: PageContext; title: string; what: string }) => (
  <ErrorSummary page={page} title={title}>
    <p>{what}</p>
  </ErrorSummary>
);
