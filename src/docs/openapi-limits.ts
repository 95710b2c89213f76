import type { LimitedBy } from '../http/contract.ts';
import { SECOND } from '../shared/clock.ts';

/** A configured limit: `limit` requests in a window of `window` milliseconds. */
export type DocumentedLimit = { scope: string; by: LimitedBy; limit: number; window: number };

const WHOM: Record<LimitedBy, string> = {
  address: 'from one address',
  'address, if refused': 'that fail for their token from one address',
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

/** Describes limits for readers: "At most 25 requests an hour from one address, and …". */
export function limitSentence(limits: DocumentedLimit[]): string {
  const parts = limits.map(({ limit, window, by }, index) => {
    const seconds = window / SECOND;
    const count = index === 0 ? `${limit} requests` : `${limit}`;
    return `${count} ${WINDOWS[seconds] ?? `in ${seconds} seconds`} ${WHOM[by]}`;
  });
  return parts.length === 0 ? '' : `At most ${parts.join(', and ')}.`;
}

/** Returns the limits for programs; windows in seconds. */
export function limitExtension(limits: DocumentedLimit[]): object {
  const entries = limits.map(({ scope, by, limit, window }) => ({
    scope,
    limit,
    window: window / SECOND,
    per: by,
  }));
  return entries.length === 0 ? {} : { 'x-rate-limits': entries };
}
