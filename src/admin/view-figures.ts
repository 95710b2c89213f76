import * as z from 'zod';
import { addUp, hourOf } from '../figures/count-of.ts';
import type { Counts, FiguresStore, HourCounts, Run } from '../figures/figures-store.ts';
import { type Clock, DAY, HOUR, toIso, toIsoOrNull } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { once } from '../shared/once.ts';
import { figuresView, toFiguresView } from './figures-view.ts';

export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

/** How a period is cut: into the current hour or day (UTC) and those before it. */
const CUTS = {
  day: { step: 'hour', length: HOUR, count: 24 },
  week: { step: 'day', length: DAY, count: 7 },
  month: { step: 'day', length: DAY, count: 30 },
} as const satisfies Record<Period, { step: string; length: number; count: number }>;

const backlog = once(() =>
  z
    .object({ waiting: z.int(), oldest_at: z.iso.datetime().nullable() })
    .nullable()
    .describe('Null while the queue does not say.'),
);

export const figuresAnswer = once(() =>
  z
    .object({
      period: z.enum(PERIODS),
      step: z.enum(['hour', 'day']),
      from: z.iso.datetime(),
      to: z.iso.datetime(),
      totals: figuresView(),
      before: figuresView()
        .nullable()
        .describe('The same of the day or week before, up to the hour. Null for a month.'),
      series: z.array(figuresView().extend({ at: z.iso.datetime().describe('When it began.') })),
      queues: z.object({
        jobs: backlog().describe('Mails and other work. Null while the queue does not say.'),
        ledger: backlog().describe('What guards tell D1. Null while the queue does not say.'),
      }),
      last_flush: z
        .object({
          at: z.iso.datetime(),
          complete: z.boolean().describe('False if rows were left for the next run.'),
          rows: z.int().describe('Rows it deleted, and secrets it sealed again.'),
        })
        .nullable(),
    })
    .meta({ id: 'FiguresOfPeriod' }),
);
type FiguresAnswer = z.infer<ReturnType<typeof figuresAnswer>>;

const exampleOfDay = toFiguresView({
  sign_up: 17,
  'sign_in:pwd': 290,
  'sign_in:pwd+otp+mfa': 12,
  'try:password:ok': 290,
  'try:password:invalid_credentials': 41,
  'event:session.sign_in_failed': 41,
  'event:account.locked': 2,
  'event:password.reset_asked': 6,
  'event:password.reset': 5,
  'refresh:rotated': 5120,
  'refresh:expired': 77,
  'mail:sent': 63,
});

/** The figures of a small service. */
export const exampleFigures = {
  period: 'day',
  step: 'hour',
  from: '2026-11-26T15:00:00.000Z',
  to: '2026-11-27T14:03:00.000Z',
  totals: exampleOfDay,
  before: exampleOfDay,
  series: [{ at: '2026-11-27T14:00:00.000Z', ...exampleOfDay }],
  queues: { jobs: { waiting: 0, oldest_at: null }, ledger: { waiting: 0, oldest_at: null } },
  last_flush: { at: '2026-11-27T14:00:07.000Z', complete: true, rows: 2477 },
} satisfies FiguresAnswer;

export type ViewFiguresDeps = {
  figures: FiguresStore;
  queues: Record<'jobs' | 'ledger', Pick<Queue, 'metrics'>>;
  clock: Clock;
  log: Log;
};
export type ViewFigures = ReturnType<typeof createViewFigures>;

/**
 * What happened in a period, hour by hour or day by day. `flush` is the latest run, where a caller
 * reads it anyway. Throws `storage_unavailable`.
 */
export function createViewFigures(deps: ViewFiguresDeps) {
  const { figures, queues, clock } = deps;
  return async function viewFigures(
    period: Period,
    flush: Promise<Run | null> = figures.lastRun('flush'),
  ): Promise<FiguresAnswer> {
    const now = clock();
    const { step, length, count } = CUTS[period];
    const from = now - (now % length) - (count - 1) * length;
    // Hours are not kept for two months.
    const back = period === 'month' ? 0 : count * length;
    const [hours, run, jobs, ledger] = await Promise.all([
      figures.since(hourOf(from - back)),
      flush,
      backlogOf(deps, queues.jobs),
      backlogOf(deps, queues.ledger),
    ]);
    // Up to the hour that is now, so that a day which has begun is not held against a whole one.
    const before = hours.filter(({ hour }) => hour < from && hour + back <= now);
    // What the clock of an isolate puts ahead is of no step yet, and so of no sum.
    const steps = cut(hours, { from, length, count });
    return {
      period,
      step,
      from: toIso(from),
      to: toIso(now),
      totals: toFiguresView(addUp(steps)),
      before: back === 0 ? null : toFiguresView(addUp(before)),
      series: steps.map(({ at, counts }) => ({
        at: toIso(at),
        ...toFiguresView(counts),
      })),
      queues: { jobs, ledger },
      last_flush:
        run === null
          ? null
          : { at: toIso(run.at), complete: run.report.complete === true, rows: rowsIn(run.report) },
    };
  };
}

function cut(
  hours: HourCounts[],
  { from, length, count }: { from: number; length: number; count: number },
): { at: number; counts: Counts }[] {
  return Array.from({ length: count }, (_, index) => {
    const at = from + index * length;
    const within = hours.filter(({ hour }) => hour >= at && hour < at + length);
    return { at, counts: addUp(within) };
  });
}

const rowsIn = (report: Record<string, number | boolean>): number =>
  Object.values(report).reduce<number>((sum, n) => (typeof n === 'number' ? sum + n : sum), 0);

/** What waits in a queue; null if it does not say. */
export async function backlogOf(
  { log }: Pick<ViewFiguresDeps, 'log'>,
  queue: Pick<Queue, 'metrics'>,
) {
  try {
    const { backlogCount, oldestMessageTimestamp: oldest } = await queue.metrics();
    // An empty queue may name the beginning of time.
    const at = oldest?.getTime() || null;
    return { waiting: backlogCount, oldest_at: toIsoOrNull(at) };
  } catch (error) {
    log.error('queue_not_measured', error);
    return null;
  }
}
