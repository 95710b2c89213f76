import { DAY } from '../shared/clock.ts';
import type { Role } from '../shared/role.ts';

export const USER_STATUSES = ['active', 'disabled', 'unverified', 'locked'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];
export const USER_SORTS = ['created', 'last_sign_in'] as const;
export type UserSort = (typeof USER_SORTS)[number];
export const USER_ORDERS = ['desc', 'asc'] as const;
export type UserOrder = (typeof USER_ORDERS)[number];
/** When somebody last signed in: in the last days, longer ago than 90 days, or never. */
export const LAST_SEEN = ['1d', '7d', '30d', '90d', 'over_90d', 'never'] as const;
export type LastSeen = (typeof LAST_SEEN)[number];

/** Users found by an index are sorted up to this number. */
export const MOST_SORTED = 1000;
/** Users that a page looks through at most, where no index finds few. */
export const MOST_LOOKED_THROUGH = 5000;

/** Which users are meant. What is undefined asks for nothing. */
export type UserFilters = {
  /** The beginning of an address, username or display name, in any case, or a whole id. */
  query: string | undefined;
  status: UserStatus | undefined;
  role: Role | undefined;
  verified: boolean | undefined;
  /** Whether they have a second factor. */
  secondFactor: boolean | undefined;
  lastSeen: LastSeen | undefined;
};

/** Where somebody stands in an order. */
export type UserPosition = {
  /** The time that is sorted by, in epoch milliseconds; null for who never signed in. */
  at: number | null;
  id: string;
};

export type UserQuery = UserFilters & {
  sort: UserSort;
  order: UserOrder;
  /** The user before the first of the page; null for the first page. */
  after: UserPosition | null;
  limit: number;
  /** Epoch milliseconds. */
  now: number;
};

/** From when to when (exclusive) the last sign-in was, in epoch milliseconds; null for never. */
export function lastSeenBetween(lastSeen: LastSeen, now: number): [number, number] | null {
  if (lastSeen === 'never') return null;
  if (lastSeen === 'over_90d') return [0, now - 90 * DAY];
  return [now - Number.parseInt(lastSeen, 10) * DAY, Number.MAX_SAFE_INTEGER];
}

/** What names an account at a provider in a search: `google:1101`, each id in its own case. */
export function identityIn(query: string): { provider: string; subject: string } | null {
  const [, provider, subject] = /^([a-z][a-z0-9-]*):(.+)$/s.exec(query.trim()) ?? [];
  return provider === undefined || subject === undefined ? null : { provider, subject };
}
