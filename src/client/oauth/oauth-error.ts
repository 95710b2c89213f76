/** What goes wrong here, beside what the service itself answers (RFC 6749 §4.1.2.1, §5.2). */
type OwnCode =
  | 'state_unknown'
  | 'answer_refused'
  | 'token_refused'
  | 'clock_wrong'
  | 'unavailable'
  | 'signed_out';

type Details = { returnTo?: string | undefined; retryAfter?: number | null; cause?: unknown };

/**
 * What every call throws. `code` is the service's, such as `access_denied`, or:
 *
 * - `state_unknown`: this tab asked for no such answer, or has had it already.
 * - `answer_refused`: the answer is not this issuer's, or says something twice.
 * - `token_refused`: the ID token is not the one for this sign-in.
 * - `clock_wrong`: the clock of this device is minutes wrong.
 * - `unavailable`: there was no answer, or not the service's; to be tried again later.
 * - `signed_out`: nobody is signed in.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: OwnCode | (string & {});
  /** Of a way back that failed: where the person was going. Offer to sign in again. */
  readonly returnTo: string | undefined;
  /** Seconds; null if the answer did not say. */
  readonly retryAfter: number | null;

  constructor(code: OAuthError['code'], message: string = code, details: Details = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.returnTo = details.returnTo;
    this.retryAfter = details.retryAfter ?? null;
  }
}
