import { readdirSync, readFileSync } from 'node:fs';
import { type ProcStat, parseStat } from './proc-stat.ts';

function readStat(pid: number | string): ProcStat | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // It has ended since it was listed.
    return null;
  }
}

/** Returns the ids of the runtimes that this process has started. */
export function listRuntimes(): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(readStat)
    .filter((stat) => stat?.name === 'workerd' && stat.parent === process.pid)
    .map((stat) => stat?.pid ?? 0);
}

/** Returns the CPU milliseconds that a process has used. Throws if it has ended. */
export function readCpu(pid: number): number {
  const stat = readStat(pid);
  if (stat === null) throw new Error(`the runtime ${pid} has ended`);
  return stat.cpuMs;
}
