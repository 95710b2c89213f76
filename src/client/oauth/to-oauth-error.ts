import * as oauth from 'oauth4webapi';
import { OAuthError } from './oauth-error.ts';

/** Answers that are not the service's, but of something in between, or half of one. */
const GARBLED: (string | undefined)[] = [
  oauth.RESPONSE_IS_NOT_CONFORM,
  oauth.RESPONSE_IS_NOT_JSON,
  oauth.PARSE_ERROR,
];

/**
 * What the library or the network threw; `unclear` names an answer that is not what it should be.
 */
export function toOAuthError(error: unknown, unclear: string): OAuthError {
  if (error instanceof OAuthError) return error;
  if (error instanceof oauth.AuthorizationResponseError)
    return new OAuthError(error.error, error.error_description, { cause: error });
  if (error instanceof oauth.ResponseBodyError)
    return new OAuthError(error.error, error.error_description, {
      retryAfter: retryAfterOf(error.response),
      cause: error,
    });
  if (error instanceof oauth.UnsupportedOperationError)
    return new OAuthError(unclear, error.message, { cause: error });
  if (!(error instanceof oauth.OperationProcessingError))
    return new OAuthError('unavailable', undefined, { cause: error });
  const { code, cause, message } = error;
  const retryAfter = cause instanceof Response ? retryAfterOf(cause) : null;
  const isGarbled = GARBLED.includes(code);
  const name = isWrongClock(error) ? 'clock_wrong' : isGarbled ? 'unavailable' : unclear;
  return new OAuthError(name, message, { cause: error, retryAfter });
}

/** A token that is over, or not to be used yet; not one whose proof is too old for `max_age`. */
function isWrongClock({ code, cause }: oauth.OperationProcessingError): boolean {
  const claim = typeof cause === 'object' && cause !== null && 'claim' in cause ? cause.claim : '';
  return code === oauth.JWT_TIMESTAMP_CHECK && claim !== 'auth_time';
}

function retryAfterOf({ headers }: Response): number | null {
  const value = headers.get('Retry-After') ?? '';
  return /^\d+$/.test(value) ? Number(value) : null;
}
