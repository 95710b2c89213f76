import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { PYTHON } from './run-program.ts';

/** A running program that answers each line with one of its own. */
export type Dialogue = { ask: (line: string) => Promise<string>; close: () => void };

/** Starts a Python program; what it writes to standard error goes on to ours. */
export function startPython(args: string[], env: Record<string, string> = {}): Dialogue {
  const child = spawn(PYTHON, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async ask(line) {
      child.stdin.write(`${line}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${PYTHON} ${args.join(' ')} ended`);
      return value;
    },
    close: () => child.stdin.end(),
  };
}
