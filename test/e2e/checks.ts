/**
 * Collects checks and says at the end how they went, in the one line that `.ci/run` adds up. A
 * script that ends before its end, by an error or a signal to end, has one more check that failed.
 */
export function createChecks() {
  let passed = 0;
  let failed = 0;
  let isFinished = false;

  const checks = {
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
      isFinished = true;
      console.log(`${passed} passed, ${failed} failed`);
      process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
    },
  };
  // Node has printed by then what was thrown.
  process.once('exit', () => {
    if (isFinished) return;
    checks.check('the script comes to its end', false);
    checks.finish();
  });
  process.once('SIGTERM', () => process.exit(1));
  return checks;
}
export type Checks = ReturnType<typeof createChecks>;
