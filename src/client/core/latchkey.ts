import { createCall } from './call.ts';
import { createFetch } from './fetch.ts';
import { createKeeper } from './keeper.ts';
import { createRefresher } from './refresher.ts';
import { createSend } from './send.ts';
import { createSignIn } from './sign-in.ts';
import type { State } from './state.ts';
import type { TokenStore } from './store.ts';
import { watchPage } from './watch-page.ts';

export type LatchkeyOptions = {
  /** Where the service is, such as `https://auth.example.com`. */
  url: string;
  /**
   * Keeps the refresh token of a client without cookies, or of a page on another site. Left out,
   * the service keeps it in a cookie that no script reads.
   */
  store?: TokenStore;
  /** Origins of your own APIs, to which `fetch` may send the access token. */
  apis?: string[];
  /** Instead of the global one. */
  fetch?: typeof fetch;
};
export type Latchkey = ReturnType<typeof createLatchkey>;

/**
 * A session at a Latchkey. Make one for the whole app. It makes no request until something is asked
 * of it; all that it throws is LatchkeyError.
 */
export function createLatchkey({ url, store, apis = [], fetch: given }: LatchkeyOptions) {
  const base = url.replace(/\/+$/, '');
  const fetch: typeof globalThis.fetch = (...request) => (given ?? globalThis.fetch)(...request);
  const credentials = store ? 'omit' : 'include';
  const send = createSend({ url: base, fetch, credentials });
  const name = !store || store.shared ? `latchkey:${base}` : null;
  const keeper = createKeeper({ store, name });
  const refresher = createRefresher({ send, store, keeper });
  const deps = { send, store, keeper, refresher };
  const call = createCall(deps);
  const unwatch = watchPage(refresher);

  return {
    url: base,
    /** What is known now; the same object until it changes. */
    state: keeper.who.get,
    /** Calls back on each change, in whichever tab it happened. Returns what stops that. */
    onChange: keeper.who.listen,
    /**
     * Goes on with a session, if there is one, and resolves once that is known. Rejects while the
     * service does not answer; the client itself tries again then.
     */
    async load(): Promise<State> {
      if (keeper.who.get().status === 'loading') await refresher.refresh();
      return keeper.who.get();
    },
    /** The access token for a client of your own; null if nobody is signed in. */
    accessToken: async () => (await refresher.current())?.access ?? null,
    /**
     * `fetch` with the access token, which it sends to the service, the page's own origin and
     * `apis` only. Renews it once after a 401 and asks again.
     */
    fetch: createFetch({ fetch, refresher, keeper, url: base, apis }),
    call,
    ...createSignIn({ ...deps, call }),
    /** Looks for a session again: call it when a native app comes to the foreground. */
    wake: refresher.wake,
    /** Stops its timers, and hears of no other tab. */
    close(): void {
      unwatch();
      refresher.stop();
      keeper.close();
    },
  };
}
