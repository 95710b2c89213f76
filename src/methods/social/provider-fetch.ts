import { isPlainHttpElsewhere } from '../../http/origin.ts';
import { SECOND } from '../../shared/clock.ts';
import { invalidAnswer, ProviderFault } from './provider-fault.ts';
import type { SocialDeps } from './social-deps.ts';

/** Calls a provider, as `fetch` does. Throws `ProviderFault`. */
export type ProviderFetch = (
  url: string,
  init: {
    method?: string;
    headers?: Record<string, string>;
    body?: BodyInit | null | undefined;
  },
) => Promise<Response>;

/** Milliseconds; a person waits, and providers answer within one second. */
const TIME_LIMIT = 5 * SECOND;
/** Bytes. The key sets and metadata of large providers have under 20 KiB. */
const MAX_ANSWER = 256 * 1024;
/** Statuses besides 5xx at which another try may work (RFC 9110 §15.5.9, RFC 6585 §4). */
const PASSING = [408, 429];

/**
 * Returns how providers are called: within the time limit, with answers of limited size that are
 * JSON, over https, and never where a redirect leads, since secrets and codes are sent.
 */
export function createProviderFetch({
  fetch,
  isProduction,
  timeLimit = TIME_LIMIT,
}: Pick<SocialDeps, 'fetch' | 'isProduction' | 'timeLimit'>): ProviderFetch {
  return async (url, { method = 'GET', headers = {}, body = null }) => {
    assertSecure(url, isProduction);
    try {
      const answer = await fetch(url, {
        method,
        // GitHub refuses requests without a User-Agent, and Workers send none by default.
        headers: { ...headers, 'User-Agent': 'Latchkey' },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeLimit),
      });
      return await readAnswer(answer);
    } catch (cause) {
      if (cause instanceof ProviderFault) throw cause;
      const isLate = cause instanceof Error && /^(?:Timeout|Abort)Error$/.test(cause.name);
      throw new ProviderFault('unreachable', isLate ? 'too_slow' : 'no_answer', { cause });
    }
  };
}

/**
 * Throws `ProviderFault` for an address that is not https, nor http on this machine in development.
 */
export function assertSecure(url: string, isProduction: boolean): void {
  const protocol = URL.parse(url)?.protocol;
  if (protocol === 'https:') return;
  if (protocol !== 'http:' || isProduction || isPlainHttpElsewhere(url))
    throw invalidAnswer('insecure_address');
}

async function readAnswer(answer: Response): Promise<Response> {
  const { status } = answer;
  const fault = faultOfStatus(status);
  if (fault !== null) {
    await answer.body?.cancel();
    throw fault;
  }
  const [type = ''] = (answer.headers.get('content-type') ?? '').toLowerCase().split(';');
  const isJson = /^application\/(?:[\w.-]+\+)?json$/.test(type.trim());
  if (answer.ok && !isJson) {
    await answer.body?.cancel();
    throw invalidAnswer('not_json');
  }
  const bytes = await readBytes(answer);
  // Challenges and cookies are of no use, and the library would go by the former.
  return new Response(bytes, {
    status,
    headers: { 'Content-Type': isJson ? 'application/json' : 'text/plain' },
  });
}

function faultOfStatus(status: number): ProviderFault | null {
  if (status >= 500 || PASSING.includes(status))
    return new ProviderFault('unreachable', `status_${status}`);
  if (status === 200 || status >= 400) return null;
  // The platform may hide the status of a redirect.
  const isRedirect = status === 0 || status >= 300;
  return invalidAnswer(isRedirect ? 'redirect' : 'unexpected_status');
}

/** Reads a body while it comes, so that one without an end is given up at the limit. */
async function readBytes({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the body.
    if (length > MAX_ANSWER) throw invalidAnswer('too_large');
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
