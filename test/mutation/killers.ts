/** Tests that are remembered; what killed long ago was about another file. */
const REMEMBERED = 30;

/** Tests that go before the others. With more of them, a mutant that survives costs too much. */
const FIRST = 3;

/** Remembers which tests killed the last mutants. */
export function createKillers() {
  let killers: string[] = [];
  return {
    /** Notes the tests that killed a mutant. */
    note(tests: readonly string[] | string): void {
      const latest = [tests].flat();
      killers = [...latest, ...killers.filter((one) => !latest.includes(one))].slice(0, REMEMBERED);
    },
    /** Returns those of some tests that killed, the latest first. */
    among(tests: readonly string[]): string[] {
      return killers.filter((one) => tests.includes(one));
    },
    /** Returns the few to run before the rest; none if all of them are few. */
    first(tests: readonly string[]): string[] {
      return tests.length > FIRST ? this.among(tests).slice(0, FIRST) : [];
    },
  };
}
