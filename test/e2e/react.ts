import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { BrowserContext, Page } from 'playwright-core';
import { withPrograms } from '../support/documents.ts';
import { findFreePort } from '../support/free-port.ts';
import { openContext, startBrowser } from './browser.ts';
import { buildClient } from './build-client.ts';
import { createChecks } from './checks.ts';
import { startDevServer } from './dev-server.ts';
import { compile } from './run-program.ts';
import { call, mailedCode, type Person, signUp } from './sign-up.ts';

// The React app of src/client/README.md in a real browser, on an origin of its own.
const { check, finish } = createChecks();
/** Seconds; so short that the app refreshes within a test, half-way through each. */
const ACCESS_TTL = 16;
/** Milliseconds after which a token is old enough to be renewed before it is due. */
const OLD_ENOUGH = 5_500;

/** What a page finds after eight hours of sleep, in which its timers stood still. */
const SLEEP = `
  const { now } = Date;
  Date.now = () => now() + 8 * 3_600_000;
  document.dispatchEvent(new Event('visibilitychange'));
`;

/** Compiles and bundles the documented app. */
async function bundleApp(): Promise<string> {
  return withPrograms(['app.tsx'], async (folder) => {
    const types = { jsxImportSource: 'react', lib: ['ESNext', 'DOM'], types: [] };
    const { status, output } = compile(folder, types);
    check('the React app compiles', status === 0, output);
    const { outputFiles } = await build({
      entryPoints: [path.join(folder, 'app.tsx')],
      bundle: true,
      write: false,
      define: { 'process.env.NODE_ENV': '"development"' },
    });
    return outputFiles[0]?.text ?? '';
  });
}

/** A site whose one page runs a script. */
async function serveSite(script: string) {
  const site = createServer(({ url }, response) =>
    url === '/app.js'
      ? response.setHeader('Content-Type', 'text/javascript').end(script)
      : response
          .setHeader('Content-Type', 'text/html')
          .end('<!doctype html><title>app</title><body><script src="/app.js"></script>'),
  );
  const port = await findFreePort();
  await new Promise<void>((resolve) => site.listen(port, resolve));
  const { port: at } = site.address() as AddressInfo;
  return { origin: `http://localhost:${at}`, close: () => site.close() };
}

/** Whether the page shows something in time. */
const shows = (page: Page, selector: string) =>
  page.waitForSelector(selector).then(
    () => true,
    () => false,
  );

async function signIn(page: Page, { email, password }: Person): Promise<void> {
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', password);
  await page.click('[type=submit]');
}

/** How many requests went to a path under `/api/v1/auth` from now on. */
function countRequests(page: Page, tail: string) {
  const counted = { requests: 0 };
  page.on('request', (request) => {
    if (request.method() !== 'OPTIONS' && request.url().endsWith(tail)) counted.requests++;
  });
  return counted;
}

async function checkSession(page: Page, url: string, app: string, ada: Person): Promise<void> {
  const inside = `#user:has-text("${ada.email}")`;
  await page.goto(app);
  check('a stranger is asked to sign in', await shows(page, 'form'));
  await signIn(page, { ...ada, password: 'wrong-Horse-7-battery' });
  check(
    'a wrong password shows',
    await shows(page, '[role=alert]:has-text("invalid_credentials")'),
  );
  await signIn(page, ada);
  check('the right one signs in', await shows(page, inside));
  await page.reload();
  check('the session goes on after a reload', await shows(page, inside));

  await page.waitForTimeout(OLD_ENOUGH);
  const refreshes = countRequests(page, '/token/refresh');
  const asked = countRequests(page, '/sessions');
  await page.route(`${url}/api/v1/auth/sessions`, (route) => route.fulfill({ status: 401 }), {
    times: 1,
  });
  await page.click('#devices');
  check('a 401 is retried after a refresh', await shows(page, '#devices:has-text("1 devices")'));
  // None of its own where the silent refresh was in flight already: both share one.
  const { requests: before } = refreshes;
  check('which was one', asked.requests === 2 && before <= 1, `${asked.requests}, ${before}`);
  await page.waitForTimeout(ACCESS_TTL * 1000);
  check(
    'and silently it refreshes by itself',
    refreshes.requests > before,
    `${refreshes.requests}`,
  );

  await page.click('#sign-out');
  check('it signs out', await shows(page, 'form'));
  await page.reload();
  check('for good', (await shows(page, 'form')) && (await page.$('#user')) === null);
}

