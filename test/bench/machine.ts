import { availableParallelism, cpus, loadavg } from 'node:os';

/** Returns the number of programs that want to run, by the kernel's mean of the last minute. */
export const readLoad = (): number => loadavg()[0] ?? 0;

/**
 * Writes when and on what something was measured. `load` is that of {@link readLoad} before it
 * began: the bench itself keeps a core or two busy.
 */
export function describeMachine(load: number, rounds: number, now: Date): string {
  const cores = availableParallelism();
  const model = (cpus()[0]?.model ?? 'unknown').trim();
  const busy = load > cores / 2;
  const says = busy
    ? ', so others used it: compare CPU, and take nothing from requests a second and latencies'
    : '';
  const where = `${cores} cores of ${model}, Node ${process.versions.node}, ${rounds} rounds`;
  return `${now.toISOString().slice(0, 10)}, ${where}; load ${load.toFixed(1)} before${says}.`;
}
