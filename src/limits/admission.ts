/**
 * Resolves once the request at hand has passed its limits; rejects with `rate_limited` if it has
 * not. Resolves at once where nothing is counted, as in a job.
 */
export type UntilAdmitted = () => Promise<void>;

/** The limits that one request has to pass. Made for each request anew. */
export type Admission = ReturnType<typeof createAdmission>;

/**
 * Lets a request go on while it is still being counted: look-ups cost no hop beside the count, and
 * what changes anything awaits `untilAdmitted`.
 */
export function createAdmission() {
  let checks: Promise<void> = Promise.resolve();
  return {
    untilAdmitted: (): Promise<void> => checks,

    /** Adds a check. It starts at once; `earlier` tells how those before it end. */
    add(check: (earlier: Promise<void>) => Promise<void>): Promise<void> {
      checks = check(checks);
      // A handler that refuses for another reason never awaits it.
      checks.catch(() => undefined);
      return checks;
    },
  };
}
