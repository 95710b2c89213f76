import type { Held } from './held.ts';
import { isLoopback } from './page.ts';
import type { OAuthSession } from './session.ts';

export type CallDeps = {
  session: Pick<OAuthSession, 'access' | 'renewed'>;
  held: Pick<Held, 'kept'>;
  fetch: typeof fetch;
  /** Whether an origin may have the access token. */
  mayHave: (origin: string) => boolean;
};
export type Call = ReturnType<typeof createCall>;

/**
 * `fetch` with the access token, for APIs that it is meant for. Once, after a 401, it is sent again
 * with a new token. Throws `signed_out`, `unavailable`, and `TypeError` for a URL of another site
 * and for one that is open to others on its way.
 */
export const createCall =
  ({ session, held, fetch, mayHave }: CallDeps) =>
  async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const first = new Request(input, init);
    assertMeant(new URL(first.url), mayHave);
    const second = first.clone();
    const send = (request: Request, access: string) => {
      request.headers.set('Authorization', `Bearer ${access}`);
      return fetch(request);
    };
    const access = await session.access();
    const person = held.kept()?.user.sub;
    const response = await send(first, access);
    if (response.status !== 401 || asksForPerson(response)) return response;
    const next = await session.renewed(access);
    // What one person meant to do is not done as another, who signed in meanwhile in another tab.
    if (next === null || held.kept()?.user.sub !== person) return response;
    return send(second, next);
  };

/** RFC 9470 §3: no new token helps, the person has to sign in anew (`signIn({ acr, maxAge })`). */
const asksForPerson = ({ headers }: Response): boolean =>
  /\berror="?insufficient_user_authentication\b/.test(headers.get('WWW-Authenticate') ?? '');

function assertMeant(url: URL, mayHave: CallDeps['mayHave']): void {
  const isSecure = url.protocol === 'https:' || isLoopback(url);
  if (isSecure && mayHave(url.origin)) return;
  throw new TypeError(`${url.origin} is no place for a token`);
}
