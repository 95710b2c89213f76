import { inWords } from './in-words.ts';
import { type Block, renderMail } from './layout.tsx';
import type { Mail } from './mail.ts';
import { paragraph, wasNotYou } from './phrases.ts';

/** What differs from one mailed code to the next. */
export type MailedCode = {
  to: string;
  appName: string;
  code: string;
  /** Milliseconds. */
  codeTtl: number;
  /** Where the request came from, in words. */
  from: string;
};
export type CodeMail = MailedCode & {
  /** What the code is for, before the app's name: "sign in to". */
  occasion: string;
  /** What to do if someone else asked for the code, and a link for it. */
  warning: string;
  remedy?: { label: string; url: string };
};

/**
 * Renders a mail with a code: what it is for, how long it works and where the request came from.
 */
export function renderCodeMail({
  to,
  appName,
  occasion,
  code,
  codeTtl,
  from,
  warning,
  remedy,
}: CodeMail): Promise<Mail> {
  const help: Block[] = remedy === undefined ? [] : [{ kind: 'link', ...remedy }];
  return renderMail({
    to,
    appName,
    subject: `Your code to ${occasion} ${appName}`,
    blocks: [
      paragraph(`Enter this code within ${inWords(codeTtl)} to ${occasion} ${appName}:`),
      { kind: 'code', code },
      paragraph(`The request came from ${from}.`, 'Don’t share the code with anyone.'),
      ...wasNotYou(warning),
      ...help,
    ],
  });
}
