/** What a service may do with a request. */
export type Turn =
  | { kind: 'answer'; status: number; body: string; headers?: Record<string, string> }
  | { kind: 'network error' }
  | { kind: 'hang' };

export const json = (status: number, body: object, headers: Record<string, string> = {}): Turn => ({
  kind: 'answer',
  status,
  body: JSON.stringify(body),
  headers,
});
export const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  json(status, { status, code, title: code }, headers);

export const ADA = { id: 'ada', email: 'ada@example.com' };

let made = 0;
/** A token answer whose tokens are told apart by a number. */
export function tokens(more: object = {}): Turn {
  made++;
  return json(200, {
    access_token: `access-${made}`,
    refresh_token: `refresh-${made}`,
    csrf_token: `csrf-${made}`,
    expires_in: 900,
    ...more,
  });
}

export type Asked = {
  method: string;
  path: string;
  at: number;
  headers: Headers;
  body: Record<string, unknown>;
  credentials: RequestCredentials | undefined;
};

/** A service that does with each request what `turn` says, and notes what it was asked. */
export function scriptService(turn: (asked: Asked) => Turn) {
  const asked: Asked[] = [];
  const inFlight = { refreshes: 0, most: 0 };

  async function act(request: Request, isRefresh: boolean, note: Asked): Promise<Response> {
    if (isRefresh) inFlight.most = Math.max(inFlight.most, ++inFlight.refreshes);
    try {
      const next = turn(note);
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (next.kind === 'network error') throw new TypeError('Failed to fetch');
      if (next.kind === 'hang') await new Promise((_, reject) => abortOf(request.signal, reject));
      if (next.kind !== 'answer') throw new Error('unreachable');
      return new Response(next.body, { status: next.status, headers: next.headers ?? {} });
    } finally {
      if (isRefresh) inFlight.refreshes--;
    }
  }

  async function fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    const path = new URL(request.url).pathname.replace('/api/v1/auth/', '');
    const text = await request.text();
    const note: Asked = {
      method: request.method,
      path,
      at: performance.now(),
      headers: request.headers,
      body: text === '' ? {} : JSON.parse(text),
      credentials: init?.credentials,
    };
    asked.push(note);
    return act(request, path === 'token/refresh', note);
  }

  return {
    fetch,
    asked,
    inFlight,
    /** The requests to a path, in order. */
    to: (path: string) => asked.filter((each) => each.path === path),
  };
}

function abortOf(signal: AbortSignal, reject: (reason: unknown) => void): void {
  const abort = () => reject(new DOMException('aborted', 'AbortError'));
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort);
}

/** By path; refreshes are answered with tokens and `me` with Ada unless a test says otherwise. */
export function serve(answers: Record<string, () => Turn> = {}) {
  return scriptService(({ path }) => {
    const answer = answers[path];
    if (answer) return answer();
    if (path === 'token/refresh') return tokens();
    if (path === 'me') return json(200, ADA);
    if (path === 'login') return tokens({ user: ADA });
    return json(200, {});
  });
}
