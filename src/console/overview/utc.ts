import type { Column } from '../../kit/chart.tsx';
import { fromIso } from '../../shared/clock.ts';
import { once } from '../../shared/once.ts';
import type { Figures } from './read-overview.ts';

// One zone for a team that may be in many; hours and days are counted in it.
function format(options: Intl.DateTimeFormatOptions): (at: number) => string {
  const formatter = once(() => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }));
  return (at) => formatter().format(at);
}
const hour = format({ hour: '2-digit', minute: '2-digit' });
const weekday = format({ weekday: 'short' });
const date = format({ day: 'numeric', month: 'short' });
const day = format({ weekday: 'short', day: 'numeric', month: 'short' });
const moment = format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const longDay = format({ day: 'numeric', month: 'long', year: 'numeric' });

/** "28 Nov, 09:00", in UTC. Epoch milliseconds. */
export const momentInUtc = (at: number): string => moment(at);

/** From when to when the figures are, and up to when they are counted. */
export function spanInWords({ step, from, to }: Pick<Figures, 'step' | 'from' | 'to'>): string {
  const [begun, now] = [fromIso(from), fromIso(to)];
  if (step === 'hour') return `${moment(begun)} to ${moment(now)}, UTC`;
  return `${daysInWords(begun, now)}, UTC. Counted up to ${hour(now)} today`;
}

/** "20 to 26 November 2026": the first day leaves out what the last one says. */
function daysInWords(first: number, last: number): string {
  const [from, to] = [longDay(first).split(' '), longDay(last).split(' ')];
  const differs = from.findLastIndex((part, index) => index > 0 && part !== to[index]);
  return `${from.slice(0, Math.max(differs, 0) + 1).join(' ')} to ${to.join(' ')}`;
}

/** How many columns of a picture share a mark, which stands below the one in their middle. */
const SHARING = { day: 3, week: 1, month: 5 } as const;

/** The columns of the pictures: hours or days, in UTC. */
export function columnsOf({ period, step, series }: Figures): Column[] {
  const shared = SHARING[period];
  const marks = { day: hour, week: weekday, month: date }[period];
  const names = step === 'hour' ? moment : day;
  return series.map(({ at }, index) => ({
    name: names(fromIso(at)),
    mark: index % shared === Math.floor(shared / 2) ? marks(fromIso(at)) : '',
  }));
}
