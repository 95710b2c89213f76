import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE } from '../../e2e/until.ts';
import { askPage, type Jar, type PageAnswer, refreshSetBy } from '../page.ts';

/** How long what a request has claimed stays claimed if it dies, and a little more. */
const CLAIM = 21_000;
/** Where one-time secrets and proofs are used. */
const USES = [
  '/email/verify',
  '/exchange-token',
  '/otp/verify',
  '/login/otp-verify',
  '/password/reset/confirm',
  '/password-reset',
  '/email/change/confirm',
  '/passkeys/register',
  '/step-up',
];
const isUse = (path: string) => USES.includes(path) || /^\/mfa\/totp\/.+\/confirm$/.test(path);
/** A new passkey that is refused is answered as any wrong input is. */
const isRefusal = (status: number) => status === 401 || status === 400;

/** `lost`: how many answers got lost before this one. */
export type Answer = { status: number; body: Record<string, unknown>; lost: number };
/** What an endpoint of OAuth answers. */
export type AppAnswer = Answer;
export type Request = { token?: string; json?: object; cookies?: Map<string, string> };

type AskedPage = { jar: Jar; form?: Record<string, string>; as?: string };
type AskedByApp = { form?: Record<string, string>; token?: string };

/** Where the runtime is, and when it will be up again. */
export type Connection = ReturnType<typeof createConnection>;

/** Requests of clients that may lose their answers. `on` is told the path of each beforehand. */
export function createConnection(deps: {
  url: string;
  whenUp: () => Promise<void>;
  on: (path: string) => void;
}) {
  const { url, whenUp, on } = deps;
  /** Answers that got lost, by path. */
  const lostBy = new Map<string, number>();

  /** Mailed secrets that a kill has used up without anything done, by what they were for. */
  const spentBy = new Map<string, number>();

  /** Asks once; null if no answer comes. */
  async function tryOnce(method: string, path: string, { token, json, cookies }: Request = {}) {
    on(path);
    const cookie = [...(cookies ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    try {
      const response = await fetch(`${url}/api/v1/auth${path}`, {
        method,
        headers: {
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(cookie === '' ? {} : { Cookie: cookie }),
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
      const told = (await response.json()) as Answer['body'];
      const body: Answer['body'] = { ...refreshSetBy(response), ...told };
      for (const line of response.headers.getSetCookie()) keep(cookies, line);
      return { status: response.status, body, lost: 0 };
    } catch {
      return noteLost(path);
    }
  }

  function noteLost(path: string): null {
    const what = path.replace(/[\da-f-]{36}/, ':id').replace(/\?.*/, '');
    lostBy.set(what, (lostBy.get(what) ?? 0) + 1);
    return null;
  }

  /**
   * Asks until there is an answer. A 503 is a request to come again, after which nobody knows
   * either what was done. A secret that is refused after a death may only be claimed still.
   */
  async function ask(method: string, path: string, request: Request = {}): Promise<Answer> {
    const answer = await askOn(method, path, request);
    if (answer.lost === 0 || !isRefusal(answer.status) || !isUse(path)) return answer;
    await sleep(CLAIM);
    const { lost, ...later } = await askOn(method, path, request);
    return { ...later, lost: lost + answer.lost };
  }

  async function askOn(method: string, path: string, request: Request): Promise<Answer> {
    const none = { status: 0, body: {} };
    return untilAnswered(() => tryOnce(method, path, request), none);
  }

  async function untilAnswered<T extends { status: number }>(
    asking: () => Promise<T | null>,
    none: T,
  ): Promise<T & { lost: number }> {
    const until = Date.now() + PATIENCE;
    for (let lost = 0; ; lost++) {
      const answer = await asking();
      if (answer !== null && answer.status < 500) return { ...answer, lost };
      if (Date.now() > until) return { ...(answer ?? none), lost };
      await whenUp();
      await sleep(answer === null ? 50 : 300);
    }
  }

  /**
   * Opens a page, or sends its form, until there is an answer. A form sets off a kill, and what has
   * a name: `as`, for addresses that are another each time.
   */
  const askForPage = (path: string, asked: AskedPage) =>
    untilAnswered<PageAnswer>(
      async () => {
        const name = asked.as ?? path;
        if (asked.form !== undefined || asked.as !== undefined) on(name);
        return askPage(url, path, asked).catch(() => noteLost(`the page ${name}`));
      },
      { status: 0, to: null, text: '' },
    );

  /** Sends the form of an app, or asks with its token, until there is an answer. */
  const askApp = (path: string, { form, token }: AskedByApp) =>
    untilAnswered<Omit<Answer, 'lost'>>(
      async () => {
        const what = `${path} ${form?.grant_type ?? ''}`.trim();
        on(what);
        const headers: Record<string, string> =
          token === undefined ? {} : { Authorization: `Bearer ${token}` };
        try {
          const body = new URLSearchParams(form);
          const response = await fetch(url + path, { method: 'POST', headers, body });
          const text = await response.text();
          return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : {} };
        } catch {
          return noteLost(what);
        }
      },
      { status: 0, body: {} },
    );

  return {
    ...{ ask, tryOnce, whenUp, lostBy, spentBy, askPage: askForPage, askApp },
    noteSpent: (what: string) => void spentBy.set(what, (spentBy.get(what) ?? 0) + 1),
  };
}

/** Keeps what makes a browser known; tokens are held by the client itself. */
function keep(cookies: Map<string, string> | undefined, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (/^(__Host-)?(device_|registration)/.test(name)) cookies?.set(name, value);
}
