/** Collects checks and says at the end how they went, in the one line that `.ci/run` adds up. */
export function createChecks() {
  let passed = 0;
  let failed = 0;

  return {
    /** Notes whether something holds; goes on either way. */
    check(name: string, holds: boolean, detail = ''): void {
      if (holds) passed++;
      else failed++;
      console.log(
        `${holds ? 'ok  ' : 'FAIL'} ${name}${holds || detail === '' ? '' : `: ${detail}`}`,
      );
    },
    /** Prints the closing line and sets the exit code. */
    finish(): void {
      console.log(`${passed} passed, ${failed} failed`);
      process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
    },
  };
}
export type Checks = ReturnType<typeof createChecks>;
