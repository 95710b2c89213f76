import type { Answer, Problem } from './api.ts';
import { LatchkeyError, toLatchkeyError } from './error.ts';

/** Milliseconds; so short that what was lost is asked for again within the grace of 30 s. */
const PATIENCE = 10_000;

export type Call = { body?: object | undefined; token?: string | undefined; csrf?: string };
/** Calls a path under `/api/v1/auth`. Throws LatchkeyError unless the answer is the service's. */
export type Send = (method: string, path: string, call?: Call) => Promise<Answer>;

type SendDeps = { url: string; fetch: typeof fetch; credentials: RequestCredentials };

/** Makes the function that asks the service, and gives up on what hangs. */
export function createSend({ url, fetch, credentials }: SendDeps): Send {
  return async (method, path, { body, token, csrf } = {}) => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (body) headers['Content-Type'] = 'application/json';
    if (token) headers.Authorization = `Bearer ${token}`;
    if (csrf) headers['X-CSRF-Token'] = csrf;
    try {
      const response = await fetch(`${url}/api/v1/auth/${path}`, {
        method,
        headers,
        credentials,
        signal: patience.signal,
        ...(body && { body: JSON.stringify(body) }),
      });
      return await read(response);
    } catch (error) {
      throw toLatchkeyError(error);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const parsed = parse(text);
  if (response.ok && parsed) return parsed;
  const code = response.ok ? undefined : parsed?.code;
  if (typeof code !== 'string') {
    throw new LatchkeyError('unexpected_answer', response.status, response);
  }
  throw new LatchkeyError(code, response.status, response, parsed as Problem);
}

/** Null for what is no JSON object: a proxy's page, or half an answer. */
function parse(text: string): Answer | null {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? { ...value } : null;
  } catch {
    return null;
  }
}
