import { PASSWORD } from './people.ts';
import type { TestApp } from './test-app.ts';

const AUTH = '/api/v1/auth';

/** A browser, which adds its origin and its cookies to each request. */
export type Browser = ReturnType<typeof createBrowser>;

/** A page of `origin` in a new browser, which calls the service at `base` by raw HTTP. */
export function createBrowser(
  app: TestApp,
  { base = 'https://auth.test', origin = base }: { base?: string; origin?: string } = {},
) {
  const jar = new Map<string, string>();

  function keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split('; ');
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    jar.delete(name);
    if (!attributes.includes('Max-Age=0')) jar.set(name, value);
  }

  const self = {
    jar,
    /** The first cookie whose name starts with `start`. */
    find: (start: string) => [...jar].find(([name]) => name.startsWith(start)),
    cookies: () => [...jar].map((pair) => pair.join('=')).join('; '),
    async send(
      method: string,
      path: string,
      { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
    ): Promise<Response> {
      const response = await app.fetch(`${AUTH}/${path}`, {
        method,
        base,
        headers: {
          Origin: origin,
          ...(jar.size === 0 ? {} : { Cookie: self.cookies() }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      for (const cookie of response.headers.getSetCookie()) keep(cookie);
      return response;
    },
    get: (path: string, headers: Record<string, string> = {}) =>
      self.send('GET', path, { headers }),
    post: (path: string, body?: unknown, headers: Record<string, string> = {}) =>
      self.send('POST', path, { body, headers }),

    /** Signs in and returns the body of the response. */
    async signIn(email: string, extra: Record<string, unknown> = {}) {
      const response = await self.post('login', { email, password: PASSWORD, ...extra });
      if (response.status !== 200)
        throw new Error(`login: ${response.status} ${await response.text()}`);
      return response.json<{ access_token: string; session_id: string; csrf_token: string }>();
    },
  };
  return self;
}
