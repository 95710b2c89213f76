import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Git, Passed } from './run-release.ts';

/** Git in a checkout. */
export function gitIn(cwd: string): Git {
  const git = (...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();
  return {
    head: () => git('rev-parse', 'HEAD'),
    changes: () => git('status', '--porcelain', '--untracked-files=all'),
    hasTag: (name) => git('tag', '--list', name) !== '',
    tag: (name, message) => void git('tag', '--annotate', name, '--message', message),
  };
}

/** Runs a command, whose output is shown; returns its exit code, 1 if it did not even run. */
export const runShown =
  (cwd: string) =>
  ([command = '', ...args]: readonly string[]): number =>
    spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1;

/** Keeps in a file of a folder which steps of a version have passed, and where. */
export function passedIn(folder: string, version: string) {
  const file = path.join(folder, `passed-${version}.json`);
  return {
    read: (): Passed =>
      existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Passed) : {},
    write: (passed: Passed): void => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, `${JSON.stringify(passed, null, 2)}\n`);
    },
  };
}
