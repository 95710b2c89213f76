import type { Keeper } from './keeper.ts';
import type { Refresher } from './refresher.ts';
import type { Token } from './token.ts';

type FetchDeps = {
  fetch: typeof fetch;
  refresher: Refresher;
  keeper: Keeper;
  url: string;
  apis: string[];
};

/**
 * The service names what a 401 is about: a wrong code or password is no reason to renew a token.
 * What has no name may be a proxy's.
 */
function isAboutToken(response: Response): boolean {
  const challenge = response.headers.get('WWW-Authenticate');
  return challenge === null || challenge.includes('invalid_token');
}

/** `fetch` with the access token, for those who may see it. */
export function createFetch({ fetch, refresher, keeper, url, apis }: FetchDeps) {
  const service = new URL(url).origin;
  const own = typeof location === 'undefined' ? [] : [location.origin];
  const trusted = new Set([service, ...own, ...apis.map((api) => new URL(api).origin)]);

  return async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { origin } = new URL(request.url);
    if (!trusted.has(origin)) return fetch(request);
    const attempt = (token: Token | null) => {
      const copy = request.clone();
      if (token) copy.headers.set('Authorization', `Bearer ${token.access}`);
      return fetch(copy);
    };
    const used = await refresher.current();
    const response = await attempt(used);
    const mayRenew = response.status === 401 && (origin !== service || isAboutToken(response));
    if (!used || !mayRenew) return response;
    const newer = await renewed(used, keeper, refresher);
    return newer ? attempt(newer) : response;
  };
}

/**
 * Returns a token of the same session other than the refused one, or null. A call that one person
 * made is not repeated as another who signed in meanwhile.
 */
export async function renewed(used: Token, keeper: Keeper, refresher: Refresher) {
  const known = keeper.token();
  const token = known === used ? await refresher.refresh(true).catch(() => null) : known;
  // biome-ignore lint/plugin/secret-comparison: both are of this client.
  return token === used || token?.session !== used.session ? null : token;
}
