/** Milliseconds between two refreshes at least: a token younger than that is not the fault. */
const INTERVAL = 5_000;
/** Milliseconds before the first retry, which doubles up to the most. */
const FIRST = 1_000;
const MOST = 60_000;
/** Milliseconds that a `Retry-After` may ask for. */
const PATIENCE = 3_600_000;

/**
 * Says when the service may be asked for tokens again. Opens five seconds after a
 * success, and after failures in a row ever later: 1 s, 2 s, … 60 s, each shortened by up to half
 * at random, and never before what `Retry-After` asked for.
 */
export function createGate(
  now: () => number,
  // biome-ignore lint/plugin/platform: how long to wait is no secret.
  random: () => number = Math.random,
) {
  let opensAt = 0;
  let failures = 0;
  let lastAt = 0;
  let wasToldWhen = false;

  return {
    /** Milliseconds until it opens; 0 if it is open. */
    wait: () => Math.max(0, opensAt - now()),
    succeed() {
      failures = 0;
      wasToldWhen = false;
      lastAt = now();
      opensAt = lastAt + INTERVAL;
    },
    /** `retryAfter` in seconds. */
    fail(retryAfter: number | null) {
      const delay = Math.min(MOST, FIRST * 2 ** failures++) * (1 - random() / 2);
      wasToldWhen = retryAfter !== null;
      lastAt = now();
      const asked = Math.min(PATIENCE, (retryAfter ?? 0) * 1000);
      opensAt = Math.max(opensAt, lastAt + Math.max(delay, asked));
    },
    /** The network is back: opens early, unless the service said when. */
    hurry() {
      if (failures > 0 && !wasToldWhen) opensAt = Math.min(opensAt, lastAt + INTERVAL);
    },
  };
}
