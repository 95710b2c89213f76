/**
 * Resolves once the request at hand has passed its limits; rejects with `rate_limited` if it has
 * not. Resolves at once where nothing is counted, as in a job.
 */
export type UntilAdmitted = () => Promise<void>;

/** A limit that a guard counts: `key` is what it is counted by; `window` in milliseconds. */
export type GuardLimit = { key: string; limit: number; window: number };
/** How often it was used in this window, this request included. `endsAt` in epoch milliseconds. */
export type GuardCount = { used: number; endsAt: number };
/** The limit of this request that the guard counts, if any, and what it counted, once it has. */
export type AtGuard = { limit: GuardLimit | null; count: GuardCount | null };

/** The limits that one request has to pass. Each request gets its own. */
export type Admission = ReturnType<typeof createAdmission>;

/**
 * Lets a request go on while it is still being counted: look-ups cost no hop beside the count, and
 * what changes anything awaits `untilAdmitted`.
 */
export function createAdmission() {
  let checks: Promise<void> = Promise.resolve();
  return {
    untilAdmitted: (): Promise<void> => checks,

    /** What is left to a guard that the request asks anyway. */
    atGuard: { limit: null, count: null } as AtGuard,

    /** Adds a check. It starts at once; `earlier` tells how those before it end. */
    add(check: (earlier: Promise<void>) => Promise<void>): Promise<void> {
      checks = check(checks);
      // A handler that refuses for another reason never awaits it.
      checks.catch(() => undefined);
      return checks;
    },
  };
}
