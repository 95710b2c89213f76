import type { TokenStore } from '../core/store.ts';

/**
 * A `store` that outlives the page and that all tabs share, under a name in `localStorage`. Every
 * script of the origin can read it.
 */
export const localStore = (name: string): TokenStore => ({
  get: () => localStorage.getItem(name),
  set: (text) => localStorage.setItem(name, text),
  remove: () => localStorage.removeItem(name),
  shared: true,
});
