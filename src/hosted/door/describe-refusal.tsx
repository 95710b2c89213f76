import type { Child } from 'hono/jsx';
import { ErrorSummary, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import { accountLocked, invalidCredentials } from '../../sessions/errors.ts';
import { SECOND } from '../../shared/clock.ts';
import { type AppError, storageUnavailable } from '../../shared/errors.ts';
import type { Method } from '../../step-up/proofs.ts';
import { spanInWords } from '../../words/durations.ts';
import { FIELDS } from './given-proof.ts';

/** What is shown of a proof that was not taken: above the form, or at its field. */
export type Described = { problem?: Child; errors?: FieldError[] };

/** Returns what to say of a refused proof; null for what has no words here. */
export function describeRefusal(
  page: PageContext,
  { method, refusal }: { method: Method; refusal: AppError },
): Described | null {
  const { secondStep, signIn } = page.words;
  const { code, details } = refusal;
  if (code === otpInvalid.code || code === invalidCredentials.code)
    return atField(page, method, secondStep[method].wrong);
  const problem = (title: string, text: string) => ({
    problem: (
      <ErrorSummary page={page} title={title}>
        <p>{text}</p>
      </ErrorSummary>
    ),
  });
  if (code === storageUnavailable.code) return problem(signIn.unavailableTitle, signIn.unavailable);
  if (code !== accountLocked.code) return null;
  const wait = spanInWords(page.language, (details.retryAfter ?? 0) * SECOND);
  return problem(secondStep.tooManyTitle, secondStep.tooMany(wait));
}

/** Returns what to say of an empty field. */
export function missingOf(page: PageContext, method: Method): Described {
  const words = page.words.secondStep[method];
  return atField(page, method, 'missing' in words ? words.missing : words.wrong);
}

function atField(page: PageContext, method: Method, message: string): Described {
  // A passkey has no field that could be mended.
  if (method === 'passkey') return { problem: <ErrorSummary page={page} title={message} /> };
  return { errors: [{ field: FIELDS[method], message }] };
}
