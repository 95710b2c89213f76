import Bowser from 'bowser';

/** The device in a User-Agent; null for unknown parts. */
export type Device = { browser: string | null; os: string | null; deviceType: string | null };

// Bowser reports unknown products as browsers, so its results are checked against its own lists.
const { generic, ...browsers } = Bowser.BROWSER_MAP;
const BROWSERS = new Set<string>(Object.values(browsers));
const SYSTEMS = new Set<string>(Object.values(Bowser.OS_MAP));
const DEVICE_TYPES = new Set<string>(Object.values(Bowser.PLATFORMS_MAP));

/** Well-known clients other than browsers, by the start of their User-Agent. */
const APPS: [RegExp, string][] = [
  [/^curl\//, 'curl'],
  [/^Wget\//, 'Wget'],
  [/^HTTPie\//, 'HTTPie'],
  [/^PostmanRuntime\//, 'Postman'],
  [/^insomnia\//i, 'Insomnia'],
  [/^python-requests\//, 'python-requests'],
  [/^python-httpx\//, 'HTTPX'],
  [/^Python\/\S+ aiohttp\//, 'aiohttp'],
  [/^Python-urllib\//, 'urllib'],
  [/^okhttp\//, 'okhttp'],
  [/^axios\//, 'axios'],
  [/^(?:node|undici)(?:\/|$)/, 'Node.js'],
  [/^Go-http-client\//, 'Go'],
  [/^Dart\//, 'Dart'],
  [/^Java\//, 'Java'],
];
const APP_NAMES = new Set(APPS.map(([, name]) => name));

/** The User-Agent of apps on Apple's systems, after the app's own name. */
const APPLE_APP = /\bCFNetwork\/[\d.]+ Darwin\/[\d.]+/;
const APPLE_APP_NAME = 'CFNetwork';

/**
 * Parses a User-Agent. The client chooses its text freely, so the result contains only names from
 * closed lists and is safe to show to other users. Never rely on it.
 */
export function parseDevice(userAgent: string | null): Device {
  const unknown = { browser: null, os: null, deviceType: null };
  if (userAgent === null || userAgent === '') return unknown;
  const app = APPS.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (app !== undefined) return { ...unknown, browser: app };
  if (APPLE_APP.test(userAgent)) return { ...unknown, browser: APPLE_APP_NAME };
  const { browser, os, platform } = Bowser.parse(userAgent);
  return {
    browser: among(BROWSERS, browser.name),
    os: among(SYSTEMS, os.name),
    deviceType: among(DEVICE_TYPES, platform.type),
  };
}

/** Returns a stored device without unlisted names, which rows older than the lists may have. */
export function knownDevice({ browser, os, deviceType }: Device): Device {
  return {
    browser: isClientName(browser) ? browser : null,
    os: among(SYSTEMS, os),
    deviceType: among(DEVICE_TYPES, deviceType),
  };
}

/** Which kind of client a device is: apps have no system, and Apple's tell not even their name. */
export function clientKind(browser: string | null): 'browser' | 'app' | 'apple_app' | 'unknown' {
  if (browser === null) return 'unknown';
  if (browser === APPLE_APP_NAME) return 'apple_app';
  return APP_NAMES.has(browser) ? 'app' : 'browser';
}

/** Describes a device: "Firefox on Linux", "an app or script (curl)", "an unknown browser". */
export function describeDevice({ browser, os }: Device): string {
  const kind = clientKind(browser);
  if (kind === 'apple_app') return 'an Apple app';
  if (kind === 'app') return `an app or script (${browser})`;
  if (browser === null) return os === null ? UNKNOWN_BROWSER : `${UNKNOWN_BROWSER} on ${os}`;
  return `${browser} on ${os ?? UNKNOWN_SYSTEM}`;
}

/** Returns whether {@link describeDevice} can return this text. */
export function describesDevice(text: string): boolean {
  const [client = '', os, ...more] = text.split(' on ');
  if (more.length > 0) return false;
  if (os === undefined) return WHOLE_DESCRIPTIONS.has(client);
  return (
    (client === UNKNOWN_BROWSER || BROWSERS.has(client)) &&
    (os === UNKNOWN_SYSTEM || SYSTEMS.has(os))
  );
}

const UNKNOWN_BROWSER = 'an unknown browser';
const UNKNOWN_SYSTEM = 'an unknown system';
const WHOLE_DESCRIPTIONS = new Set([
  UNKNOWN_BROWSER,
  'an Apple app',
  ...[...APP_NAMES].map((name) => `an app or script (${name})`),
]);

function isClientName(name: string | null): boolean {
  return name !== null && (BROWSERS.has(name) || APP_NAMES.has(name) || name === APPLE_APP_NAME);
}

function among(list: Set<string>, name: string | null | undefined): string | null {
  return name != null && list.has(name) ? name : null;
}
