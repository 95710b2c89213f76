import { AppError, SafeMessageError } from './errors.ts';

/** A position in the code. */
export type Frame = { function: string; file: string; line: number; column: number };

/** The safe part of an error: its kind, a message without values, and its stack frames. */
export type ErrorDescription = { name: string; message: string; frames: Frame[] };

/** The codes of Node, jose and oauth4webapi. */
const KNOWN_CODE = /^(?:ERR|OAUTH)_[A-Z_]{3,40}$/;
const MAX_CAUSES = 5;
const MAX_FRAMES = 12;
const MAX_MESSAGE = 300;
/** Longer than any word of a sentence, shorter than any of our tokens. */
const MAX_WORD = 30;

/**
 * Describes an error and its causes, outermost first, in a form that may leave the service.
 * Messages of libraries and the runtime may repeat their input, so only plain words are kept:
 * nothing quoted, no digits except small numbers, nothing long, no addresses and no assignments.
 * Parsers' messages are left out entirely.
 */
export function describeError(error: unknown): ErrorDescription[] {
  const chain: ErrorDescription[] = [];
  for (
    let current = error;
    current !== undefined && current !== null && chain.length < MAX_CAUSES;
  ) {
    if (!(current instanceof Error)) {
      chain.push({ name: 'NotAnError', message: '', frames: [] });
      break;
    }
    chain.push({ name: nameOf(current), message: messageOf(current), frames: framesOf(current) });
    current = current.cause;
  }
  return chain;
}

/** {@link describeError} in one line: "TypeError: Network connection lost. <- Error: …". */
export function errorInWords(error: unknown): string {
  return describeError(error)
    .map(({ name, message }) => (message === '' ? name : `${name}: ${message}`))
    .join(' <- ');
}

function nameOf(error: Error): string {
  if (error instanceof AppError) return error.code;
  // jose and oauth4webapi take names from their classes, which are minified; their codes stay.
  if ('code' in error && KNOWN_CODE.test(String(error.code))) return String(error.code);
  return /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'Error';
}

function messageOf(error: Error): string {
  const [first = ''] = error.message.split('\n');
  const message = first.slice(0, MAX_MESSAGE);
  if (error instanceof AppError || error instanceof SafeMessageError) return message;
  // A statement has placeholders; its parameters are on the next line.
  if (message.startsWith('Failed query: ')) return message;
  // These messages contain input: JSON.parse quotes it, zod names its keys.
  if (error instanceof SyntaxError || 'issues' in error) return '';
  return withoutValues(message);
}

/** Removes what may be a value from a text. */
function withoutValues(text: string): string {
  const unquoted = text.replace(/(["'`]).*?\1/g, '…').replace(/["`].*$/, '…');
  return unquoted
    .split(' ')
    .map((word) => (isPlain(word) ? word : '…'))
    .join(' ');
}

function isPlain(word: string): boolean {
  if (word.length > MAX_WORD || /[@=]/.test(word)) return false;
  if (!/\d/.test(word)) return true;
  return /^[^\w]*(?:\d{1,3}|D1|D1_[A-Z_]+)[^\w]*$/.test(word);
}

const FRAME = new RegExp(
  [
    String.raw`^\s+at (?:(?<function>[\w.$<>[\]# ]{1,100}) \()?`,
    String.raw`(?<file>[\w./:@-]{1,200}):(?<line>\d{1,7}):(?<column>\d{1,7})\)?$`,
  ].join(''),
);

// A stack begins with the message, which may contain lines that look like frames: cut it off.
function framesOf({ stack = '', message }: Error): Frame[] {
  const begin = message === '' ? 0 : stack.indexOf(message);
  const lines = stack.slice(begin < 0 ? stack.length : begin + message.length).split('\n');
  return lines
    .map((line) => FRAME.exec(line)?.groups)
    .filter((groups) => groups !== undefined)
    .slice(0, MAX_FRAMES)
    .map(({ function: name = '', file = '', line, column }) => ({
      function: name,
      file,
      line: Number(line),
      column: Number(column),
    }));
}
