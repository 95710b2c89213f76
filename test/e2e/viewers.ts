import type { Page } from 'playwright-core';
import { openContext, startBrowser } from './browser.ts';
import { createChecks } from './checks.ts';
import { startDevServer } from './dev-server.ts';
import { mailedLinkTo } from './mailbox.ts';
import { call } from './sign-up.ts';

// Looks at every page we serve in a real browser: does it render, does the content policy hold,
// does it stay at home?
const { check, finish } = createChecks();

/** Opens a page; answers what the browser complained of and whom else the page called. */
async function open(
  page: Page,
  url: string,
): Promise<{ complaints: string[]; strangers: string[] }> {
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.removeAllListeners();
  // A dead link is said to be dead with a 401, which the console notes.
  const isDead = (text: string) => url.includes('?token=x') && text.includes('status of 401');
  page.on('console', (message) => {
    if (message.type() === 'error' && !isDead(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const target = new URL(request.url());
    if (target.protocol.startsWith('http') && target.origin !== new URL(url).origin)
      strangers.push(request.url());
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  return { complaints, strangers };
}

async function inspect(page: Page, url: string, name: string, selector: string): Promise<void> {
  const { complaints, strangers } = await open(page, url);
  const shown = await page
    .locator(selector)
    .first()
    .waitFor()
    .then(() => true)
    .catch(() => false);
  check(`${name} renders`, shown);
  check(`${name} has nothing to complain of`, complaints.length === 0, complaints.join(' | '));
  check(`${name} calls nobody else`, strangers.length === 0, strangers.join(' '));
  const folder = process.env.SCREENSHOTS;
  if (folder !== undefined)
    await page.screenshot({ path: `${folder}/${name.replaceAll(/\W+/g, '-')}.png` });
}

/**
 * The path of a link that proves an address, fresh from the mailbox: the page says whose address it
 * is.
 */
async function verificationPath(url: string): Promise<string> {
  const email = `viewer${Date.now()}@example.com`;
  await call(url, 'POST', 'register', { email, password: 'correct-Horse-7-battery' });
  const link = await mailedLinkTo(url, email);
  return link.slice(new URL(link).origin.length);
}

const server = await startDevServer();
const browser = await startBrowser();
try {
  const page = await (await openContext(browser)).newPage();
  for (const path of ['/api/docs', '/swagger'])
    await inspect(page, server.url + path, path, '.opblock-summary');
  for (const path of ['/api/redoc', '/redoc'])
    await inspect(page, server.url + path, path, '[data-section-id]');
  const pages = [
    '/reset-password',
    '/unlock-account',
    '/undo-email-change',
    '/undo-factor-change',
    '/cancel-factor-removal',
  ];
  for (const path of ['/sign-up', '/forgot-password', ...pages.map((one) => `${one}?token=x`)])
    await inspect(page, server.url + path, path, 'main .btn');
  const verification = await verificationPath(server.url);
  await inspect(page, server.url + verification, '/verify-email', 'button');
  for (const path of ['/dev/mailbox', '/dev/mailbox/preview'])
    await inspect(page, server.url + path, path, 'h1');
  await inspect(page, `${server.url}/dev/mailbox/preview/verification`, 'a previewed mail', 'h1');

  await page.goto(`${server.url}/reset-password?token=x`);
  check(
    'a dead reset link says so before anything is typed',
    ((await page.locator('h1').textContent()) ?? '').includes('no longer works'),
  );
} finally {
  await browser.close();
  await server.stop();
}
finish();
