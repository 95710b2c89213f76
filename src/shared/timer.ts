/** Calls `fire` once after `ms` milliseconds, unless what it returns is called before. */
export type Timer = (ms: number, fire: () => void) => () => void;

/** The system's timer. Passed in where tests decide when time has passed. */
export const systemTimer: Timer = (ms, fire) => {
  const id = setTimeout(fire, ms);
  return () => clearTimeout(id);
};
