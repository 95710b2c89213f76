import { type ParsedForm, type ParsedPage, parsePage } from './parse-page.ts';
import { PASSWORD } from './people.ts';
import type { TestApp } from './test-app.ts';

const ORIGIN = 'https://auth.test';
/** Browsers follow twenty; ours need few. */
const MOST_REDIRECTS = 8;

/** A page as its reader finds it, and where. */
export type OpenPage = ParsedPage & {
  /** Path and query. */
  url: string;
  status: number;
  headers: Headers;
  html: string;
};

export type PageClient = ReturnType<typeof createPageClient>;
type Sending = { headers?: Record<string, string>; follow?: boolean };

/**
 * A browser without script: keeps cookies, follows redirects, fills in forms and sends them with
 * `Origin` and `Sec-Fetch-Site`. `cookies: false` keeps none.
 */
export function createPageClient(
  app: Pick<TestApp, 'fetch'>,
  { cookies = true, ip = '203.0.113.7' }: { cookies?: boolean; ip?: string } = {},
) {
  const jar = new Map<string, string>();

  function keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split('; ');
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    jar.delete(name);
    if (cookies && !attributes.includes('Max-Age=0')) jar.set(name, value);
  }

  async function send(
    method: 'GET' | 'POST',
    path: string,
    { headers = {}, follow = true }: Sending = {},
    body?: string,
  ): Promise<OpenPage> {
    let url = path;
    let init: RequestInit = {
      method,
      headers: {
        ...(method === 'POST'
          ? {
              Origin: ORIGIN,
              'Sec-Fetch-Site': 'same-origin',
              'Content-Type': 'application/x-www-form-urlencoded',
            }
          : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    };
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const sent = new Headers(init.headers);
      sent.set('Accept', 'text/html,application/xhtml+xml,*/*;q=0.8');
      if (jar.size > 0) sent.set('Cookie', self.cookies());
      const response = await app.fetch(url, { ...init, headers: sent, redirect: 'manual', ip });
      for (const cookie of response.headers.getSetCookie()) keep(cookie);
      const to = response.headers.get('Location');
      if (!follow || to === null) return toPage(url, response);
      const next = new URL(to, ORIGIN + url);
      if (next.origin !== ORIGIN) throw new Error(`redirected to ${next.origin}`);
      url = next.pathname + next.search;
      init = { method: 'GET' };
    }
    throw new Error(`too many redirects from ${path}`);
  }

  async function toPage(url: string, response: Response): Promise<OpenPage> {
    const { status, headers } = response;
    const html = await response.text();
    return { url, status, headers, html, ...(await parsePage(html)) };
  }

  const self = {
    jar,
    cookies: () => [...jar].map((pair) => pair.join('=')).join('; '),

    /** Opens an address. */
    open: (path: string, sending?: Sending) => send('GET', path, sending),

    /** Posts fields that no form has. */
    post: (path: string, fields: Record<string, string>, sending?: Sending) =>
      send('POST', path, sending, new URLSearchParams(fields).toString()),

    /**
     * Fills in a form of a page and sends it. `fields` replace what stands there (null leaves a
     * field out); `press` is the text or the value of a button, by default the first; `action` says
     * which form, by default the first that posts.
     */
    submit(
      page: OpenPage,
      fields: Record<string, string | null> = {},
      { press, action, ...sending }: { press?: string; action?: string } & Sending = {},
    ): Promise<OpenPage> {
      const form = findForm(page, { press, action });
      const button =
        press === undefined
          ? form.buttons[0]
          : form.buttons.find((one) => one.text === press || one.value === press);
      const given: Record<string, string | null> = { ...form.fields, ...fields };
      if (button !== undefined && button.name !== '') given[button.name] = button.value;
      const body = new URLSearchParams();
      for (const [name, value] of Object.entries(given)) if (value !== null) body.set(name, value);
      const to = form.action === '' ? page.url : form.action;
      if (form.method === 'get') return send('GET', `${to.split(/[?#]/)[0]}?${body}`, sending);
      return send('POST', to, sending, body.toString());
    },

    /** Follows a link by its text. */
    follow(page: OpenPage, text: string): Promise<OpenPage> {
      const link = page.links.find((one) => one.text === text);
      if (link === undefined) throw new Error(`no link ${text} on ${page.url}`);
      return send('GET', link.href);
    },

    /** Signs in by the API, as a script of the app would, and returns the session's id. */
    async signIn(email: string, extra: Record<string, unknown> = {}): Promise<string> {
      const response = await app.fetch('/api/v1/auth/login', {
        method: 'POST',
        ip,
        headers: { Origin: ORIGIN, 'Content-Type': 'application/json' },
        body: JSON.stringify({ email, password: PASSWORD, ...extra }),
      });
      if (!response.ok) throw new Error(`login: ${response.status} ${await response.text()}`);
      for (const cookie of response.headers.getSetCookie()) keep(cookie);
      return ((await response.json()) as { session_id: string }).session_id;
    },
  };
  return self;
}

function findForm(
  page: ParsedPage & { url: string },
  { press, action }: { press?: string | undefined; action?: string | undefined },
): ParsedForm {
  const form = page.forms.find(
    (one) =>
      (action === undefined ? true : one.action === action) &&
      (action !== undefined || press !== undefined || one.method === 'post') &&
      (press === undefined || one.buttons.some(({ text, value }) => [text, value].includes(press))),
  );
  if (form === undefined)
    throw new Error(`no form ${action ?? ''} ${press ?? ''} on ${page.url}: ${page.h1}`);
  return form;
}
