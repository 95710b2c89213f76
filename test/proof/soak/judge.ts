/** A measurement. `at` in milliseconds. */
export type Sample = { at: number; value: number };
/** How long a request took, in milliseconds. */
export type Timing = { at: number; flow: string; ms: number };

/**
 * Milliseconds at the beginning by which growth is not judged: code is compiled, the databases'
 * caches fill, and each person's guard is built and evicted for the first time.
 */
const WARM_UP = 3 * 60_000;
/** Minutes of a run that leave as many to judge growth by as the warm-up takes. */
export const JUDGED_FROM = 6;
/** Timings of a flow in each half that make a 99th percentile. */
const ENOUGH = 200;
/**
 * How much longer the slowest hundredth may take in the second half. What grows with use has grown
 * twentyfold by then; what a busy machine adds comes and goes.
 */
const SLOWER = { factor: 3, ms: 100 };

/** By how much what follows the warm-up grows in a minute, by least squares. */
export function growthOf(samples: readonly Sample[]): number {
  const [first] = samples;
  const last = samples.filter(({ at }) => at >= (first?.at ?? 0) + WARM_UP);
  const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [at, value] = [mean(last.map((one) => one.at)), mean(last.map((one) => one.value))];
  const spread = mean(last.map((one) => (one.at - at) ** 2));
  const together = mean(last.map((one) => (one.at - at) * (one.value - value)));
  return last.length < 2 || spread === 0 ? 0 : (together / spread) * 60_000;
}

/** The value that 99 of 100 do not exceed. */
export function p99Of(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
}

/** Says which flows take longer in the second half than they may. */
export function slowerFlows(timings: readonly Timing[], begun: number, ended: number): string[] {
  const half = (begun + ended) / 2;
  const flows = Map.groupBy(timings, ({ flow }) => flow);
  return [...flows].flatMap(([flow, all]) => {
    const first = all.filter(({ at }) => at < half).map(({ ms }) => ms);
    const second = all.filter(({ at }) => at >= half).map(({ ms }) => ms);
    if (first.length < ENOUGH || second.length < ENOUGH) return [];
    const [before, after] = [p99Of(first), p99Of(second)];
    if (after <= before * SLOWER.factor + SLOWER.ms) return [];
    return [`${flow}: ${before.toFixed()} ms, then ${after.toFixed()} ms`];
  });
}

type Mail = { to: string; subject: string; times: number };

/** Says which mails are missing, came twice, or were not asked for. */
export function wrongMails(
  expected: ReadonlyMap<string, number>,
  taken: readonly Mail[],
): string[] {
  const came = new Map<string, number>();
  for (const { to, subject, times } of taken) {
    const name = mailName(to, subject);
    came.set(name, (came.get(name) ?? 0) + times);
  }
  return [...new Set([...expected.keys(), ...came.keys()])].flatMap((name) => {
    const [wanted, found] = [expected.get(name) ?? 0, came.get(name) ?? 0];
    return wanted === found ? [] : [`${name}: ${found} instead of ${wanted}`];
  });
}

export const mailName = (to: string, subject: string) => `${to}: ${subject}`;
