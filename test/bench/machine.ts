import { availableParallelism, cpus, loadavg } from 'node:os';

/** Returns the number of programs that want to run, by the kernel's mean of the last minute. */
export const readLoad = (): number => loadavg()[0] ?? 0;

/**
 * Writes when and on what something was measured. `load` is that of {@link readLoad} before it
 * began: the bench itself keeps a core or two busy. `rounds` is how often; null says once.
 */
export function describeMachine(load: number, rounds: number | null, now: Date): string {
  const cores = availableParallelism();
  const model = (cpus()[0]?.model ?? 'unknown').trim();
  const often = rounds === null ? '' : `, median of ${rounds}`;
  const where = `${cores} cores of ${model}, Node ${process.versions.node}${often}`;
  const measured = `${now.toISOString().slice(0, 10)}, ${where}; load ${load.toFixed(1)} before.`;
  if (load <= cores / 2) return measured;
  return `${measured}\nOthers used the machine: requests a second and latencies mean nothing, CPU little.`;
}
