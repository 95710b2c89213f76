import { quantile } from './figures.ts';

/** How long a route takes to answer about known and unknown addresses, in milliseconds. */
export type RouteTimes = {
  route: string;
  known: number;
  unknown: number;
  difference: number;
  spread: number;
};

const quartiles = (times: readonly number[]) => quantile(times, 0.75) - quantile(times, 0.25);

/** Compares medians. `spread` is the larger distance of the quartiles. */
export function compareTimes(
  route: string,
  known: readonly number[],
  unknown: readonly number[],
): RouteTimes {
  const [one, other] = [quantile(known, 0.5), quantile(unknown, 0.5)];
  const spread = Math.max(quartiles(known), quartiles(unknown));
  return { route, known: one, unknown: other, difference: Math.abs(one - other), spread };
}

/** Returns which routes give away by their time whether an address is known. */
export const judgeTimes = (times: readonly RouteTimes[]): string[] =>
  times
    .filter(({ difference, spread }) => difference >= spread)
    .map(
      ({ route, difference, spread }) =>
        `${route} answers ${difference.toFixed(2)} ms apart, with a spread of ${spread.toFixed(2)}`,
    );
