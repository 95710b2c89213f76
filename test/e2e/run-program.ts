import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/documents.ts';
import { PATIENCE } from './until.ts';

/** Debian's Python, whose packages the tests use; another one may come first in the path. */
export const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';

export type Run = { status: number | null; output: string; errors: string };

/** Runs a command in the root of the project to its end. */
export function run(
  command: string,
  args: string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): Run {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    input,
    encoding: 'utf8',
    timeout: PATIENCE,
    env: { ...process.env, ...env },
  });
  return { status, output: stdout, errors: stderr };
}

/** Compiles the programs of a folder as an editor would; `options` beside those of the project. */
export function compile(folder: string, options: object = {}): Run {
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: options,
      include: ['*.ts', '*.tsx', ...('types' in options ? [] : ['../../src/*.d.ts'])],
    }),
  );
  return run('tsc', ['--project', folder]);
}
