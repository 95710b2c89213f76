import { SafeMessageError } from '../shared/errors.ts';

/**
 * What a job throws that knows itself when to come again: milliseconds before each further try.
 * After the last of them it is given up; without any, at once. The message is safe to log.
 */
export class DeliveryError extends SafeMessageError {
  readonly pauses: readonly number[];

  constructor(message: string, pauses: readonly number[], { cause }: { cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'DeliveryError';
    this.pauses = pauses;
  }
}
