import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { BrowserContext, Page } from 'playwright-core';
import { withPrograms } from '../support/documents.ts';
import { openContext, startBrowser } from './browser.ts';
import { buildClient } from './build-client.ts';
import { createChecks } from './checks.ts';
import { type DevServer, startDevServer } from './dev-server.ts';
import { SERVERS, startDocumentedServers } from './documented-servers.ts';
import { compile, run } from './run-program.ts';
import { type Person, signUp } from './sign-up.ts';

// The app of src/client/oauth/README.md in a real browser, on another site than the service.
const { check, finish } = createChecks();
/** Seconds; so short that the app refreshes within a test, half-way through each. */
const ACCESS_TTL = 16;
const RESOURCE = 'https://api.example.org/orders';

async function bundleApp(): Promise<string> {
  return withPrograms(['oauth-app.tsx'], async (folder) => {
    const types = { jsxImportSource: 'react', lib: ['ESNext', 'DOM', 'DOM.Iterable'], types: [] };
    const { status, output } = compile(folder, types);
    check('the app compiles', status === 0, output);
    const { outputFiles } = await build({
      entryPoints: [path.join(folder, 'oauth-app.tsx')],
      bundle: true,
      write: false,
      define: { 'process.env.NODE_ENV': '"development"' },
    });
    return outputFiles[0]?.text ?? '';
  });
}

/** A site of one page, which runs a script and says what `data` holds. */
async function serveSite(script: string) {
  const data: Record<string, string> = {};
  const site = createServer(({ url }, response) => {
    if (url === '/app.js') return response.setHeader('Content-Type', 'text/javascript').end(script);
    const said = Object.entries(data).map(([name, value]) => `data-${name}="${value}"`);
    return response
      .setHeader('Content-Type', 'text/html')
      .end(`<!doctype html><html ${said.join(' ')}><body><script src="/app.js"></script>`);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  // Another site than `localhost`, where the service is.
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  return { origin, data, close: () => site.close() };
}
type Site = Awaited<ReturnType<typeof serveSite>>;

/** Registers the app as its guide says. */
function register({ state }: DevServer, { origin }: Site): string {
  const uris = ['--redirect-uri', `${origin}/callback`, '--post-logout-redirect-uri', `${origin}/`];
  const args = ['client', 'add', '--name', 'Shop', '--public', ...uris, '--json'];
  const { output, errors } = run('npm', [
    ...['run', '--silent', 'admin', '--', ...args, '--persist-to', state],
  ]);
  const [, id = ''] = /"client_id": *"([^"]+)"/.exec(output) ?? [];
  check('the app is registered', id !== '', output + errors);
  return id;
}

const shows = (page: Page, selector: string) =>
  page.waitForSelector(selector).then(
    () => true,
    () => false,
  );
const problem = (code: string) => `[role=alert]:has-text("${code}")`;

async function signInAtService(page: Page, { email, password }: Person): Promise<void> {
  await page.fill('[autocomplete^=username]', email);
  await page.fill('[name=password]', password);
  await page.click('main form [type=submit]');
}

/** Requests of a page to a path of the service from now on. */
function watch(page: Page, tail: string) {
  const seen: string[] = [];
  page.on('request', (request) => {
    const isAsked = request.method() !== 'OPTIONS' && new URL(request.url()).pathname === tail;
    if (isAsked) seen.push(request.postData() ?? '');
  });
  return seen;
}

async function checkRound(page: Page, { origin }: Site, ada: Person): Promise<void> {
  const exchanges = watch(page, '/oauth/token');
  const answers: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(`${origin}/callback?`)) answers.push(request.url());
  });
  await page.goto(`${origin}/orders?id=7`);
  check('a stranger is offered to sign in', await shows(page, '#sign-in'));
  await page.click('#sign-in');
  await page.waitForSelector('[name=password]');
  await signInAtService(page, ada);
  check('the person is asked for consent', await shows(page, '[name=choice][value=allow]'));
  await page.click('[name=choice][value=allow]');
  check('and comes back signed in', await shows(page, '#ask'));
  check('where they were', page.url() === `${origin}/orders?id=7`, page.url());
  check('with one exchange, in StrictMode too', exchanges.length === 1, exchanges.join('\n'));
  await page.click('#ask');
  check('userinfo says who it is', await shows(page, `#text:has-text("${ada.email}")`));

  await page.waitForTimeout((ACCESS_TTL / 2) * 1000 + 500);
  await Promise.all(Array.from({ length: 5 }, () => page.click('#ask')));
  await page.waitForTimeout(1500);
  const refreshes = exchanges.filter((form) => form.includes('grant_type=refresh_token'));
  check('five requests share one refresh', refreshes.length === 1, `${refreshes.length}`);
  check('and nobody is signed out', (await page.$('#ask')) !== null);

  const [answer = ''] = answers;
  const before = exchanges.length;
  await page.goto(answer);
  check('an answer counts once', await shows(page, problem('state_unknown')));
  check('without any exchange', exchanges.length === before);
}

