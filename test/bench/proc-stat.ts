/**
 * What `/proc/<pid>/stat` says of a process. `cpuMs` is user and system time of all its threads.
 */
export type ProcStat = { pid: number; name: string; parent: number; cpuMs: number };

/**
 * Milliseconds of a clock tick of `/proc`: Linux counts them in USER_HZ, 100 a second (proc(5)).
 */
const TICK_MS = 10;

/** Parses `/proc/<pid>/stat` as proc(5) describes it. A name may contain spaces and brackets. */
export function parseStat(text: string): ProcStat {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const fields = text.slice(close + 2).split(' ');
  // State is field 3, so field n stands at n - 3: the parent is field 4, utime 14, stime 15.
  const numberAt = (field: number) => Number(fields[field - 3]);
  return {
    pid: Number(text.slice(0, open)),
    name: text.slice(open + 1, close),
    parent: numberAt(4),
    cpuMs: (numberAt(14) + numberAt(15)) * TICK_MS,
  };
}
