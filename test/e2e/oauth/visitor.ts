import type { Browser, Page } from 'playwright-core';
import { openContext } from '../browser.ts';
import type { Person } from '../sign-up.ts';

/** Where a way through the service ended, and which of its pages had something pressed. */
export type Walk = { end: URL; pressed: Pressed[] };
export type Pressed = 'sign in' | 'allow' | 'sign out';

/** Somebody in a browser of their own, who presses what the pages ask them to. */
export type Visitor = {
  page: Page;
  /**
   * Opens an address, or does what leads away from the page that is open, and goes on through the
   * pages of the service until they lead elsewhere.
   */
  go: (start: string | URL | (() => Promise<unknown>)) => Promise<Walk>;
  close: () => Promise<void>;
};

/** What stands on the pages of the service that wait for somebody. */
const BUTTONS: [Pressed, string][] = [
  ['sign in', '#sign-in button.go'],
  ['allow', 'button[name=choice][value=allow]'],
  ['sign out', 'form[action="/oauth/end-session/continue"] button.go'],
];
const ANY = BUTTONS.map(([, selector]) => selector).join(', ');

/** Opens a browser for a person. */
export async function createVisitor(
  browser: Browser,
  service: string,
  person: Person,
): Promise<Visitor> {
  const context = await openContext(browser, { ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const isAway = (url: URL) => url.origin !== service && url.protocol !== 'about:';

  const leave = (act: () => Promise<unknown>) =>
    Promise.all([
      page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame()),
      act(),
    ]);

  async function press(): Promise<Pressed | null> {
    for (const [name, selector] of BUTTONS) {
      const button = page.locator(selector);
      if (!(await button.isVisible())) continue;
      if (name === 'sign in') {
        await page.fill('[name=email_or_username]', person.email);
        await page.fill('[name=password]', person.password);
      }
      await leave(() => button.click());
      return name;
    }
    return null;
  }

  return {
    page,
    close: () => context.close(),
    async go(start) {
      const pressed: Pressed[] = [];
      await (typeof start === 'function' ? leave(start) : page.goto(String(start)));
      for (;;) {
        // Whichever comes first; an element of a page that goes on by itself may vanish.
        const ways = [page.waitForURL(isAway), page.locator(ANY).first().waitFor()];
        await Promise.any(ways).catch(async () => {
          throw new Error(`nothing to press at ${page.url()}: ${await page.innerText('body')}`);
        });
        if (isAway(new URL(page.url()))) return { end: new URL(page.url()), pressed };
        const one = await press();
        if (one !== null) pressed.push(one);
      }
    },
  };
}
