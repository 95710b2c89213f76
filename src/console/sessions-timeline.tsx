import type { UserDetails } from '../admin/view-users.ts';
import type { PageContext } from '../kit/page-context.ts';
import { fromIso } from '../shared/clock.ts';
import { day } from '../words/dates.ts';

/** More would be too thin to tell apart; the list has them all. */
const MOST = 12;
/** Rows that share the height of the picture at least, so that one session is no block. */
const FEWEST = 3;
/** Units of the picture: its width, and the height of a row and of the bar in it. */
const WIDTH = 1000;
const ROW = 10;
const BAR = 5;

type TimelineProps = {
  page: PageContext;
  sessions: UserDetails['sessions'];
  /** Epoch milliseconds. */
  now: number;
};

/**
 * Sessions over time, one row each in the order of the list below, which says the same in words:
 * thick from the sign-in to the last use, thin until it ends. A line stands for now.
 */
export const SessionsTimeline = ({ page, sessions, now }: TimelineProps) => {
  const shown = sessions.slice(0, MOST).map((session) => ({
    began: fromIso(session.created_at),
    seen: fromIso(session.last_activity_at),
    ends: fromIso(session.expires_at),
  }));
  if (shown.length === 0) return null;
  const from = Math.min(...shown.map(({ began }) => began));
  const to = Math.max(now, ...shown.map(({ ends }) => ends));
  const at = (time: number) => Math.round(((time - from) / Math.max(1, to - from)) * WIDTH);
  const height = Math.max(shown.length, FEWEST) * ROW;
  return (
    <div class="plot low">
      <div class="y" />
      <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none">
        {shown.map(({ began, seen, ends }, row) => (
          <>
            <Bar row={row} from={at(began)} to={at(ends)} isPart />
            <Bar row={row} from={at(began)} to={at(seen)} />
          </>
        ))}
        <path d={`M${at(now)} 0V${height}`} />
      </svg>
      <div class="x" aria-hidden="true">
        {[1 / 6, 1 / 2, 5 / 6].map((share) => (
          <span>{day(from + (to - from) * share, page)}</span>
        ))}
      </div>
    </div>
  );
};

type BarProps = { row: number; from: number; to: number; isPart?: boolean };

// A session that was not used since it began is a line all the same.
const Bar = ({ row, from, to, isPart }: BarProps) => (
  <rect
    class={isPart === true ? 'part' : undefined}
    x={from}
    y={row * ROW + (isPart === true ? BAR - 1 : BAR / 2)}
    width={Math.max(to - from, BAR)}
    height={isPart === true ? 2 : BAR}
  />
);
