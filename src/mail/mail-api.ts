import { type MailError, mailDelayed, mailRefused, OPERATOR_PAUSE } from './mail-error.ts';

/** What a mailer over HTTPS is made of. */
export type MailApiDeps = {
  /** The sender, as `Name <address>` or an address alone. */
  from: string;
  apiKey: string;
  /** Replaces the provider's own URL. */
  url?: string | undefined;
  fetch: typeof globalThis.fetch;
  /** Longest wait for an answer, in milliseconds. */
  timeLimit?: number;
};

/** What a provider said. `reason` is its name for an error, empty if it gave none that machines read. */
export type MailApiAnswer = { status: number; reason: string; retryAfter: number };

export type MailApiRequest = {
  provider: string;
  url: string;
  headers?: Record<string, string>;
  body: object;
  /** Picks the provider's name for an error out of its JSON. */
  reasonOf: (body: unknown) => string | undefined;
};

/** Providers answer within a second; a consumer of the queue may take 15 minutes (Workers limits), a person waits less. */
const TIME_LIMIT = 10_000;

/** Names of errors and fields as providers write them. Anything else might repeat an address. */
const REASON = /^[\w.[\]-]{1,80}$/;

/**
 * POSTs a mail to a provider. Answers whatever the provider does; throws a passing `MailError` when there is no answer in
 * time. Redirects are not followed: they would carry the key elsewhere.
 */
export async function postMail(
  { apiKey, fetch, timeLimit = TIME_LIMIT }: MailApiDeps,
  { provider, url, headers, body, reasonOf }: MailApiRequest,
): Promise<MailApiAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      // Resend refuses requests without a User-Agent, and Workers send none by themselves.
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

/** What only the operator can put right: a wrong key, no credit, a plan or sender that may not, a wrong URL. */
const FOR_THE_OPERATOR = new Set([401, 402, 403, 404, 405]);
/** Refusals of the moment rather than of the mail (RFC 9110 §15.5, RFC 6585 §4, RFC 8470 §5.2). */
const PASSING = new Set([408, 409, 425, 429]);

/** Throws unless the provider took the mail; the `MailError` says whether another try is of use. */
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

// Both providers send seconds; a date (RFC 9110 §10.2.3) is left to the queue's own pauses.
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
