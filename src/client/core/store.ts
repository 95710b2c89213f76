type Awaitable<Value> = Value | Promise<Value>;

/**
 * Where a client without cookies keeps its refresh token. `set` may only succeed once the token is
 * safe, since the one before it is retired.
 */
export type TokenStore = {
  get(): Awaitable<string | null>;
  set(token: string): Awaitable<unknown>;
  remove(): Awaitable<unknown>;
  /** Whether all tabs of an origin read the same one. */
  shared?: boolean;
};

/** Keeps it as long as the page lives. */
export function memoryStore(): TokenStore {
  let kept: string | null = null;
  return {
    get: () => kept,
    set: (token) => {
      kept = token;
    },
    remove: () => {
      kept = null;
    },
  };
}
