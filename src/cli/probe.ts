import { readOptions } from './probe/options.ts';
import { INVARIANTS } from './probe/registry.ts';
import { renderJson, renderTable } from './probe/report.ts';
import { type Run, runProbe } from './probe/run.ts';

// `npm run probe`: measures whether a deployment keeps its promises. Imports nothing that is not in
// Node or in its own folder, so it runs on a checkout without node_modules.
const STOPPED = 130;
/** Ctrl-C reaches us from the terminal and from npm: that is one wish. Milliseconds. */
const ONE_WISH = 1000;

const { json, strict, only, ...settings } = readOptions();
const chosen = INVARIANTS.filter(
  ({ name }) => only.length === 0 || only.some((text) => name.includes(text)),
);
const stop = new AbortController();
let stoppedAt = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (stop.signal.aborted && Date.now() - stoppedAt < ONE_WISH) return;
    if (stop.signal.aborted) process.exit(STOPPED);
    stoppedAt = Date.now();
    process.stderr.write('probe: stopping; again to leave the accounts behind\n');
    stop.abort();
  });

function exitCodeOf({ invariants, stopped }: Run): number {
  if (stopped) return STOPPED;
  if (invariants.every(({ pass }) => pass === null)) return 2;
  return invariants.some(({ pass }) => pass === false || (strict && pass === null)) ? 1 : 0;
}

const at = new Date().toISOString();
try {
  const tell = (line: string) => void process.stderr.write(`probe: ${line}\n`);
  const run = await runProbe(settings, chosen, stop.signal, tell);
  for (const one of run.left) tell(`could not remove ${one}`);
  const { invariants } = run;
  process.stdout.write(
    `${json ? renderJson(settings.url, at, invariants) : renderTable(invariants)}\n`,
  );
  process.exitCode = exitCodeOf(run);
} catch (error) {
  const reason = error instanceof Error ? error.message : 'no reason given';
  process.stderr.write(`probe: ${settings.url} could not be probed: ${reason}\n`);
  process.exitCode = stop.signal.aborted ? STOPPED : 2;
}
