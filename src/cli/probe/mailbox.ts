import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Call, StepError, wanted } from './http.ts';

/** Longest wait for a mail, and the pause between two looks. Milliseconds. */
const LONGEST = 20_000;
const PAUSE = 250;

/** What a mail is read for. */
export type Mailed = { code: string | null; token: string | null };
/** Which mail is meant: one with a code, or one with a link to this page. */
export type Wanted = 'code' | '/verify-email' | '/reset-password';

/** How mail is read: from the deployment's mailbox, or by a command of the operator. */
export type MailSource = { secret?: string | undefined; command?: string | undefined };

/** Reads the mail of the probe's own people. */
export type Mailbox = ReturnType<typeof createMailbox>;

/** Creates a reader that hands out each mail once. */
export function createMailbox(call: Call, { secret, command }: MailSource, signal: AbortSignal) {
  const seen = new Set<string>();
  const read = async (to: string): Promise<string[]> => {
    if (command !== undefined) return [await run(command, to)];
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (secret !== undefined) headers.Authorization = `Basic ${btoa(`mailbox:${secret}`)}`;
    const answer = await call('GET', `/dev/mailbox?to=${encodeURIComponent(to)}`, { headers });
    const { messages } = wanted('the mailbox', answer).body as { messages?: { text: string }[] };
    return (messages ?? []).map(({ text }) => text);
  };

  return {
    /** Waits for the next mail of this kind. Notices come in between. Throws {@link StepError}. */
    async next(to: string, kind: Wanted): Promise<Mailed> {
      const deadline = Date.now() + LONGEST;
      do {
        for (const text of await read(to)) {
          const mailed = secretsOf(text);
          const mark = createHash('sha256').update(`${to} ${text}`).digest('hex');
          if (seen.has(mark) || !isMeant(text, mailed, kind)) continue;
          seen.add(mark);
          return mailed;
        }
        await sleep(PAUSE, undefined, { signal });
      } while (Date.now() < deadline);
      throw new StepError(`no mail came within ${LONGEST / 1000} s`);
    },
  };
}

const isMeant = (text: string, { code }: Mailed, kind: Wanted) =>
  kind === 'code' ? code !== null : text.includes(`${kind}?`);

/** Finds the code and the link's token in the text of a mail. */
export function secretsOf(text: string): Mailed {
  const token = /[?&]token=([\w.~%-]+)/.exec(text)?.[1];
  return {
    code: /(?<![\w-])\d{6}(?![\w-])/.exec(text)?.[0] ?? null,
    token: token === undefined ? null : decodeURIComponent(token),
  };
}

// The address goes in by the environment: it is the probe's own, yet nothing is pasted into a shell.
async function run(command: string, to: string): Promise<string> {
  const line = command.replaceAll('{to}', '"$PROBE_TO"');
  const env = { ...process.env, PROBE_TO: to };
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', line], { env, timeout: 30_000 });
  return stdout;
}
