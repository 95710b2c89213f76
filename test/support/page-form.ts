import type { TestApp } from './test-app.ts';

const BROWSER = '0123456789abcdef'.repeat(2);

/**
 * A form of one of our pages as a browser sends it that has opened the page: with its cookie, its
 * origin and a good token. For tests of what a form does; `page-client.ts` opens the page itself.
 */
export function pageForm(
  app: TestApp,
  fields: Record<string, string>,
  { Cookie, ...headers }: Record<string, string> = {},
) {
  const { pageCsrf } = app.servicesWith(() => undefined);
  const cookie = `__Host-browser=${BROWSER}`;
  const token = pageCsrf.make({ browser: BROWSER });
  return {
    method: 'POST',
    headers: {
      Origin: 'https://auth.test',
      'Content-Type': 'application/x-www-form-urlencoded',
      Cookie: Cookie === undefined ? cookie : `${Cookie}; ${cookie}`,
      ...headers,
    },
    body: new URLSearchParams({ csrf_token: token, ...fields }).toString(),
  };
}