/** Who is signed in at the service gives consent again, as always on loopback addresses. */
async function comeBack(page: Page): Promise<void> {
  await page.click('#sign-in');
  await page.waitForSelector('[name=choice][value=allow]');
  await page.click('[name=choice][value=allow]');
}

async function checkTabs(context: BrowserContext, { origin }: Site): Promise<void> {
  const tabs = [await context.newPage(), await context.newPage()];
  for (const tab of tabs) await tab.goto(origin);
  for (const tab of tabs) await tab.click('#sign-in');
  for (const tab of tabs) await tab.click('[name=choice][value=allow]');
  const inside = await Promise.all(tabs.map((tab) => shows(tab, '#ask')));
  check('two tabs sign in at once', inside.every(Boolean));
  for (const tab of tabs) await tab.close();
}

async function checkRefusal(page: Page, { origin }: Site): Promise<void> {
  await page.goto(origin);
  await page.click('#sign-in');
  await page.click('[name=choice][value=deny]');
  check('who says no is told so', await shows(page, problem('access_denied')));
  check('and may try again', await shows(page, '#sign-in'));
}

async function checkSignOut(page: Page, site: Site, server: DevServer): Promise<void> {
  const revoked = watch(page, '/oauth/revoke');
  await page.goto(site.origin);
  await comeBack(page);
  await page.waitForSelector('#sign-out');
  // The app forgets at once, and leaves when the service has the refresh token back.
  await Promise.all([page.waitForEvent('load'), page.click('#sign-out')]);
  check('signing out leads back', await shows(page, '#sign-in'));
  check('to the page that was registered', page.url() === `${site.origin}/`, page.url());
  check('and gives the refresh token back', revoked.length === 1);
  await page.click('#sign-in');
  check('the service does not know them either', await shows(page, '[name=password]'));
  check('and asks at its own place', page.url().startsWith(server.url), page.url());
}

/** Signs in with `resource`; returns the token that its API got. */
async function askForResource(page: Page, site: Site, ada: Person): Promise<string> {
  site.data.resource = RESOURCE;
  const borne: string[] = [];
  await page.route(RESOURCE, (route) => {
    borne.push(route.request().headers().authorization ?? '');
    const headers = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' };
    return route.fulfill({ headers, body: 'ordered' });
  });
  await page.goto(site.origin);
  await page.click('#sign-in');
  await page.waitForSelector('[name=password]');
  await signInAtService(page, ada);
  await page.click('[name=choice][value=allow]');
  await page.click('#order');
  check('an app asks an API of its own', await shows(page, '#text:has-text("ordered")'));
  return borne.find((one) => one !== '')?.replace('Bearer ', '') ?? '';
}

/** The token of an app with `resource`, at the documented resource servers. */
async function checkResource(page: Page, site: Site, server: DevServer, ada: Person) {
  const { url: issuer } = server;
  await withPrograms(SERVERS, async (folder) => {
    const own = await startDocumentedServers(folder, { issuer, audience: RESOURCE });
    const others = await startDocumentedServers(folder, { issuer });
    // First: it lives for seconds.
    const token = await askForResource(page, site, ada);
    for (const { name, admits } of own) check(`${name} takes it for that API`, await admits(token));
    for (const { name, admits } of others)
      check(`${name} refuses it for another one`, !(await admits(token)));
    for (const { close } of [...own, ...others]) await close?.();
  });
  await page.click('#ask');
  check('whose token is not for userinfo', await shows(page, problem('invalid_token')));
}

buildClient();
const site = await serveSite(await bundleApp());
const server = await startDevServer([
  ...['--var', 'RATE_LIMITS:off', '--var', `ACCESS_TOKEN_TTL:${ACCESS_TTL}`],
]);
const browser = await startBrowser();
try {
  site.data.issuer = server.url;
  site.data['client-id'] = register(server, site);
  const ada = await signUp(server.url);
  const context = await openContext(browser);
  const page = await context.newPage();
  await checkRound(page, site, ada);
  await checkTabs(context, site);
  await checkRefusal(page, site);
  await checkSignOut(page, site, server);
  await checkResource(page, site, server, ada);
} finally {
  await browser.close();
  await server.stop();
  site.close();
}
finish();
