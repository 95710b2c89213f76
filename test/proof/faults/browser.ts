import { createPageClient, type OpenPage, type PageClient } from '../../support/page-client.ts';
import type { Answer, World } from './world.ts';

/** Milliseconds between two requests of a person. */
const STEP = 7;
const SEE_OTHER = 303;
const REFRESH = '__Host-refresh_token';

/** The form of a page by its action, what is typed, and the button if there are several. */
export type Form = { action: string; fields?: Record<string, string>; press?: string };

export type Browser = Pick<PageClient, 'jar' | 'open' | 'submit'> & {
  /** Opens an address, and says how that was answered. */
  look(path: string): Promise<Answer>;
  /** Goes the way on that was offered; without an answer opens the address once more. */
  lookAgain(path: string): Promise<Answer>;
  /** Sends a form, and says how that was answered. */
  press(page: OpenPage, form: Form): Promise<Answer>;
  /** Goes the way on that was offered and sends it there; without an answer once more. */
  pressAgain(page: OpenPage, form: Form): Promise<Answer>;
  /** The answer to the last of these never came: neither did its cookies. */
  forget(): void;
  /** Another browser with the same cookies. */
  copy(): Browser;
  /** Whether it is signed in: for pages, and for another pair of tokens. */
  lives(): Promise<boolean>;
};

/** A browser without script in a world of faults, and the person before it. */
export function openBrowser(world: World): Browser {
  const client = createPageClient({
    fetch: (path, init) => {
      // Two requests are never of the same moment.
      world.timeline.move(STEP);
      return world.app.fetch(path, init);
    },
  });
  const { jar, open, submit } = client;
  let before = new Map<string, string>();
  /** What the person sees; null where an answer never came. */
  let shown: OpenPage | null = null;

  async function see(asking: () => Promise<OpenPage>): Promise<Answer> {
    before = new Map(jar);
    shown = null;
    shown = await asking();
    return toAnswer(shown);
  }
  const look = (path: string) => see(() => open(path, { follow: false }));
  const press = (page: OpenPage, { fields, ...which }: Form) =>
    see(() => submit(page, fields, { ...which, follow: false }));

  return {
    jar,
    open,
    submit,
    look,
    press,
    lookAgain: async (path) => {
      const from = shown;
      return from === null ? look(path) : see(() => goOn(client, from));
    },
    async pressAgain(page, form) {
      if (shown === null) return press(page, form);
      const next = hasForm(shown, form) ? shown : await goOn(client, shown);
      if (hasForm(next, form)) return press(next, form);
      shown = next;
      return { ...toAnswer(next), at: pathOf(next.url) };
    },
    forget() {
      shown = null;
      jar.clear();
      for (const [name, value] of before) jar.set(name, value);
    },
    copy() {
      const other = openBrowser(world);
      for (const [name, value] of jar) other.jar.set(name, value);
      return other;
    },
    async lives() {
      const refresh = jar.get(REFRESH);
      if (refresh === undefined) return false;
      const page = await open('/account/profile', { follow: false });
      const renewed = await world.post('token/refresh', { refresh });
      const states = [page.status === 200, renewed.status === 200];
      if (states.every(Boolean)) return true;
      if (!states.some(Boolean)) return false;
      throw new Error(`a session half alive: page ${page.status}, refresh ${renewed.status}`);
    },
  };
}

/** What a person is answered is for people; a redirect says where it leads. */
function toAnswer({ url, status, headers, html }: OpenPage): Answer {
  const to = headers.get('Location');
  if (status === SEE_OTHER && to !== null) return { status, headers, text: '', at: pathOf(to) };
  const type = headers.get('Content-Type') ?? '';
  const isFile = headers.has('Content-Disposition');
  if (!type.startsWith('text/html') && !isFile)
    throw new Error(`a person is answered ${status} ${type} by ${url}`);
  return { status, headers, text: html };
}

const pathOf = (address: string) => new URL(address, 'https://auth.test').pathname;
const hasForm = (page: OpenPage, { action, press }: Form) =>
  page.forms.some(
    (form) =>
      form.action === action &&
      (press === undefined || form.buttons.some(({ value }) => value === press)),
  );

/** What a person does whom a page tells that it did not work: what it offers first. */
async function goOn(client: PageClient, page: OpenPage): Promise<OpenPage> {
  const to = page.headers.get('Location');
  if (to !== null) return client.open(to);
  const again = page.forms.find(({ method }) => method === 'get');
  if (again !== undefined) return client.submit(page, {}, { action: again.action });
  const way = page.links.find(({ text }) => /^(Try again|Go to)/.test(text));
  if (way === undefined) throw new Error(`a dead end: ${page.status} ${page.h1} at ${page.url}`);
  return client.open(way.href);
}
