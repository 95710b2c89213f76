import type { User } from './api.ts';

/** Who is signed in, as far as it is known. A new object for each change, and only then. */
export type State =
  | { status: 'loading'; user: null }
  | { status: 'signed_in'; user: User }
  | { status: 'signed_out'; user: null };

/** Before the service was asked; on a server, always. */
export const LOADING: State = { status: 'loading', user: null };
const SIGNED_OUT: State = { status: 'signed_out', user: null };

/** Holds the state and tells its listeners of each change. */
export function createObservable() {
  let state = LOADING;
  const listeners = new Set<(state: State) => void>();

  return {
    get: () => state,
    /** Null for nobody. Tells nothing where nothing changed. */
    set(user: User | null): void {
      const isSame = user
        ? JSON.stringify(user) === JSON.stringify(state.user)
        : !user && state === SIGNED_OUT;
      if (isSame) return;
      state = user ? { status: 'signed_in', user } : SIGNED_OUT;
      for (const listener of [...listeners]) listener(state);
    },
    /** Returns the function that stops it. */
    listen(listener: (state: State) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
