import { SafeMessageError } from '../shared/errors.ts';

/**
 * A mail that was not sent. The message holds the provider's status and error name, but no address,
 * no key and no part of the mail, so it is safe to log.
 */
export class MailError extends SafeMessageError {
  /** Whether the mail itself was refused, so that a retry cannot help. */
  readonly permanent: boolean;
  /** Seconds to wait before a retry; 0 if unknown. */
  readonly retryAfter: number;

  constructor(
    message: string,
    { permanent, retryAfter, cause }: { permanent: boolean; retryAfter: number; cause?: unknown },
  ) {
    super(message, { cause });
    this.name = 'MailError';
    this.permanent = permanent;
    this.retryAfter = retryAfter;
  }
}

/**
 * Seconds between tries that wait for an operator: five of them leave almost half an hour for a
 * fix.
 */
export const OPERATOR_PAUSE = 300;

/** The provider will never accept this mail: its address, sender or content is wrong. */
export function mailRefused(message: string): MailError {
  return new MailError(message, { permanent: true, retryAfter: 0 });
}

/** The mail could not be sent now. `retryAfter` in seconds. */
export function mailDelayed(
  message: string,
  { retryAfter = 0, cause }: { retryAfter?: number; cause?: unknown } = {},
): MailError {
  return new MailError(message, { permanent: false, retryAfter, cause });
}
