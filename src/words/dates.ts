import { MINUTE } from '../shared/clock.ts';
import type { Language } from './language.ts';

/** For whom a moment is written: the language, and an IANA time zone. */
export type Here = { language: Language; timezone: string };

/** "15 January 2027 at 09:00 (Vienna time, GMT+1)": for what has a deadline. Epoch milliseconds. */
export function moment(at: number, here: Here): string {
  return `${format(at, here, { dateStyle: 'long', timeStyle: 'short' })} (${zone(at, here)})`;
}

/** "15 Jan 2027, 09:00": for lists, whose zone is named once by {@link zone}. */
export function shortMoment(at: number, here: Here): string {
  return format(at, here, { dateStyle: 'medium', timeStyle: 'short' });
}

/** "15 January 2027". */
export function day(at: number, here: Here): string {
  return format(at, here, { dateStyle: 'long' });
}

/** "Saturday 21 November", with the year unless it is that of `now`: heads what happened then. */
export function longDay(at: number, now: number, here: Here): string {
  const yearOf = (moment: number) => format(moment, here, { year: 'numeric' });
  const year = yearOf(at) === yearOf(now) ? {} : ({ year: 'numeric' } as const);
  return format(at, here, { weekday: 'long', day: 'numeric', month: 'long', ...year });
}

/** "09:00". */
export function timeOfDay(at: number, here: Here): string {
  return format(at, here, { timeStyle: 'short' });
}

/** "Central European Standard Time", as the language names the zone at that moment. */
export function zone(at: number, { language, timezone }: Here): string {
  const named = new Intl.DateTimeFormat(localeOf(language), {
    timeZone: knownZone(timezone),
    timeZoneName: 'long',
  }).formatToParts(at);
  return named.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';
}

/** "5 minutes", "2 hours": how long to wait, rounded up to what it says. Milliseconds. */
export function duration(span: number, { language }: Pick<Here, 'language'>): string {
  const minutes = Math.max(1, Math.ceil(span / MINUTE));
  const [count, unit] = minutes < 120 ? [minutes, 'minute'] : [Math.ceil(minutes / 60), 'hour'];
  const options = { style: 'unit', unit, unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(localeOf(language), options).format(count);
}

/** "3 hours ago", "yesterday": to the largest unit that fits. */
export function ago(at: number, now: number, { language }: Here): string {
  const words = new Intl.RelativeTimeFormat(localeOf(language), { numeric: 'auto' });
  const seconds = Math.round((at - now) / 1000);
  for (const [unit, size] of UNITS)
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  return words.format(0, 'second');
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

function format(
  at: number,
  { language, timezone }: Here,
  options: Intl.DateTimeFormatOptions,
): string {
  const timeZone = knownZone(timezone);
  return new Intl.DateTimeFormat(localeOf(language), { timeZone, ...options }).format(at);
}

/**
 * The locale in which `Intl` writes a language: "en" alone puts the month first, which most readers
 * of English do not expect.
 */
export const localeOf = (language: Language) => (language === 'en' ? 'en-GB' : language);

// The zone was valid when it was set, but this runtime may have another edition of the database.
function knownZone(timezone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return timezone;
  } catch {
    return 'UTC';
  }
}
