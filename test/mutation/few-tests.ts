/** Milliseconds of the tests that a mutant meets. One that survives takes all of them. */
export const MOST_TIME = 4_000;

/** Milliseconds of the tests in the file named after the source, beside the others. */
export const OWN_TIME = 8_000;

/** Milliseconds that each test takes beside its own time: storage is emptied before it. */
const SETTING_UP = 100;

/** Milliseconds of a test that has not been measured. */
const USUAL_TIME = 300;

type Known = {
  /** Tests in the file named after the source: what holds a mutant most likely, even if slow. */
  own: readonly string[];
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
 * Returns the quickest `own` tests that take `OWN_TIME` together, and of the others those that take
 * `MOST_TIME`: `first`, then unit tests, then flows of as many files as possible, always the
 * quickest first. If none is quick enough, returns the quickest. What survives those might be
 * killed by the rest, so a score is a lower bound.
 */
export function withinTime(tests: readonly string[], { own, first, times }: Known): string[] {
  const timeOf = (test: string) => (times.get(test) ?? USUAL_TIME) + SETTING_UP;
  const quickest = tests.toSorted((one, other) => timeOf(one) - timeOf(other));
  const [ownTests, others] = divide(quickest, (one) => own.includes(one));
  const likely = first.filter((one) => others.includes(one));
  const rest = others.filter((one) => !likely.includes(one));
  const [flows, units] = divide(rest, (one) => one.includes('/flows/'));
  const chosen = new Set([
    ...fitting(ownTests, OWN_TIME, timeOf),
    ...fitting([...likely, ...units, ...inTurns(flows)], MOST_TIME, timeOf),
  ]);
  if (chosen.size === 0) return quickest.slice(0, 1);
  return tests.filter((one) => chosen.has(one));
}

const divide = (tests: readonly string[], belongs: (test: string) => boolean) =>
  [tests.filter(belongs), tests.filter((one) => !belongs(one))] as const;

/** Takes tests in turn, without those for which there is not enough time left. */
function fitting(
  tests: readonly string[],
  time: number,
  timeOf: (test: string) => number,
): string[] {
  let left = time;
  return tests.filter((test) => {
    if (timeOf(test) > left) return false;
    left -= timeOf(test);
    return true;
  });
}

/** Takes the first test of each file, then the second of each, and so on. */
function inTurns(tests: readonly string[]): string[] {
  const byFile = Object.values(Object.groupBy(tests, fileOf)).map((own) => own ?? []);
  const longest = Math.max(0, ...byFile.map((own) => own.length));
  return Array.from({ length: longest }, (_, turn) =>
    byFile.flatMap((own) => own[turn] ?? []),
  ).flat();
}
