import * as oauth from 'oauth4webapi';
import { SafeMessageError } from '../../shared/errors.ts';

/** `ours`: the provider knows this service no longer, so only an operator can help. */
export type FaultKind = 'refused' | 'unreachable' | 'invalid' | 'ours';

/**
 * What went wrong with a provider. The reason is a word of ours, or an OAuth error; never a value.
 */
export class ProviderFault extends SafeMessageError {
  readonly kind: FaultKind;
  readonly reason: string;

  constructor(kind: FaultKind, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'ProviderFault';
    this.kind = kind;
    this.reason = reason;
  }
}

/** An answer that does not check out. */
export const invalidAnswer = (reason: string): ProviderFault =>
  new ProviderFault('invalid', reason);

/** Errors of an authorization endpoint that another try may not meet (RFC 6749 §4.1.2.1). */
const PASSING = ['server_error', 'temporarily_unavailable'];
/** Errors of either endpoint that say that this service is not registered as it is set. */
const OURS = ['invalid_client', 'unauthorized_client', 'invalid_scope', 'redirect_uri_mismatch'];
/** A code that is used up or too old (RFC 6749 §5.2); GitHub has a word of its own. */
const USED_UP = ['invalid_grant', 'bad_verification_code'];
/** As providers write errors; any other text may repeat a value. */
const OAUTH_ERROR = /^[a-z][a-z0-9_.-]{0,63}$/i;

const word = (error: string): string => (OAUTH_ERROR.test(error) ? error : 'unreadable_error');

/** The fault of an authorization response with this `error`. */
export function faultOfResponse(error: string): ProviderFault {
  if (PASSING.includes(error)) return new ProviderFault('unreachable', word(error));
  return new ProviderFault(OURS.includes(error) ? 'ours' : 'refused', word(error));
}

/** The fault of a token endpoint that answers this `error`. */
export function faultOfExchange(error: string): ProviderFault {
  const reason = `token_${word(error)}`;
  if (USED_UP.includes(error)) return invalidAnswer(reason);
  return new ProviderFault(OURS.includes(error) ? 'ours' : 'invalid', reason);
}

/**
 * Returns the fault that an error of the library or of the platform's keys is; null for any other.
 */
export function toFault(error: unknown): ProviderFault | null {
  if (error instanceof ProviderFault) return error;
  if (error instanceof oauth.AuthorizationResponseError) return faultOfResponse(error.error);
  if (error instanceof oauth.ResponseBodyError) return faultOfExchange(error.error);
  const reason = reasonOf(error);
  return reason === null ? null : new ProviderFault('invalid', reason, { cause: error });
}

/** Which check failed, in a word; null for what is no check of the library. */
function reasonOf(error: unknown): string | null {
  // A key that the platform does not take.
  if (error instanceof DOMException) return 'unusable_key';
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return null;
  if (!/^(?:OAUTH|ERR)_/.test(error.code)) return null;
  const { claim, attribute } = (error.cause ?? {}) as { claim?: string; attribute?: string };
  const code = error.code.replace(/^OAUTH_/, '').toLowerCase();
  return [code, claim ?? attribute].filter(Boolean).join(':');
}
