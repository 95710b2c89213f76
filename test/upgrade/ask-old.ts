import { codeIn, inMails, type Mail } from '../e2e/mailbox.ts';

/** Tokens of a session, as a client keeps them. */
export type Held = { id: string; access: string; refresh: string };
type Body = Record<string, unknown>;
type Signed = { session_id: string; access_token: string; refresh_token: string };

export const PASSWORD = 'correct-Horse-7-battery';
export const FORMER = 'former-Horse-3-battery';
const WRONG = 'wrong-Horse-7-battery';

export type OldClient = ReturnType<typeof createOldClient>;

/** Talks to a past version over HTTP, by the routes that every version has. */
export function createOldClient(url: string) {
  async function send(method: string, route: string, body?: Body, token?: string) {
    const response = await fetch(`${url}/api/v1/${route}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        // A connection that is kept may be closed unseen while the command line runs.
        Connection: 'close',
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text };
  }

  async function call<T>(method: string, route: string, body?: Body, token?: string): Promise<T> {
    const { status, text } = await send(method, route, body, token);
    if (status >= 300) throw new Error(`${method} ${route}: ${status} ${text}`);
    return JSON.parse(text) as T;
  }

  const post = <T = unknown>(route: string, body: Body, token?: string) =>
    call<T>('POST', `auth/${route}`, body, token);
  const held = (body: Signed): Held => ({
    id: body.session_id,
    access: body.access_token,
    refresh: body.refresh_token,
  });
  const mailed = <T>(to: string, find: (mail: Mail) => T | undefined): Promise<T> =>
    inMails(url, to, (mails) => mails.map(find).find((found) => found !== undefined));

  return {
    call,
    post,
    held,
    /** The token of the newest link to a page that was mailed to an address. */
    linked: (to: string, page: string): Promise<string> =>
      mailed(to, ({ links }) => {
        const link = links.find((one) => new URL(one).pathname === page);
        return link === undefined ? undefined : (new URL(link).searchParams.get('token') ?? '');
      }),
    /** The code that was mailed last to an address, once there is another one than `former`. */
    coded: (to: string, former?: string): Promise<string> =>
      codeIn(url, to, former === undefined ? {} : { former }),
    signIn: async (email: string, password = PASSWORD): Promise<Held> =>
      held(await post('login', { email, password, token_delivery: 'body' })),
    refresh: async ({ id, refresh }: Held): Promise<Held & { replaced: string }> => {
      const body = { refresh, token_delivery: 'body' };
      return {
        ...held({ session_id: id, ...(await post<object>('token/refresh', body)) } as Signed),
        replaced: refresh,
      };
    },
    fail: async (email: string, times: number): Promise<void> => {
      for (let time = 0; time < times; time++)
        await send('POST', 'auth/login', { email, password: WRONG });
    },
  };
}
