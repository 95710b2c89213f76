/** Errors that clients get by redirect (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6). */
export type AuthorizeError =
  | 'invalid_request'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'login_required'
  | 'consent_required'
  | 'access_denied';

/** How an answer travels: in the query, or as a form (OAuth 2.0 Form Post Response Mode §2). */
export const RESPONSE_MODES = ['query', 'form_post'] as const;
export type ResponseMode = (typeof RESPONSE_MODES)[number];

/** Where the answer to a request goes. The URI is one that the client has registered. */
export type Addressee = { redirectUri: string; responseMode: ResponseMode; state: string | null };

/** What a client is answered. Descriptions are our own texts, never what was sent. */
export type Answer = { code: string } | { error: AuthorizeError; error_description: string };

/** What a client is sent: the answer with `state` and `iss` (RFC 9207). */
export function answerFields(
  issuer: string,
  { state }: Pick<Addressee, 'state'>,
  answer: Answer,
): Record<string, string> {
  return { ...answer, ...(state !== null && { state }), iss: issuer };
}

/**
 * The URL that brings a client its answer. The registered URI is only added to: a parser would
 * write some of them differently, such as `com.example:/path`.
 */
export function answerUrl(issuer: string, to: Addressee, answer: Answer): string {
  const { redirectUri } = to;
  const query = new URLSearchParams(answerFields(issuer, to, answer));
  // Not every client reads `+` as a space.
  const added = query.toString().replaceAll('+', '%20');
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${added}`;
}
