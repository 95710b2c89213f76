import { clientKind, type Device } from '../../http/device.ts';
import type { IconName } from '../../kit/icon.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { Place } from '../../sessions/list-places.ts';
import { countryIn } from '../../words/places.ts';

/** "Firefox on Linux": a device in words, of names from closed lists. */
export function deviceInWords(page: PageContext, { browser, os }: Omit<Device, 'deviceType'>) {
  const { device } = page.words.sessions;
  const kind = clientKind(browser);
  if (kind === 'apple_app') return device.appleApp;
  if (kind === 'app') return device.app(browser ?? '');
  if (kind === 'unknown') return os === null ? device.unknown : device.unknownOn(os);
  return os === null ? device.browser(browser ?? '') : device.browserOn(browser ?? '', os);
}

/** The picture of a device. */
export function deviceIcon({ deviceType }: Pick<Device, 'deviceType'>): IconName {
  if (deviceType === 'mobile') return 'phone';
  return deviceType === 'tablet' ? 'tablet' : 'computer';
}

/**
 * "Lisbon, Portugal", or what of it is known; null if nothing is. `country` is an ISO 3166-1 code.
 */
export function placeInWords(page: PageContext, { city, country }: Place): string | null {
  const name = country === null ? null : countryIn(page.language, country);
  if (city === null || name === null) return city ?? name;
  return page.words.sessions.place(city, name);
}
