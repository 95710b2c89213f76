/** Milliseconds of the tests that a mutant meets. One that survives takes all of them. */
export const MOST_TIME = 4_000;

/** Milliseconds that each test takes beside its own time: storage is emptied before it. */
const SETTING_UP = 100;

/** Milliseconds of a test that has not been measured. */
const USUAL_TIME = 300;

type Known = {
  /** Tests that go before the others, the likeliest first. */
  first: readonly string[];
  /** Milliseconds that tests took without a mutant. */
  times: ReadonlyMap<string, number>;
};

/** The file of a test, by its name in Stryker. */
const fileOf = (test: string): string => test.slice(0, test.indexOf('#'));

/** Whether a test is in the file that is named after a source file, such as `guard/codes`. */
export function isOwn(test: string, source: string): boolean {
  const name = /\/src\/(?<name>.+)\.tsx?$/.exec(source)?.groups?.name;
  return name !== undefined && fileOf(test).endsWith(`/test/${name}.test.ts`);
}

/**
 * Returns tests that take `MOST_TIME` together, or the quickest one: `first`, then unit tests, then
 * flows of as many files as possible, always the quickest first. What survives those might be
 * killed by the rest, so a score is a lower bound.
 */
export function withinTime(tests: readonly string[], { first, times }: Known): string[] {
  const timeOf = (test: string) => (times.get(test) ?? USUAL_TIME) + SETTING_UP;
  const quickest = tests.toSorted((one, other) => timeOf(one) - timeOf(other));
  const others = quickest.filter((one) => !first.includes(one));
  const units = others.filter((one) => !one.includes('/flows/'));
  const flows = inTurns(others.filter((one) => one.includes('/flows/')));
  const chosen = new Set<string>();
  let left = MOST_TIME;
  for (const test of [...first, ...units, ...flows]) {
    if (!tests.includes(test) || timeOf(test) > left) continue;
    chosen.add(test);
    left -= timeOf(test);
  }
  if (chosen.size === 0) return quickest.slice(0, 1);
  return tests.filter((one) => chosen.has(one));
}

/** Takes the first test of each file, then the second of each, and so on. */
function inTurns(tests: readonly string[]): string[] {
  const byFile = Object.values(Object.groupBy(tests, fileOf)).map((own) => own ?? []);
  const longest = Math.max(0, ...byFile.map((own) => own.length));
  return Array.from({ length: longest }, (_, turn) =>
    byFile.flatMap((own) => own[turn] ?? []),
  ).flat();
}
