import Bowser from 'bowser';

/** What a User-Agent says of a device; null where it says nothing. */
export type Device = { browser: string | null; os: string | null; deviceType: string | null };

/** Reads a User-Agent. Every part of it may be a lie: it is shown to people, never relied on. */
export function parseDevice(userAgent: string | null): Device {
  if (userAgent === null || userAgent === '') return { browser: null, os: null, deviceType: null };
  const { browser, os, platform } = Bowser.parse(userAgent);
  return { browser: browser.name ?? null, os: os.name ?? null, deviceType: platform.type ?? null };
}
