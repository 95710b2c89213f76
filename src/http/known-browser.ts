import Bowser from 'bowser';
import { parseDevice } from './device.ts';

const KNOWN = new Set(Object.values(Bowser.BROWSER_MAP));

/** The browser that a User-Agent names, if it is one from a closed list; so nobody writes to others by their User-Agent. */
export function knownBrowser(userAgent: string | null): string | null {
  const { browser } = parseDevice(userAgent);
  return browser !== null && KNOWN.has(browser) ? browser : null;
}
