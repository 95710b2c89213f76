/** Flows that a mutant meets: a test of theirs costs half a second, and hundreds come to most. */
export const MOST_FLOWS = 30;

/** The file of a test, by its name in Stryker. */
const fileOf = (test: string): string => test.slice(0, test.indexOf('#'));

/**
 * Returns all unit tests among some tests, and at most `MOST_FLOWS` flows: `first`, then others of
 * as many files as possible. What survives those might be killed by the rest, so a score is a
 * lower bound.
 */
export function withFewFlows(tests: readonly string[], first: readonly string[]): string[] {
  const isFlow = (test: string) => test.includes('/flows/');
  const flows = tests.filter((one) => isFlow(one) && !first.includes(one));
  const byFile = Object.values(Object.groupBy(flows, fileOf)).map((own) => own ?? []);
  const longest = Math.max(0, ...byFile.map((own) => own.length));
  const turns = Array.from({ length: longest }, (_, turn) =>
    byFile.flatMap((own) => own[turn] ?? []),
  );
  const chosen = [...first.filter(isFlow), ...turns.flat()].slice(0, MOST_FLOWS);
  return tests.filter((one) => !isFlow(one) || chosen.includes(one));
}