async function checkSecondStep(
  page: Page,
  url: string,
  ada: Person & { code: string },
): Promise<void> {
  const { access_token } = await call<{ access_token: string }>(url, 'POST', 'login', ada);
  const { password } = ada;
  await call(url, 'PUT', 'mfa/email', { enabled: true, password }, access_token);
  await signIn(page, ada);
  check('a second step is asked for', await shows(page, '[name=otp]'));
  await page.fill('[name=otp]', await mailedCode(url, ada.email, ada.code));
  await page.click('[type=submit]');
  check('and done', await shows(page, '#user'));
}

async function checkOutage(page: Page, url: string): Promise<void> {
  await page.route(`${url}/**`, (route) => route.abort());
  await page.waitForTimeout(ACCESS_TTL * 1000);
  check('while the service is away nobody is signed out', (await page.$('#user')) !== null);
  const renewed = page.waitForResponse((answer) => answer.url().endsWith('/token/refresh'));
  await page.unroute(`${url}/**`);
  check('it asks again by itself', (await renewed).ok());
  await page.click('#devices');
  const counted = await shows(page, '#devices:not(:has-text("0 devices"))');
  check('and the session goes on afterwards', counted);
}

/** When the tabs asked for tokens, in milliseconds. */
function noteRefreshes(...tabs: Page[]): number[] {
  const times: number[] = [];
  for (const tab of tabs) {
    tab.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/token/refresh')) {
        times.push(Date.now());
      }
    });
  }
  return times;
}

async function checkTabs(context: BrowserContext, app: string, ada: Person): Promise<void> {
  const inside = `#user:has-text("${ada.email}")`;
  const [one, two] = [await context.newPage(), await context.newPage()];
  await one.goto(app);
  await two.goto(app);
  check('two tabs ask to sign in', (await shows(one, 'form')) && (await shows(two, 'form')));
  await signIn(one, ada);
  check('a sign-in in one', await shows(one, inside));
  check('shows in the other', await shows(two, inside));

  const times = noteRefreshes(one, two);
  await one.waitForTimeout(ACCESS_TTL * 2 * 1000);
  const gaps = times.slice(1).map((at, before) => at - (times[before] ?? 0));
  const isOncePerLife = times.length >= 2 && gaps.every((gap) => gap > OLD_ENOUGH / 2);
  check('both live on one refresh per expiry', isOncePerLife, times.join());

  await context.waitForEvent('response', (answer) => answer.url().endsWith('/token/refresh'));
  await two.waitForTimeout(OLD_ENOUGH);
  const woken = noteRefreshes(two);
  await two.evaluate(SLEEP);
  await two.waitForTimeout(1_000);
  check('a tab that slept refreshes when it wakes, once', woken.length === 1, `${woken.length}`);

  await one.click('#sign-out');
  check('a sign-out in one', await shows(one, 'form'));
  check('shows in the other', await shows(two, 'form'));
  const after = noteRefreshes(one, two);
  await one.waitForTimeout(ACCESS_TTL * 1000);
  check('and nobody asks for tokens any more', after.length === 0, `${after.length}`);
}

buildClient();
const site = await serveSite(await bundleApp());
const server = await startDevServer([
  ...['--var', `CORS_ALLOWED_ORIGINS:${site.origin}`, '--var', 'RATE_LIMITS:off'],
  ...['--var', `ACCESS_TOKEN_TTL:${ACCESS_TTL}`],
]);
const browser = await startBrowser();
try {
  const ada = await signUp(server.url);
  const page = await (await openContext(browser)).newPage();
  const app = `${site.origin}/?service=${encodeURIComponent(server.url)}`;
  await checkSession(page, server.url, app, ada);
  await checkSecondStep(page, server.url, ada);
  await checkOutage(page, server.url);
  await checkTabs(await openContext(browser), app, await signUp(server.url));
} finally {
  await browser.close();
  await server.stop();
  site.close();
}
finish();
