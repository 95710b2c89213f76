import { inWords } from './in-words.ts';
import { type Block, renderMail } from './layout.tsx';
import type { Mail } from './mail.ts';

export type CodeMail = {
  to: string;
  appName: string;
  /** What the code is for, before the app's name: "sign in to". */
  occasion: string;
  code: string;
  /** Milliseconds. */
  codeTtl: number;
  /** Where it was asked for, in words. */
  from: string;
  /** What to do if somebody else asked, and a link for it if it takes one. */
  warning: string;
  remedy?: { label: string; url: string };
};

/** A mail whose point is a code: what for, for how long, asked from where, and what if it was not you. */
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
      {
        kind: 'paragraph',
        text: `Use this code within ${inWords(codeTtl)} to ${occasion} ${appName}:`,
      },
      { kind: 'code', code },
      {
        kind: 'paragraph',
        text: `The request came from ${from}. Don’t give the code to anybody.`,
      },
      { kind: 'heading', text: 'Wasn’t you?' },
      { kind: 'paragraph', text: warning },
      ...help,
    ],
  });
}
