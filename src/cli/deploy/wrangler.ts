import { spawn } from 'node:child_process';
import { Failure } from './failure.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The outcome of a wrangler run. `said` is all its output, for messages. */
export type Outcome = { ok: boolean; stdout: string; said: string };

/** Runs wrangler without a terminal, so it never prompts. It uses the environment and its login. */
export type Wrangler = ReturnType<typeof createWrangler>;

/** Creates a runner of the wrangler command, for the configured account if there is one. */
export function createWrangler(environment: NodeJS.ProcessEnv, accountId: string | undefined) {
  const command = 'wrangler';
  const quiet = {
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_HIDE_BANNER: 'true',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
  };
  const env = {
    ...(accountId === undefined ? {} : { CLOUDFLARE_ACCOUNT_ID: accountId }),
    ...environment,
    ...quiet,
  };

  function attempt(args: string[]): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
      const parts = { stdout: '', said: '' };
      // On a signal, wait for wrangler to end so that temporary files are removed. Wrangler may
      // exit with 0 then.
      let interrupted = false;
      const stop = () => {
        interrupted = true;
        child.kill();
      };
      for (const signal of SIGNALS) process.on(signal, stop);
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        parts.stdout += text;
        parts.said += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        parts.said += text;
      });
      child.once('error', (error) =>
        reject(new Failure(`${command} cannot be run: ${error.message}`, 'Run `npm ci` first.')),
      );
      child.once('close', (code) => {
        for (const signal of SIGNALS) process.off(signal, stop);
        if (interrupted)
          reject(
            new Failure(
              `interrupted at ${describe(args)}`,
              'Run the same command again to continue.',
            ),
          );
        else resolve({ ...parts, ok: code === 0 });
      });
    });
  }

  /** Returns standard output. Throws {@link Failure} with all output if wrangler fails. */
  async function run(args: string[]): Promise<string> {
    const { ok, stdout, said } = await attempt(args);
    if (!ok) throw new Failure(`${describe(args)} failed:\n${said.trim()}`);
    return stdout;
  }

  /** Parses standard output as JSON, after any leading text. Throws {@link Failure}. */
  async function read(args: string[]): Promise<unknown> {
    const text = await run(args);
    const begin = text.search(/^[[{]/m);
    try {
      return JSON.parse(text.slice(Math.max(begin, 0)));
    } catch {
      throw new Failure(`${describe(args)} returned no JSON:\n${text.trim()}`);
    }
  }

  return { attempt, run, read };
}

/** A command as a person would type it. */
export function describe(args: string[]): string {
  return ['wrangler', ...args].join(' ');
}
