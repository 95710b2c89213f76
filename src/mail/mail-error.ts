import { SafeMessageError } from '../shared/errors.ts';

/**
 * A mail that did not leave. The message says what the provider answered, as far as machines write it: no address, no key
 * and nothing of the mail, so that it may be logged.
 */
export class MailError extends SafeMessageError {
  /** Whether the mail itself was refused, so that another try is of no use. */
  readonly permanent: boolean;
  /** Seconds before which a retry makes no sense; 0 if nobody said. */
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

/** Seconds between tries that wait for a person: five of them give an operator almost half an hour to put a key right. */
export const OPERATOR_PAUSE = 300;

/** The provider will never take this mail: its address, its sender's form or its content is wrong. */
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
