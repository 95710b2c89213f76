import { until } from './until.ts';

/** A mail as the mailbox of development shows it. */
export type Mail = { subject: string; links: string[]; codes: string[] };

/**
 * Waits for something in the mails to an address, newest first; `headers` go along with each look.
 * Throws if it does not come, with the subjects of what came.
 */
export async function inMails<T>(
  url: string,
  to: string,
  find: (mails: Mail[]) => T | undefined,
  headers: () => Record<string, string> = () => ({}),
): Promise<T> {
  let subjects: string[] = [];
  const look = async () => {
    const query = `to=${encodeURIComponent(to)}`;
    const answer = await fetch(`${url}/dev/mailbox?${query}`, {
      // A connection that is kept may be closed unseen while a script waits for a command.
      headers: { Connection: 'close', ...headers() },
    });
    const { messages } = (await answer.json()) as { messages: Mail[] };
    subjects = messages.map(({ subject }) => subject);
    return find(messages);
  };
  return until(`such mail to ${to}`, look).catch((error: unknown) => {
    throw new Error(`${String(error)}; what came: ${subjects.join(', ') || 'nothing'}`);
  });
}

/** Waits for the first mail to an address. */
export const mailTo = (url: string, to: string): Promise<Mail> =>
  inMails(url, to, ([newest]) => newest);

/** Waits for a link in the newest mail to an address. */
export const mailedLinkTo = (url: string, to: string): Promise<string> =>
  inMails(url, to, ([newest]) => newest?.links[0]);

/** Waits for the code that was mailed last to an address, and for another one than `former`. */
export const codeIn = (
  url: string,
  to: string,
  { former = '', headers }: { former?: string; headers?: () => Record<string, string> } = {},
): Promise<string> => {
  const newest = (mails: Mail[]) => mails.flatMap(({ codes }) => codes)[0];
  const another = (mails: Mail[]) => (newest(mails) === former ? undefined : newest(mails));
  return inMails(url, to, another, headers);
};
