import type { AuditEventType } from '../audit/event.ts';
import { DAY, HOUR } from '../shared/clock.ts';
import type { Counts, HourCounts } from './figures-store.ts';

/**
 * Milliseconds for which hours are kept one by one: a month and what of it is being counted. Then
 * they are added up.
 */
export const KEPT_HOURS = 32 * DAY;

/** When the hour of a moment began, in epoch milliseconds. */
export const hourOf = (at: number): number => at - (at % HOUR);

/** How often events of a type were recorded, of those that migrations 0011 and 0017 count. */
export const eventsIn = (counts: Counts, type: AuditEventType): number =>
  counts[`event:${type}`] ?? 0;

/** The counts under a prefix, by what follows it: `{ pwd: 2 }` of `sign_in:pwd`. */
export function partsOf(counts: Counts, prefix: string): Counts {
  const parts = Object.entries(counts).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(parts.map(([name, n]) => [name.slice(prefix.length), n]));
}

/** Adds up numbers. */
export const sumOf = (counts: Counts): number =>
  Object.values(counts).reduce((sum, n) => sum + n, 0);

/** Adds up hours, name by name. */
export function addUp(hours: Pick<HourCounts, 'counts'>[]): Counts {
  const total: Counts = {};
  for (const { counts } of hours)
    for (const [name, n] of Object.entries(counts)) total[name] = (total[name] ?? 0) + n;
  return total;
}
