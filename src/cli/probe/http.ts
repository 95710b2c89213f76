import { setTimeout as sleep } from 'node:timers/promises';

/** Longest wait for one answer, in milliseconds. */
const PATIENCE = 30_000;
/** The shield of a deployment takes 300 requests a minute from one address. */
const PACE = 240;
/** Sign-ins of one name from one address in a minute. */
const NAME_PACE = 5;
const MINUTE = 60_000;

/** An answer that was read to its end; `ms` is how long that took. */
export type Answer = {
  status: number;
  headers: Headers;
  /** An empty object where the body is not a JSON object. */
  body: Record<string, unknown>;
  text: string;
  /** Each `Set-Cookie`, whole. */
  cookies: string[];
  ms: number;
};

/** Cookies that Cloudflare sets on its own. */
const OF_THE_EDGE = /^(?:__cf|_cf|cf_)/;

export type Asked = {
  body?: unknown;
  /** In place of `body`: what a page posts. */
  form?: Record<string, string>;
  /** Sent as `Authorization: Bearer`. */
  token?: string | undefined;
  /** A `Cookie` header; empty for none. */
  cookie?: string | undefined;
  headers?: Record<string, string>;
};

/** Calls the deployment: `path` is below its URL, or an absolute URL. */
export type Call = (method: string, path: string, asked?: Asked) => Promise<Answer>;

/** A rate limit stands before what was to be measured. */
export class LimitedError extends Error {
  constructor(answer: Answer) {
    super(`rate limit ${/^"([\w-]+)"/.exec(lastPolicy(answer))?.[1] ?? '(unnamed)'}`);
  }
}

// Headers of several limits are one list, of which the last was not passed.
const lastPolicy = ({ headers }: Answer) =>
  (headers.get('RateLimit-Policy') ?? '').split(',').at(-1)?.trim() ?? '';

/** A step that leads to an invariant was refused. Its message names no secret. */
export class StepError extends Error {}

/** Returns an answer of this status. Throws {@link LimitedError}, {@link StepError}. */
export function wanted(what: string, answer: Answer, status = 200): Answer {
  if (answer.status === 429) throw new LimitedError(answer);
  if (answer.status === status) return answer;
  throw new StepError(`${what} answered ${answer.status} ${codeOf(answer)}`.trim());
}

/** The `code` of a problem; empty for other answers. */
export const codeOf = ({ body }: Answer): string =>
  typeof body.code === 'string' ? body.code : '';

/** What the client must stay below: the shield, and the sign-ins of one name. */
export type Pace = { shield: boolean; names: boolean };

/** Makes the client. `paceOf` is asked before each request. */
export function createCall(url: string, signal: AbortSignal, paceOf: () => Pace): Call {
  const takeTurn = createTurns(paceOf);
  const waitForTurn = async (name: string | null) => {
    while (!takeTurn(name, Date.now())) await sleep(250, undefined, { signal });
  };
  return async (method, path, { body, form, token, cookie, headers = {} } = {}) => {
    await waitForTurn(path.endsWith('/login') ? nameIn(body) : null);
    const begun = performance.now();
    const response = await fetch(new URL(path, url), {
      method,
      redirect: 'manual',
      headers: {
        'User-Agent': 'latchkey-probe',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(cookie ? { Cookie: cookie } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
    });
    const text = await response.text();
    const ms = performance.now() - begun;
    const cookies = response.headers.getSetCookie().filter((cookie) => !OF_THE_EDGE.test(cookie));
    return {
      status: response.status,
      headers: response.headers,
      body: parse(text),
      text,
      cookies,
      ms,
    };
  };
}

const nameIn = (body: unknown): string | null =>
  (body as { email?: string } | undefined)?.email ?? null;

function createTurns(paceOf: () => Pace) {
  let recent: { at: number; name: string | null }[] = [];
  return (name: string | null, now: number): boolean => {
    const pace = paceOf();
    recent = recent.filter(({ at }) => at > now - MINUTE);
    // Windows of names begin with the minute.
    const minute = Math.floor(now / MINUTE) * MINUTE;
    const same = recent.filter((one) => one.name === name && one.at >= minute).length;
    if (pace.shield && recent.length >= PACE) return false;
    if (pace.names && name !== null && same >= NAME_PACE) return false;
    recent.push({ at: now, name });
    return true;
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The `Cookie` header that a browser would send after these `Set-Cookie`, of the named cookies. */
export function cookieHeader(cookies: string[], names: RegExp): string {
  return cookies
    .map((cookie) => cookie.split(';')[0] ?? '')
    .filter((pair) => names.test(pair.split('=')[0] ?? '') && !pair.endsWith('='))
    .join('; ');
}
