/** Why a request is refused: the codes of RFC 6750 §3.1, RFC 9470 §3, and two of ours. */
export type RefusalCode =
  | 'token_missing'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'insufficient_user_authentication'
  | 'keys_unavailable';

const STATUS: Record<RefusalCode, 401 | 403 | 503> = {
  token_missing: 401,
  invalid_token: 401,
  insufficient_scope: 403,
  insufficient_user_authentication: 401,
  keys_unavailable: 503,
};

type Challenge = { scheme?: 'Bearer' | 'DPoP'; parameters?: Record<string, string> };

/**
 * A request that is not let in. `status`, `headers` and `body` are the answer to it, in whatever
 * form a framework takes them; `toResponse` makes a `Response`.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly status: 401 | 403 | 503;
  readonly headers: Record<string, string>;
  readonly body: { error: RefusalCode; error_description: string };

  constructor(code: RefusalCode, message: string, challenge: Challenge = {}, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.status = STATUS[code];
    this.body = { error: code, error_description: message };
    this.headers = { 'Cache-Control': 'no-store', ...headersOf(code, message, challenge) };
  }

  toResponse(): Response {
    return Response.json(this.body, { status: this.status, headers: this.headers });
  }
}

/** For how long the keys are not asked for again after a failure, in milliseconds. */
export const KEYS_BACK_OFF = 10_000;

function headersOf(code: RefusalCode, message: string, challenge: Challenge) {
  if (code === 'keys_unavailable') return { 'Retry-After': String(KEYS_BACK_OFF / 1000) };
  const { scheme = 'Bearer', parameters = {} } = challenge;
  // A request without a token learns of no error (RFC 6750 §3.1).
  const error = code === 'token_missing' ? {} : { error: code, error_description: message };
  const pairs = Object.entries({ ...error, ...parameters });
  const list = pairs.map(([name, value]) => `${name}="${value}"`).join(', ');
  return { 'WWW-Authenticate': list === '' ? scheme : `${scheme} ${list}` };
}
