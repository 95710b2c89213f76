import type { Context } from 'hono';
import { statusOf } from '../../http/problem.ts';
import { noteProblem } from '../../http/request-log.ts';
import { isDatabaseFailure } from '../../shared/database.ts';
import { type AppError, findAppError, storageUnavailable } from '../../shared/errors.ts';

/**
 * Returns the refusal of a use case with its status, noted for the log line. Throws what is none.
 */
export function refusalOf(c: Context, error: unknown): { refusal: AppError; status: number } {
  const refusal = isDatabaseFailure(error)
    ? storageUnavailable({ retryAfter: 2, cause: error })
    : findAppError(error);
  if (refusal === undefined) throw error;
  const { retryAfter, headers } = refusal.details;
  noteProblem(c, refusal.code);
  // For the line of the log, and for limits of what is refused.
  c.error = error as Error;
  if (retryAfter !== undefined) c.header('Retry-After', String(Math.ceil(retryAfter)));
  for (const [name, value] of Object.entries(headers ?? {})) c.header(name, value);
  return { refusal, status: statusOf(refusal.kind) };
}
