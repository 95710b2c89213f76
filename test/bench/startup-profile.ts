import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/** What V8's profiler writes of a start, as far as it is read here. */
export type Profile = {
  nodes: { id: number; callFrame: { functionName: string } }[];
  /** The id of the node that ran, per sample. */
  samples: number[];
  /** Microseconds before each sample. */
  timeDeltas: number[];
};

/** Returns the milliseconds of a profile in which something ran, the collector included. */
export function activeTime({ nodes, samples, timeDeltas }: Profile): number {
  const idle = new Set(
    nodes.flatMap(({ id, callFrame }) => (callFrame.functionName === '(idle)' ? [id] : [])),
  );
  const active = samples.map((id, index) => (idle.has(id) ? 0 : (timeDeltas[index] ?? 0)));
  return active.reduce((sum, delta) => sum + delta, 0) / 1000;
}

const wrangler = (...options: string[]) =>
  execFileSync('wrangler', options, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
  });

/**
 * Builds a Worker as a deployment does, or another entry of it. Returns the file for {@link
 * profileStart}.
 */
export function buildForStart(config: string, folder: string, entry?: string): string {
  const file = path.join(folder, `${entry === undefined ? 'own' : path.basename(entry)}.bundle`);
  const options = ['--dry-run', '--env', '', '--config', config, '--outfile', file];
  wrangler('deploy', ...(entry === undefined ? [] : [entry]), ...options);
  return file;
}

/** Loads a Worker once, as `wrangler check startup` does. Returns the milliseconds that took. */
export function profileStart(bundle: string): number {
  const file = `${bundle}.cpuprofile`;
  wrangler('check', 'startup', '--worker', bundle, '--outfile', file);
  const profile = JSON.parse(readFileSync(file, 'utf8')) as Profile;
  rmSync(file);
  return activeTime(profile);
}
