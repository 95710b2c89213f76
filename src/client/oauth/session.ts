import type { createGate } from '../core/gate.ts';
import { dueIn, isExpired } from '../core/token.ts';
import type { SignedIn } from './granted.ts';
import type { Held } from './held.ts';
import { OAuthError } from './oauth-error.ts';
import type { Provider } from './provider.ts';

export type SessionDeps = {
  provider: Pick<Provider, 'refresh'>;
  held: Held;
  gate: ReturnType<typeof createGate>;
  /** Runs work while no other tab does. */
  exclusively: <Result>(work: () => Promise<Result>) => Promise<Result>;
};
export type OAuthSession = ReturnType<typeof createSession>;

/** Keeps the tokens of who is signed in fresh. */
export function createSession(deps: SessionDeps) {
  const { held } = deps;
  const refresh = createRefresh(deps);
  return {
    async begin({ refreshToken, idToken, user, ...granted }: SignedIn): Promise<void> {
      held.nextEra();
      await held.keep({ refreshToken: refreshToken ?? null, idToken, user }, granted);
    },

    /** Goes on with what the store has. */
    async resume(): Promise<void> {
      await held.restore();
      if (held.kept() !== null && held.token() === null) await refresh();
    },

    /** An access token that is good for now; throws `signed_out` or `unavailable`. */
    async access(): Promise<string> {
      if (held.kept() === null) throw new OAuthError('signed_out');
      const before = held.token();
      if (before === null || dueIn(before) <= 0) await refresh();
      const token = held.token();
      if (token !== null && !isExpired(token)) return token.access;
      throw new OAuthError(held.kept() === null ? 'signed_out' : 'unavailable');
    },

    /** Another token than one that was refused; null if there is none. */
    async renewed(refused: string): Promise<string | null> {
      if (held.token()?.access === refused) await refresh();
      const access = held.token()?.access ?? refused;
      return access === refused ? null : access;
    },
  };
}

/** Never more than one is on its way, and none while the service should not be asked. */
function createRefresh(deps: SessionDeps): () => Promise<void> {
  let refreshing: Promise<void> | undefined;
  return async () => {
    if (refreshing === undefined && deps.gate.wait() > 0) return;
    const era = deps.held.era();
    refreshing ??= deps
      .exclusively(() => exchange(deps, era))
      .finally(() => {
        refreshing = undefined;
      });
    await refreshing;
  };
}

async function exchange({ provider, held, gate }: SessionDeps, era: number): Promise<void> {
  const { text, kept } = await held.stored();
  if (held.era() !== era) return;
  if (kept === null) return held.forget();
  if (kept.refreshToken === null) return lapse(held);
  try {
    const granted = await provider.refresh(kept.refreshToken);
    if (held.era() !== era) return;
    const { refreshToken = kept.refreshToken, idToken = kept.idToken, user = kept.user } = granted;
    // OpenID Connect Core §12.2: a refresh is about the same person.
    if (user.sub !== kept.user.sub) throw new OAuthError('token_refused');
    await held.keep({ refreshToken, idToken, user }, granted);
    gate.succeed();
  } catch (error) {
    const { code, retryAfter } =
      error instanceof OAuthError ? error : new OAuthError('unavailable', undefined);
    // Another tab may have gone on with another token meanwhile.
    const isOver = code === 'invalid_grant' && (await held.stored()).text === text;
    if (held.era() !== era) return;
    if (isOver) await held.end();
    else gate.fail(retryAfter);
  }
}

/** Without `offline_access` there is no way on once the access token is over. */
async function lapse(held: Held): Promise<void> {
  const token = held.token();
  if (token === null || isExpired(token)) await held.end();
}
