import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from './deploy/failure.ts';
import { misused } from './misused.ts';
import { gitIn, passedIn, runShown } from './release/on-this-machine.ts';
import { runRelease } from './release/run-release.ts';
import { FOLDER, listSteps } from './release/steps.ts';

const HELP = `Proves this commit and tags it with the version of package.json. It pushes nothing.

  npm run release [-- --from STEP] [--offline] [--list] [--dry-run]

  It runs every proof in turn and stops at the first that falls short. Beforehand it refuses a tree
  that is not clean, a tag that exists, and a CHANGELOG.md without a section of the version or with
  entries under "Unreleased".

  --from STEP  goes on there after a repair; each earlier step must have passed. The tag names the
               steps that ran on an earlier commit
  --offline    leaves out what asks a service beyond this machine (npm audit); the tag says so
  --list       prints the steps, with the minutes that each usually takes
  --dry-run    prints the commands of each step and runs none

What it makes is in ${FOLDER}, which git ignores. Exit codes: 0 tagged, 1 a step fell short, 2 wrong usage.`;

const OPTIONS = {
  from: { type: 'string' },
  offline: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;
const ROOT = path.join(import.meta.dirname, '../..');
const say = (line: string) => void process.stdout.write(`${line}\n`);

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, strict: true }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return misused('release', message);
  }
}

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const { version, scripts } = JSON.parse(read('package.json')) as {
  version: string;
  scripts: Record<string, string>;
};
const { from, offline, list, help, 'dry-run': isDryRun } = readArguments();
const { steps, left } = listSteps(Object.keys(scripts));
const folder = path.join(ROOT, FOLDER);

function printSteps(): void {
  for (const { name, minutes, commands } of steps) {
    say(`${name.padEnd(22)} ${String(minutes).padStart(3)} min`);
    if (isDryRun) for (const command of commands) say(`    ${command.join(' ')}`);
  }
  const minutes = steps.reduce((sum, step) => sum + step.minutes, 0);
  say(
    `\n${steps.length} steps, about ${(minutes / 60).toFixed(1)} hours, then the tag v${version}.`,
  );
  for (const name of left) say(`Left out: ${name}, which package.json does not have.`);
}

function release(): void {
  mkdirSync(folder, { recursive: true });
  for (const name of left) say(`Left out: ${name}, which package.json does not have.`);
  runRelease({
    ...{ version, steps, from, isOffline: offline, say },
    changelog: () => read('CHANGELOG.md'),
    git: gitIn(ROOT),
    run: runShown(ROOT),
    passed: passedIn(folder, version),
    now: () => Date.now(),
  });
}

try {
  if (help) say(HELP);
  else if (list || isDryRun) printSteps();
  else release();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  const hint = error.hint === undefined ? '' : `\n${error.hint}\n`;
  process.stderr.write(`\nrelease: ${error.message}\n${hint}`);
  process.exitCode = 1;
}
