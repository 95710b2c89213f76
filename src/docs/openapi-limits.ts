import type { LimitedBy } from '../http/contract.ts';
import { SECOND } from '../shared/clock.ts';

/** A limit as it stands under the configuration: so many requests in a window of so many milliseconds. */
export type DocumentedLimit = { scope: string; by: LimitedBy; limit: number; window: number };

const WHOM: Record<LimitedBy, string> = {
  address: 'from one address',
  'address, if refused': 'that are refused for their token from one address',
  name: 'for one name',
  'address and name': 'for one name from one address',
  user: 'by one user',
  client: 'by one client',
};

const WINDOWS: Record<number, string> = {
  1: 'a second',
  60: 'a minute',
  3600: 'an hour',
  86400: 'a day',
};

/** The limits for people: "At most 25 requests an hour from one address, and 5 a minute for one name from one address." */
export function limitSentence(limits: DocumentedLimit[]): string {
  const parts = limits.map(({ limit, window, by }, index) => {
    const seconds = window / SECOND;
    return `${limit}${index === 0 ? ' requests' : ''} ${WINDOWS[seconds] ?? `in ${seconds} seconds`} ${WHOM[by]}`;
  });
  return parts.length === 0 ? '' : `At most ${parts.join(', and ')}.`;
}

/** The limits for programs; windows in seconds. */
export function limitExtension(limits: DocumentedLimit[]): object {
  const entries = limits.map(({ scope, by, limit, window }) => ({
    scope,
    limit,
    window: window / SECOND,
    per: by,
  }));
  return entries.length === 0 ? {} : { 'x-rate-limits': entries };
}
