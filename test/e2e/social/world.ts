import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openContext } from '../browser.ts';
import type { Checks } from '../checks.ts';
import type { DevServer } from '../dev-server.ts';
import type { ProviderId, Providers } from './providers.ts';

/** What a story needs. */
export type World = {
  server: DevServer;
  /** The service. */
  url: string;
  /** The origin of an app that people come back to. */
  app: string;
  providers: Providers;
  browser: Browser;
  check: Checks['check'];
  /** What browsers complained of on pages of the service, such as what a policy stopped. */
  complaints: string[];
};

/** What an account says of itself. */
export type Me = { id: string; email: string; first_name: string };

/** Somebody in a browser of their own. */
export type Visitor = {
  world: World;
  page: Page;
  context: BrowserContext;
  /** Opens a path of the service. */
  go: (path: string) => Promise<unknown>;
  /**
   * Presses something, and waits until it has led to a path of the service, or to a whole address.
   */
  press: (selector: string, to: string) => Promise<void>;
  /** Whose session this browser has; null for none. */
  me: () => Promise<Me | null>;
  /** What the page says. */
  says: (selector?: string) => Promise<string>;
  close: () => Promise<void>;
};

export const CONTINUE = 'button[value=continue]';
export const CANCEL = 'button[value=cancel]';
/** The main button of a page. */
export const GO = 'main form[method=post] button.go';
export const buttonOf = (id: ProviderId) => `main a[href^="/sign-in/with/${id}"]`;

/** Opens a browser, by default one that runs scripts. */
export async function visit(world: World, { script = true } = {}): Promise<Visitor> {
  const context = await openContext(world.browser, { javaScriptEnabled: script, locale: 'en' });
  const page = await context.newPage();
  return { world, context, ...inPage(world, context, page), close: () => context.close() };
}

/** The ways to sign in that an account page lists. */
export const WAYS = 'main section:has(#ways-in)';

/** Opens one more tab in somebody's browser. */
export async function openTab({ world, context, close }: Visitor): Promise<Visitor> {
  return { world, context, ...inPage(world, context, await context.newPage()), close };
}

function inPage(world: World, context: BrowserContext, page: Page) {
  page.on('console', (message) => {
    const { url } = message.location();
    const isOurs = url === '' || url.startsWith(world.url);
    // A page that answers an error says so by its status, which the console notes.
    const isStatus = message.text().startsWith('Failed to load resource: the server responded');
    if (message.type() === 'error' && isOurs && !isStatus) world.complaints.push(message.text());
  });
  page.on('pageerror', (error) => world.complaints.push(error.message));
  return {
    page,
    go: (to: string) => page.goto(world.url + to),
    press: (selector: string, to: string) => press(page, selector, absolute(world, to)),
    async me(): Promise<Me | null> {
      const answer = await context.request.get(`${world.url}/api/v1/auth/me`);
      return answer.ok() ? ((await answer.json()) as Me) : null;
    },
    says: async (selector = 'main') => plain(await page.locator(selector).first().innerText()),
  };
}

/** A path is one of the service. */
const absolute = ({ url }: World, to: string) => (to.startsWith('/') ? url + to : to);

async function press(page: Page, selector: string, to: string): Promise<void> {
  const isThere = (at: string) =>
    at === to || ['?', '/', ':'].some((end) => at.startsWith(to + end));
  const arrived = page.waitForEvent(
    'framenavigated',
    (frame) => frame === page.mainFrame() && isThere(frame.url()),
  );
  await Promise.all([arrived, page.locator(selector).first().click()]).catch(async (error) => {
    const text = await page.innerText('body').catch(() => 'nothing');
    throw new Error(`${selector} led to ${page.url()}, not to ${to}: ${text}`, { cause: error });
  });
  await page.waitForLoadState();
  await picture(page);
}

/** Without the places at which long addresses may break. */
const plain = (text: string) => text.replaceAll('\u200b', '');

/** Takes a picture of a page for whoever looks at `SCREENSHOTS`, once of each path. */
async function picture(page: Page): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder === undefined || !page.url().startsWith('http://localhost')) return;
  mkdirSync(folder, { recursive: true });
  const name = new URL(page.url()).pathname.replaceAll(/[^\w-]+/g, '_');
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

export const pathOf = ({ page }: Visitor): string => new URL(page.url()).pathname;

/** Signs out by the page for that. */
export async function signOut({ go, press }: Visitor): Promise<void> {
  await go('/sign-out');
  await press(GO, '/sign-out');
}

/** Serves the app. */
export async function serveApp(): Promise<{ origin: string; close: () => void }> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><link rel="icon" href="data:,"><h1>The app</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${port}`, close };
}
