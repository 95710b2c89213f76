import { spawn } from 'node:child_process';
import { Failure } from './failure.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What a run of wrangler came to. `said` is all that it wrote, for messages. */
export type Outcome = { ok: boolean; stdout: string; said: string };

/** Runs wrangler without a terminal: it asks nothing, and takes what it is not told from the environment and its login. */
export type Wrangler = ReturnType<typeof createWrangler>;

/** Wrangler as a command, told of the account that the configuration names, if any. */
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
      // Interrupted, this process ends when wrangler has: what was written for it is then cleared away. Wrangler may call
      // that a success.
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
              'Run the same command again: it goes on where this one ended.',
            ),
          );
        else resolve({ ...parts, ok: code === 0 });
      });
    });
  }

  /** Answers what it wrote to standard output. Throws {@link Failure} with what it said when it fails. */
  async function run(args: string[]): Promise<string> {
    const { ok, stdout, said } = await attempt(args);
    if (!ok) throw new Failure(`${describe(args)} failed:\n${said.trim()}`);
    return stdout;
  }

  /** Parses standard output as JSON, past whatever wrangler says first. Throws {@link Failure}. */
  async function read(args: string[]): Promise<unknown> {
    const text = await run(args);
    const begin = text.search(/^[[{]/m);
    try {
      return JSON.parse(text.slice(Math.max(begin, 0)));
    } catch {
      throw new Failure(`${describe(args)} answered no JSON:\n${text.trim()}`);
    }
  }

  return { attempt, run, read };
}

/** A command as a person would type it. */
export function describe(args: string[]): string {
  return ['wrangler', ...args].join(' ');
}
