import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { openContext, startBrowser } from './browser.ts';
import { createChecks } from './checks.ts';
import { startDevServer } from './dev-server.ts';
import { signUp } from './sign-up.ts';

// An app on an origin of its own signs in through the service, in a real browser; other origins try
// to interfere.
const { check, finish } = createChecks();

/** An empty site on its own port. */
async function serveSite(host: string): Promise<{ origin: string; close: () => void }> {
  const site = createServer((_, response) =>
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>site</title>'),
  );
  await new Promise<void>((resolve) => site.listen(0, resolve));
  return {
    origin: `http://${host}:${(site.address() as AddressInfo).port}`,
    close: () => site.close(),
  };
}

type Answer = { status: number; body: Record<string, unknown> };

/** Calls the service from a page, with cookies, as an app's code would. */
function call(
  page: Page,
  method: string,
  url: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return page.evaluate(
    async (request) => {
      const init = {
        method: request.method,
        credentials: 'include' as const,
        headers: request.headers,
        ...(request.body === null ? {} : { body: request.body }),
      };
      const response = await fetch(request.url, init);
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    {
      method,
      url,
      body: body === undefined ? null : JSON.stringify(body),
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
    },
  );
}

/**
 * Sends a POST with cookies that needs no preflight and whose answer the page may not read, as an
 * attack would.
 */
async function attack(page: Page, url: string): Promise<void> {
  await page.evaluate(
    `fetch(${JSON.stringify(url)}, { method: 'POST', mode: 'no-cors', credentials: 'include', body: 'x' }).catch(() => undefined)`,
  );
}

const app = await serveSite('localhost');
const neighbour = await serveSite('localhost');
const stranger = await serveSite('127.0.0.1');
const server = await startDevServer([
  '--var',
  'COOKIE_MODE:both',
  '--var',
  `CORS_ALLOWED_ORIGINS:${app.origin}`,
]);
const api = `${server.url}/api/v1/auth`;
const browser = await startBrowser();
try {
  const { email, password } = await signUp(server.url);
  const context = await openContext(browser);
  const tabs = await Promise.all(Array.from({ length: 6 }, () => context.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto(app.origin)));
  const [first] = tabs as [Page];

  const login = await call(first, 'POST', `${api}/login`, { email, password });
  check('an app on another origin signs in', login.status === 200, JSON.stringify(login.body));
  check(
    'its cookies are not for scripts',
    !String(await first.evaluate('document.cookie')).includes('refresh_token'),
  );
  check('the cookie authenticates', (await call(first, 'GET', `${api}/me`)).body.email === email);

  const refreshes = await Promise.all(tabs.map((tab) => call(tab, 'POST', `${api}/token/refresh`)));
  check(
    'six tabs refresh at once',
    refreshes.every(({ status }) => status === 200),
    JSON.stringify(refreshes),
  );
  const withoutToken = await call(first, 'POST', `${api}/logout`);
  check(
    'without the CSRF token even the app is refused',
    withoutToken.status === 403 && withoutToken.body.code === 'csrf_failed',
    JSON.stringify(withoutToken),
  );

  const foreign = await context.newPage();
  await foreign.goto(neighbour.origin);
  // The cookies go along from here: another port is the same site.
  await attack(foreign, `${api}/logout`);
  check(
    'a neighbour on the same site cannot sign anybody out',
    (await call(first, 'GET', `${api}/me`)).status === 200,
  );
  await foreign.goto(stranger.origin);
  await attack(foreign, `${api}/logout`);
  check('nor can a stranger', (await call(first, 'GET', `${api}/me`)).status === 200);
  const read = `fetch(${JSON.stringify(`${api}/me`)}, { credentials: 'include' }).then(() => true, () => false)`;
  check('and neither reads anything', (await foreign.evaluate(read)) === false);

  const logout = await call(first, 'POST', `${api}/logout`, undefined, {
    'X-CSRF-Token': String(login.body.csrf_token),
  });
  check('the app signs out', logout.status === 200, JSON.stringify(logout));
  check(
    'and every tab is signed out',
    (await Promise.all(tabs.map((tab) => call(tab, 'GET', `${api}/me`)))).every(
      ({ status }) => status === 401,
    ),
  );
} finally {
  await browser.close();
  await server.stop();
  for (const site of [app, neighbour, stranger]) site.close();
}
finish();
