import type { Gate } from '../core/gate.ts';
import type { TokenStore } from '../core/store.ts';
import { dueIn, isExpired, type Token, toToken } from '../core/token.ts';
import { OAuthError } from './oauth-error.ts';
import type { Granted, Provider, SignedIn, User } from './provider.ts';

/** What outlives the page, if the app says where. */
export type Kept = { refreshToken: string | null; idToken: string; user: User };

type Answered = Pick<Granted, 'access_token' | 'expires_in'>;

export type SessionDeps = {
  provider: Pick<Provider, 'refresh'>;
  store: TokenStore;
  gate: Gate;
  /** Runs work while no other tab does. */
  exclusively: <Result>(work: () => Promise<Result>) => Promise<Result>;
  changed: () => void;
};
export type OAuthSession = ReturnType<typeof createSession>;

/** Who is signed in, and their tokens. Never more than one refresh is on its way. */
export function createSession({ provider, store, gate, exclusively, changed }: SessionDeps) {
  let kept: Kept | null = null;
  let token: Token | null = null;
  let refreshing: Promise<boolean> | undefined;
  /** Counts sign-ins and sign-outs: what was asked for before one counts for nothing after it. */
  let era = 0;

  async function keep(next: Kept, granted: Answered): Promise<void> {
    // First what cannot be had again: the token before it is retired.
    await store.set(JSON.stringify(next));
    const isOther = kept?.user.sub !== next.user.sub;
    kept = next;
    const { access_token, expires_in } = granted;
    token = toToken({ access_token, ...(expires_in !== undefined && { expires_in }) });
    if (isOther) changed();
  }

  function forget(): void {
    era++;
    const wasKnown = kept !== null;
    kept = null;
    token = null;
    gate.reset();
    if (wasKnown) changed();
  }

  async function end(): Promise<void> {
    forget();
    await store.remove();
  }

  async function exchange(): Promise<boolean> {
    const text = await store.get();
    const stored = parse(text);
    if (stored === null) forget();
    if (stored === null || stored.refreshToken === null) return lapse();
    const begunIn = era;
    try {
      const granted = await provider.refresh(stored.refreshToken);
      if (era !== begunIn) return false;
      const { refreshToken = stored.refreshToken, idToken = stored.idToken } = granted;
      const { user = stored.user } = granted;
      // OpenID Connect Core §12.2: a refresh is about the same person.
      if (user.sub !== stored.user.sub) throw new OAuthError('token_refused');
      await keep({ refreshToken, idToken, user }, granted);
      gate.succeed();
      return true;
    } catch (error) {
      // Another tab may have gone on with another token meanwhile.
      const isOver = codeOf(error) === 'invalid_grant' && (await store.get()) === text;
      if (era !== begunIn) return false;
      if (isOver) await end();
      else gate.fail(error instanceof OAuthError ? error.retryAfter : null);
      return false;
    }
  }

  /** Without `offline_access` there is no way on once the access token is over. */
  async function lapse(): Promise<false> {
    if (kept !== null && (token === null || isExpired(token))) await end();
    return false;
  }

  /** Whether there is a new token. Keeps away while the service should not be asked. */
  function refresh(): Promise<boolean> {
    if (refreshing === undefined && gate.wait() > 0) return Promise.resolve(false);
    refreshing ??= exclusively(exchange).finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  return {
    kept: () => kept,
    forget,
    end,

    async begin({ refreshToken, idToken, user, ...granted }: SignedIn): Promise<void> {
      era++;
      gate.reset();
      await keep({ refreshToken: refreshToken ?? null, idToken, user }, granted);
    },

    /** Goes on with what the store has. */
    async resume(): Promise<void> {
      if (kept !== null) return;
      kept = parse(await store.get());
      if (kept === null) return;
      await refresh();
      changed();
    },

    /** An access token that is good for now; throws `signed_out` or `unavailable`. */
    async access(): Promise<string> {
      if (token === null || dueIn(token) <= 0) await refresh();
      if (token !== null && !isExpired(token)) return token.access;
      throw new OAuthError(kept === null ? 'signed_out' : 'unavailable');
    },

    /** Another token than one that was refused; null if there is none. */
    async renewed(refused: string): Promise<string | null> {
      if (token?.access === refused) await refresh();
      return token === null || token.access === refused ? null : token.access;
    },
  };
}

const codeOf = (error: unknown) => (error instanceof OAuthError ? error.code : 'unavailable');

function parse(text: string | null): Kept | null {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
