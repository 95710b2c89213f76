import type { Problem } from './api.ts';

/**
 * What every call of the client throws. `code` is the service's, or `network_error` where there was
 * no answer (`status` is 0 then), or `unexpected_answer` where it was not the service's.
 */
export class LatchkeyError extends Error {
  readonly code: string;
  readonly status: number;
  /** Seconds; null if the answer did not say. */
  readonly retryAfter: number | null;
  /** The whole problem, with the fields that are wrong in `errors`. */
  readonly problem: Problem | null;

  constructor(code: string, status = 0, response?: Response, problem?: Problem) {
    super(problem?.title ?? code);
    this.name = 'LatchkeyError';
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfterOf(response);
    this.problem = problem ?? null;
  }
}

/** Seconds or a date (RFC 9110 §10.2.3). */
function retryAfterOf(response: Response | undefined): number | null {
  const value = response?.headers.get('Retry-After');
  if (!value) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

/** Whatever was thrown, as the error that the client throws. */
export const toLatchkeyError = (error: unknown): LatchkeyError =>
  error instanceof LatchkeyError ? error : new LatchkeyError('network_error');
