import type { Site } from './site.ts';
import type { Visitor } from './visitor.ts';

/** A page in one of its states, and how somebody comes to see it. */
export type State = {
  name: string;
  /** Whether the state is one of errors: their summary must then have the focus. */
  wrong?: boolean;
  /** For states that are there without script only. */
  script?: false;
  open: (visitor: Visitor, site: Site) => Promise<unknown>;
};

/** Opens a path of the service. */
export const go = ({ page, site }: Visitor, path: string) => page.goto(site.url + path);

/**
 * Opens a path, fills fields in by name and sends their form, whatever the browser thinks of it.
 */
export async function send(
  visitor: Visitor,
  path: string,
  fields: Record<string, string> = {},
): Promise<void> {
  await go(visitor, path);
  await fill(visitor, fields);
}

/** Fills fields of the open page in, by name, and presses the main button. */
export async function fill(
  { page }: Visitor,
  fields: Record<string, string> = {},
  button = 'main form[method=post] button.go',
): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[name="${name}"]:not([type=hidden])`);
    if (value === 'tick') await field.check();
    else await field.fill(value);
  }
  await pressed({ page }, button);
}

/** Presses a button and waits for the page that follows. */
export async function pressed({ page }: Pick<Visitor, 'page'>, button: string): Promise<void> {
  await page.evaluate('for (const form of document.forms) form.noValidate = true');
  const left = page.waitForEvent('framenavigated');
  await Promise.all([left, page.locator(button).first().click()]);
  await page.waitForLoadState();
}

/**
 * Throws unless a visitor was led to a path. An answer that leads nowhere else is not waited on.
 */
export function expectAt({ page }: Pick<Visitor, 'page'>, path: string): void {
  const { pathname } = new URL(page.url());
  if (pathname !== path) throw new Error(`led to ${pathname}, not to ${path}`);
}

/** A path that nobody reads at a glance and that no screen has room for. */
export const LONG_EMAIL = `${'maximiliane.konstantinopolitanska'.padEnd(64, 'x')}@${'subdomain.'.repeat(12)}example.com`;
/** As long as the service takes, without a place to break it. */
export const LONG_NAME = `Donaudampfschifffahrtsgesellschaftskapitänswitwe ${'Ω'.repeat(60)}`;
