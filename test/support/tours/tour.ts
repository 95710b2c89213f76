import type { Language } from '../../../src/words/language.ts';
import { createPageClient, type OpenPage, type PageClient } from '../page-client.ts';
import { type Registration, register } from '../people.ts';
import { createTestApp, type TestApp } from '../test-app.ts';

/** What one looks at on a tour through pages and their states, in a language. */
export type Guide = {
  app: TestApp;
  /** A new browser in which the language was chosen. */
  browse: () => PageClient;
  /** A new person whose session one of these browsers has. */
  enter: (extra?: Partial<Registration>) => Promise<{ email: string; browser: PageClient }>;
};
export type Tour = {
  name: string;
  env?: Record<string, unknown> | (() => Promise<Record<string, unknown>>);
  /** Submits forms by their fields and addresses, never by words, which differ. */
  go: (guide: Guide) => Promise<unknown>;
};

/** A page that was answered on a tour, whether or not the tour stopped there. */
export type Sight = { at: string; html: string };

/** Makes a tour in a language, and returns every page that was seen, in order. */
export async function take({ env = {}, go }: Tour, language: Language): Promise<Sight[]> {
  const app = createTestApp({ env: typeof env === 'function' ? await env() : env });
  const sights: Sight[] = [];
  const { fetch } = app;
  app.fetch = async (path, init) => {
    const answer = await fetch(path, init);
    const { pathname } = new URL(path, 'https://auth.test');
    const at = `${init?.method ?? 'GET'} ${pathname} ${answer.status}`;
    const isPage = answer.headers.get('Content-Type')?.startsWith('text/html') ?? false;
    if (!pathname.startsWith('/api/'))
      sights.push({ at, html: isPage ? await answer.clone().text() : '' });
    return answer;
  };
  const browse = () => {
    const browser = createPageClient(app);
    browser.jar.set('__Host-ui_locale', language);
    return browser;
  };
  const enter = async (extra: Partial<Registration> = {}) => {
    const email = await register(app, undefined, extra);
    const browser = browse();
    await browser.signIn(email);
    return { email, browser };
  };
  await go({ app, browse, enter });
  return sights;
}

/** Opens a page and sends its form, or that with an `action`. */
export async function fill(
  browser: PageClient,
  path: string,
  fields: Record<string, string | null> = {},
  action?: string,
): Promise<OpenPage> {
  const page = await browser.open(path);
  return browser.submit(page, fields, action === undefined ? {} : { action });
}

/** Opens the first link on a page that leads to such an address. */
export function leadOn(browser: PageClient, page: OpenPage, to: RegExp): Promise<OpenPage> {
  const link = page.links.find(({ href }) => to.test(href));
  if (link === undefined) throw new Error(`no link to ${to} on ${page.url}: ${page.h1}`);
  return browser.open(link.href);
}
