import type {
  BrowserContext,
  BrowserContextOptions,
  Page,
  Request,
  Response,
} from 'playwright-core';
import { openContext } from '../browser.ts';
import type { Site } from './site.ts';

/** Somebody with a browser of their own, and what it had to complain of. */
export type Visitor = {
  site: Site;
  language: string;
  /** An address of their own: nobody meets the limits of others. */
  ip: string;
  context: BrowserContext;
  page: Page;
  /** Errors of the console, among them what a policy stopped. */
  complaints: string[];
  /** Requests to anywhere but the service, its app, and the providers that people went to. */
  strangers: string[];
  /** Bytes over the wire, heads included, of the page and of what it loaded, by path. */
  weights: Map<string, number>;
  /** The last page that was answered. */
  document: () => Response | null;
  close: () => Promise<void>;
};

let visitors = 0;

/** The paths of all pages that visitors were shown so far. */
export const shownPaths = new Set<string>();

/** Opens a browser in a language. Nothing is loaded yet, and nothing is in its cache. */
export async function visit(
  site: Site,
  { language = 'en', ...options }: BrowserContextOptions & { language?: string } = {},
): Promise<Visitor> {
  visitors++;
  const ip = `203.0.${visitors >> 8}.${visitors & 255}`;
  const context = await openContext(site.browser, {
    viewport: { width: 1280, height: 900 },
    extraHTTPHeaders: { 'CF-Connecting-IP': ip },
    locale: language,
    ...options,
  });
  const cookie = { name: 'ui_locale', value: language, url: site.url };
  await context.addCookies([cookie]);
  const page = await context.newPage();
  const complaints: string[] = [];
  const strangers: string[] = [];
  const weights = new Map<string, number>();
  let document: Response | null = null;
  page.on('console', (message) => {
    if (message.type() === 'error' && !isOwnStatus(page, message.location().url, message.text()))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (isStranger(site, request)) strangers.push(request.url());
  });
  page.on('requestfinished', (request) => {
    weigh(request, weights).catch(() => undefined);
  });
  page.on('response', (response) => {
    if (!response.request().isNavigationRequest()) return;
    document = response;
    if (isPage(site, response)) shownPaths.add(new URL(response.url()).pathname);
  });
  const close = () => context.close();
  return {
    ...{ site, language, ip, context, page, complaints, strangers, weights, close },
    document: () => document,
  };
}

const isPage = ({ url }: Site, response: Response) =>
  response.url().startsWith(`${url}/`) &&
  (response.headers()['content-type'] ?? '').startsWith('text/html');

/** A page that answers an error says so by its status, which the console notes. */
const isOwnStatus = (page: Page, url: string, text: string) =>
  text.startsWith('Failed to load resource: the server responded') &&
  (url === page.url() || !url.includes('/assets/'));

function isStranger(site: Site, request: Request): boolean {
  const { protocol, origin } = new URL(request.url());
  const known = [site.url, site.app, site.providers.origin];
  return protocol.startsWith('http') && !known.includes(origin);
}

async function weigh(request: Request, weights: Map<string, number>): Promise<void> {
  const { responseBodySize, responseHeadersSize } = await request.sizes();
  const kind = request.isNavigationRequest() ? 'page' : new URL(request.url()).pathname;
  if (responseBodySize > 0) weights.set(kind, responseBodySize + responseHeadersSize);
}
