import { PATIENCE } from '../../e2e/until.ts';
import type { MailServer, TakenMail } from '../mail-server.ts';
import { askPage, type Jar, type PageAnswer, refreshSetBy } from '../page.ts';
import type { Seeded } from '../seeded.ts';
import { mailName, type Timing } from './judge.ts';

export type Answer = { status: number; body: Record<string, unknown> };
type Asked = { token?: string | undefined; json?: object; expect?: number };
/** `expect` null: whatever status the page has. */
type AskedPage = { ip: string; jar: Jar; form?: Record<string, string>; expect?: number | null };
type AskedApp = { form?: Record<string, string>; token?: string; expect?: number };
export type Api = ReturnType<typeof createApi>;
/** Somebody whose browser keeps what makes it known. */
export type Caller = { ip: string; cookies: Map<string, string> };

/** An answer that was not the expected one. */
export class Unexpected extends Error {}

/** Requests of which each has one right answer, and is timed. */
export function createApi(deps: { url: string; mails: MailServer; random: Seeded }) {
  const { url, mails, random } = deps;
  const timings: Timing[] = [];
  /** Mails that must come, by address and subject. */
  const expected = new Map<string, number>();

  function request(caller: Caller, method: string, { token, json }: Asked) {
    const cookie = [...caller.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return {
      method,
      headers: {
        'CF-Connecting-IP': caller.ip,
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(cookie === '' ? {} : { Cookie: cookie }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    };
  }

  /** Throws {@link Unexpected} unless the status is the expected one, 200 if nothing is said. */
  async function ask(caller: Caller, method: string, path: string, asked: Asked = {}) {
    const { expect = 200 } = asked;
    const flow = `${method} ${path.replace(/[\da-f]{8}-[\da-f-]{27}/, ':id').replace(/\?.*/, '')}`;
    const at = Date.now();
    const response = await fetch(`${url}/api/v1${path}`, request(caller, method, asked));
    const told = (await response.json()) as Answer['body'];
    const body: Answer['body'] = { ...refreshSetBy(response), ...told };
    timings.push({ at, flow, ms: Date.now() - at });
    for (const line of response.headers.getSetCookie()) keep(caller, line);
    if (response.status !== expect)
      throw new Unexpected(`${flow}: ${response.status} ${String(body.code)}, not ${expect}`);
    return { status: response.status, body };
  }

  /** The same of a page, by a browser. */
  async function page(method: 'GET' | 'POST', path: string, asked: AskedPage): Promise<PageAnswer> {
    const { ip, expect = 200, ...given } = asked;
    const flow = `${method} ${path.replace(/[\da-f]{8}-[\da-f-]{27}/, ':id').replace(/\?.*/, '')}`;
    const at = Date.now();
    const answer = await askPage(url, path, { ...given, headers: { 'CF-Connecting-IP': ip } });
    timings.push({ at, flow, ms: Date.now() - at });
    if (expect !== null && answer.status !== expect)
      throw new Unexpected(`${flow}: ${answer.status}, not ${expect}`);
    return answer;
  }

  /** The same of an endpoint of OAuth, by the server of an app. */
  async function askApp({ ip }: Caller, path: string, asked: AskedApp): Promise<Answer> {
    const { form, token, expect = 200 } = asked;
    const flow = `POST ${path} ${form?.grant_type ?? ''}`.trim();
    const at = Date.now();
    const response = await fetch(url + path, {
      method: 'POST',
      headers: {
        'CF-Connecting-IP': ip,
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
      body: new URLSearchParams(form),
    });
    const text = await response.text();
    timings.push({ at, flow, ms: Date.now() - at });
    const body = text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {};
    if (response.status !== expect)
      throw new Unexpected(`${flow}: ${response.status} ${String(body.error)}, not ${expect}`);
    return { status: response.status, body };
  }

  return {
    timings,
    expected,
    random,
    ask,
    askApp,
    askPage: page,
    /** Asks and hangs up at once or soon after, as a client does that loses its network. */
    async hangUp(caller: Caller, path: string, json: object): Promise<void> {
      const signal = AbortSignal.timeout(1 + random.below(15));
      const given = { ...request(caller, 'POST', { json }), signal };
      await fetch(`${url}/api/v1${path}`, given).then(
        (response) => response.body?.cancel(),
        () => undefined,
      );
    },
    expectMail(to: string, subject: string): void {
      const name = mailName(to, subject);
      expected.set(name, (expected.get(name) ?? 0) + 1);
    },
    /** Waits for the last mail that was expected under this subject. */
    async awaitMail(to: string, subject: string): Promise<TakenMail> {
      const known = (expected.get(mailName(to, subject)) ?? 1) - 1;
      const pattern = new RegExp(`^${subject}$`);
      const mail = await mails.next(to, { subject: pattern, known, patience: PATIENCE });
      if (mail === null) throw new Unexpected(`no mail “${subject}” to ${to}`);
      return mail;
    },
  };
}

function keep({ cookies }: Caller, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (/^(__Host-)?(device_|registration)/.test(name)) cookies.set(name, value);
}
