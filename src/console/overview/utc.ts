import type { Column } from '../../kit/chart.tsx';
import { fromIso } from '../../shared/clock.ts';
import type { Figures } from './read-overview.ts';

// One zone for a team that may be in many; hours and days are counted in it.
const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });
const HOUR = format({ hour: '2-digit', minute: '2-digit' });
const WEEKDAY = format({ weekday: 'short' });
const DATE = format({ day: 'numeric', month: 'short' });
const DAY = format({ weekday: 'short', day: 'numeric', month: 'short' });
const MOMENT = format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const LONG_DAY = format({ day: 'numeric', month: 'long', year: 'numeric' });

/** "28 Nov, 09:00", in UTC. Epoch milliseconds. */
export const momentInUtc = (at: number): string => MOMENT.format(at);

/** From when to when the figures are, and up to when they are counted. */
export function spanInWords({ step, from, to }: Pick<Figures, 'step' | 'from' | 'to'>): string {
  const [begun, now] = [fromIso(from), fromIso(to)];
  if (step === 'hour') return `${MOMENT.format(begun)} to ${MOMENT.format(now)}, UTC`;
  return `${daysInWords(begun, now)}, UTC. Counted up to ${HOUR.format(now)} today`;
}

/** "20 to 26 November 2026": the first day leaves out what the last one says. */
function daysInWords(first: number, last: number): string {
  const [from, to] = [LONG_DAY.format(first).split(' '), LONG_DAY.format(last).split(' ')];
  const differs = from.findLastIndex((part, index) => index > 0 && part !== to[index]);
  return `${from.slice(0, Math.max(differs, 0) + 1).join(' ')} to ${to.join(' ')}`;
}

/** How many columns of a picture share a mark, which stands below the one in their middle. */
const SHARING = { day: 3, week: 1, month: 5 } as const;

/** The columns of the pictures: hours or days, in UTC. */
export function columnsOf({ period, step, series }: Figures): Column[] {
  const shared = SHARING[period];
  const marks = { day: HOUR, week: WEEKDAY, month: DATE }[period];
  const names = step === 'hour' ? MOMENT : DAY;
  return series.map(({ at }, index) => ({
    name: names.format(fromIso(at)),
    mark: index % shared === Math.floor(shared / 2) ? marks.format(fromIso(at)) : '',
  }));
}
