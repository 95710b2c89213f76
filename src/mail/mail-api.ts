import { type MailError, mailDelayed, mailRefused, OPERATOR_PAUSE } from './mail-error.ts';

/** The dependencies of a mailer over HTTPS. */
export type MailApiDeps = {
  /** The sender, as `Name <address>` or a bare address. */
  from: string;
  apiKey: string;
  /** Replaces the provider's own URL. */
  url?: string | undefined;
  fetch: typeof globalThis.fetch;
  /** Longest wait for a response, in milliseconds. */
  timeLimit?: number;
};

/**
 * A provider's response. `reason` is its name for the error, or empty if there is no
 * machine-readable one.
 */
export type MailApiAnswer = { status: number; reason: string; retryAfter: number };

export type MailApiRequest = {
  provider: string;
  url: string;
  headers?: Record<string, string>;
  body: object;
  /** Reads the provider's name for an error from its JSON. */
  reasonOf: (body: unknown) => string | undefined;
};

/**
 * Milliseconds. Providers respond within a second; a queue consumer may run for 15 minutes (Workers
 * limits), but a person waits for the mail.
 */
const TIME_LIMIT = 10_000;

/** Names of errors and fields as providers write them. Other text might repeat an address. */
const REASON = /^[\w.[\]-]{1,80}$/;

/**
 * POSTs a mail to a provider and returns the response, whatever its status. Throws a temporary
 * `MailError` if there is no response in time. Does not follow redirects, which would send the API
 * key elsewhere.
 */
export async function postMail(
  { apiKey, fetch, timeLimit = TIME_LIMIT }: MailApiDeps,
  { provider, url, headers, body, reasonOf }: MailApiRequest,
): Promise<MailApiAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      // Resend rejects requests without a User-Agent, and Workers send none by default.
      headers: {
        ...headers,
        Authorization: `Bearer ${apiKey}`,
        'Content-Type': 'application/json',
        'User-Agent': 'Latchkey',
      },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeLimit),
    });
    const reason = reasonOf(parseJson(await response.text())) ?? '';
    return {
      status: response.status,
      reason: REASON.test(reason) ? reason : '',
      retryAfter: readRetryAfter(response),
    };
  } catch (cause) {
    throw mailDelayed(`${provider} did not answer`, { cause });
  }
}

/** Only the operator can fix these: a wrong key or URL, no credit, a plan or sender not allowed. */
const FOR_THE_OPERATOR = new Set([401, 402, 403, 404, 405]);
/** Temporary refusals, not of the mail itself (RFC 9110 §15.5, RFC 6585 §4, RFC 8470 §5.2). */
const PASSING = new Set([408, 409, 425, 429]);

/** Throws a `MailError` unless the provider accepted the mail; it says whether a retry can help. */
export function assertTaken(provider: string, { status, reason, retryAfter }: MailApiAnswer): void {
  if (status < 200 || status >= 300)
    throw toMailError(`${provider} answered ${`${status} ${reason}`.trim()}`, status, retryAfter);
}

function toMailError(message: string, status: number, retryAfter: number): MailError {
  if (status < 400 || FOR_THE_OPERATOR.has(status))
    return mailDelayed(message, { retryAfter: Math.max(retryAfter, OPERATOR_PAUSE) });
  if (status >= 500 || PASSING.has(status)) return mailDelayed(message, { retryAfter });
  return mailRefused(message);
}

// Both providers send seconds; for a date (RFC 9110 §10.2.3) the pauses of the queue apply.
function readRetryAfter(response: Response): number {
  const seconds = response.headers.get('Retry-After') ?? '';
  return /^\d{1,9}$/.test(seconds) ? Number(seconds) : 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
