import type { TabStorage } from './begun.ts';

/** What is needed of the page that the app is. */
export type Page = {
  url(): string;
  /** Leaves the page. */
  go(url: string): void;
  /** Changes the address without leaving. */
  replace(url: string): void;
  storage: TabStorage;
};

/** The page that this script runs in. */
export const browserPage = (): Page => ({
  url: () => location.href,
  go: (url) => location.assign(url),
  // A router's own state belongs to the entry, not to the address.
  replace: (url) => history.replaceState(history.state, '', url),
  storage: sessionStorage,
});

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** Whether a URL is on this machine, where development needs no https. */
export const isLoopback = (url: URL): boolean => LOOPBACK.test(url.hostname);

/**
 * A place of this app as a path. Throws `TypeError` for any other: what is returned to must never
 * lead to another site.
 */
export function pathWithin(page: Page, place: string): string {
  const here = new URL(page.url());
  const there = new URL(place, here);
  // Of schemes without origins, such as an app's own, all have the same: `null`.
  const isHere = there.protocol === here.protocol && there.host === here.host;
  if (!isHere) throw new TypeError('returnTo leads to another site');
  // A path with two slashes in front would name a host, wherever it is used next.
  return there.pathname.replace(/^\/+/, '/') + there.search + there.hash;
}
