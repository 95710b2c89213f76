import { inWords } from './in-words.ts';
import { renderMail } from './layout.tsx';
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
  /** What to do if somebody else asked. */
  warning: string;
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
}: CodeMail): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `Your code to ${occasion} ${appName}`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Type this code within ${inWords(codeTtl)} to ${occasion} ${appName}:`,
      },
      { kind: 'code', code },
      {
        kind: 'paragraph',
        text: `It was asked for from ${from}. ${warning} Never tell the code to anybody, us included.`,
      },
    ],
  });
}
