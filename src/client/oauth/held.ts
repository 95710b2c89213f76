import type { TokenStore } from '../core/store.ts';
import { type Token, toToken } from '../core/token.ts';
import type { Granted, User } from './granted.ts';

/** What outlives the page, if the app says where. */
export type Kept = { refreshToken: string | null; idToken: string; user: User };
type Answered = Pick<Granted, 'access_token' | 'expires_in'>;

export type HeldDeps = { store: TokenStore; changed: () => void };
export type Held = ReturnType<typeof createHeld>;

/**
 * Who is signed in on this page, and their tokens; `changed` is called when that is another one.
 */
export function createHeld({ store, changed }: HeldDeps) {
  let kept: Kept | null = null;
  let token: Token | null = null;
  let era = 0;

  function forget(): void {
    era++;
    const wasKnown = kept !== null;
    kept = null;
    token = null;
    if (wasKnown) changed();
  }

  return {
    kept: () => kept,
    token: () => token,
    /** Counts sign-ins and sign-outs: what was asked for before one is worth nothing after it. */
    era: () => era,
    nextEra: () => void era++,
    /** What the store has, as its text and read. */
    async stored(): Promise<{ text: string | null; kept: Kept | null }> {
      const text = await store.get();
      return { text, kept: parse(text) };
    },
    async keep(next: Kept, { access_token, expires_in }: Answered): Promise<void> {
      // First what cannot be had again: the token before it is retired.
      await store.set(JSON.stringify(next));
      const isOther = JSON.stringify(kept?.user) !== JSON.stringify(next.user);
      // The same object for the same person: pages compare it.
      kept = { ...next, user: isOther || kept === null ? next.user : kept.user };
      token = toToken({ access_token, ...(expires_in !== undefined && { expires_in }) });
      if (isOther) changed();
    },
    /** Takes over what the store has from another page. */
    async restore(): Promise<void> {
      if (kept !== null) return;
      kept = parse(await store.get());
      if (kept !== null) changed();
    },
    /** Forgets it here. */
    forget,
    /** Forgets it in the store too. */
    async end(): Promise<void> {
      forget();
      await store.remove();
    },
    /** Forgets it everywhere and returns the last of it, which another page may have got. */
    async release(): Promise<Kept | null> {
      const here = kept;
      forget();
      const there = parse(await store.get());
      await store.remove();
      return there ?? here;
    },
  };
}

function parse(text: string | null): Kept | null {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
