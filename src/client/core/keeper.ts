import type { TokenAnswer, User } from './api.ts';
import { LatchkeyError } from './error.ts';
import { createObservable } from './state.ts';
import type { TokenStore } from './store.ts';
import { createTabs, type News } from './tabs.ts';
import { type Token, toToken } from './token.ts';

/** `name` is what all tabs of the session call it; null where no other tab has it. */
export type KeeperDeps = { store: TokenStore | undefined; name: string | null };
export type Keeper = ReturnType<typeof createKeeper>;

/** Keeps the tokens of one session, says who is signed in, and tells the other tabs of both. */
export function createKeeper({ store, name }: KeeperDeps) {
  const who = createObservable();
  const arrivals = new Set<() => void>();
  let token: Token | null = null;
  let session = '';
  let epoch = 0;
  const tabs = createTabs(name, hear);

  function hold(answer: TokenAnswer, user: User | null | undefined): void {
    token = toToken(answer);
    session = token.session;
    if (user) who.set(user);
    for (const arrived of arrivals) arrived();
  }

  function forget(): void {
    epoch++;
    token = null;
    who.set(null);
  }

  function hear({ answer, user }: News): void {
    if (!answer) forget();
    // Somebody new comes with a name.
    else if (user || who.get().status !== 'signed_out') hold(answer, user);
  }

  return {
    who,
    token: () => token,
    /** The session of the last token. */
    session: () => session,
    /** Raised by each end: what was asked before no longer counts. */
    epoch: () => epoch,
    exclusively: tabs.exclusively,
    close: tabs.close,
    /** Calls back for each new token, from whichever tab. */
    onArrival: (arrived: () => void) => void arrivals.add(arrived),
    /** Drops a token that the service refuses. */
    drop(refused: Token): void {
      // biome-ignore lint/plugin/secret-comparison: both are of this client.
      if (token === refused) token = null;
    },
    /**
     * Stores the refresh token, and finds out whose it is, before the access token is used. Throws
     * what the store and `whose` throw.
     */
    async keep(answer: TokenAnswer, whose = async () => answer.user): Promise<void> {
      const began = epoch;
      if (store) {
        if (!answer.refresh_token) throw new LatchkeyError('unexpected_answer');
        await store.set(answer.refresh_token);
      }
      const user = await whose();
      if (began !== epoch) return;
      const { access_token, csrf_token = '', expires_in = 0, session_id = '' } = answer;
      hold(answer, user);
      const told = { access_token, csrf_token, expires_in, session_id };
      tabs.tell({ answer: told, user: who.get().user });
    },
    /** Nobody is signed in any more, in any tab. */
    async end(): Promise<void> {
      forget();
      tabs.tell({});
      await store?.remove();
    },
  };
}
