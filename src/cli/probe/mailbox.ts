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
export type Wanted =
  | 'code'
  | '/verify-email'
  | '/reset-password'
  | '/unlock-account'
  | '/change-email';

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

  /** The mails that nobody was handed yet. They count as handed out once `take` says so. */
  const readNew = async (to: string, take: (text: string) => boolean): Promise<string[]> => {
    const texts = await read(to);
    const marks = new Map(texts.map((text) => [markOf(to, text), text]));
    const fresh = [...marks].filter(([mark, text]) => !seen.has(mark) && take(text));
    for (const [mark] of fresh) seen.add(mark);
    return fresh.map(([, text]) => text);
  };

  /** Waits for the next mail of this kind. Notices come in between. Throws {@link StepError}. */
  async function next(to: string, kind: Wanted): Promise<Mailed> {
    const deadline = Date.now() + LONGEST;
    do {
      const [text] = await readNew(to, (one) => isMeant(one, kind));
      if (text !== undefined) return secretsOf(text);
      await sleep(PAUSE, undefined, { signal });
    } while (Date.now() < deadline);
    throw new StepError(`no mail came within ${LONGEST / 1000} s`);
  }

  return {
    next,
    /** Counts what is there as handed out. */
    skip: async (to: string): Promise<void> => void (await readNew(to, () => true)),
    /** Asks for a mail and waits for it; what came before it is not it. */
    async answerTo(ask: () => Promise<unknown>, to: string, kind: Wanted): Promise<Mailed> {
      await readNew(to, () => true);
      await ask();
      return next(to, kind);
    },
  };
}

const markOf = (to: string, text: string) =>
  createHash('sha256').update(`${to} ${text}`).digest('hex');

const isMeant = (text: string, kind: Wanted) =>
  kind === 'code' ? secretsOf(text).code !== null : text.includes(`${kind}?`);

/** Finds the code and the link's token in the text of a mail. */
export function secretsOf(text: string): Mailed {
  const token = /[?&]token=([\w.~%-]+)/.exec(text)?.[1];
  return {
    code: /(?<![\w-])\d{6}(?![\w-])/.exec(text)?.[0] ?? null,
    token: token === undefined ? null : decodeURIComponent(token),
  };
}

// The address goes in by the environment: it is the probe's own, yet nothing is pasted into a
// shell.
async function run(command: string, to: string): Promise<string> {
  const line = command.replaceAll('{to}', '"$PROBE_TO"');
  const env = { ...process.env, PROBE_TO: to };
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', line], { env, timeout: 30_000 });
  return stdout;
}
