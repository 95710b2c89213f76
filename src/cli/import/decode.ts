/** The file is not text of its encoding; the message says where, and what to do. */
export class EncodingError extends Error {}

const UTF_8 = 'utf-8';
const STRICT = { fatal: true, ignoreBOM: false };
/**
 * Byte-order marks (https://encoding.spec.whatwg.org/#bom-sniff), and ASCII in both forms of
 * UTF-16.
 */
const SIGNS: { encoding: string; matches: (start: Uint8Array) => boolean }[] = [
  { encoding: UTF_8, matches: ([a, b, c]) => a === 0xef && b === 0xbb && c === 0xbf },
  { encoding: 'utf-16le', matches: ([a, b]) => a === 0xff && b === 0xfe },
  { encoding: 'utf-16be', matches: ([a, b]) => a === 0xfe && b === 0xff },
  { encoding: 'utf-16le', matches: ([a, b]) => a !== 0 && b === 0 },
  { encoding: 'utf-16be', matches: ([a, b]) => a === 0 && b !== 0 && b !== undefined },
];

/** Returns whether a name is an encoding (https://encoding.spec.whatwg.org/#names-and-labels). */
export function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

/**
 * Decodes a file without its byte-order mark: in the named encoding, otherwise in UTF-16 if
 * detected, otherwise in UTF-8. Throws {@link EncodingError} at the first invalid byte, and at the
 * end if all of it is UTF-8 though another encoding was named.
 */
export async function* decode(
  source: AsyncIterable<Uint8Array>,
  label?: string,
): AsyncGenerator<string> {
  let text: ReturnType<typeof createDecoder> | undefined;
  let doubt: ReturnType<typeof watchForUtf8> | undefined;
  for await (const chunk of source) {
    text ??= createDecoder(chooseEncoding(chunk, label), label === undefined);
    doubt ??= watchForUtf8(text.encoding);
    doubt.see(chunk);
    yield text.take(chunk);
  }
  yield text?.end() ?? '';
  if (doubt?.isUtf8() === true)
    throw new EncodingError(`all of it is UTF-8, not ${label}: leave --encoding out`);
}

function chooseEncoding(start: Uint8Array, label: string | undefined): string {
  const seen = SIGNS.find(({ matches }) => matches(start))?.encoding;
  if (label === undefined) return seen ?? UTF_8;
  const { encoding } = new TextDecoder(label);
  if (seen !== undefined && seen !== encoding)
    throw new EncodingError(`it is ${seen.toUpperCase()}, not ${label}: leave --encoding out`);
  return encoding;
}

function createDecoder(encoding: string, guessed: boolean) {
  const decoder = new TextDecoder(encoding, STRICT);
  let [offset, line] = [0, 1];
  // A character may begin in one chunk and turn out invalid in the next.
  let tail = new Uint8Array();

  function refuse(what: string, lines: number): never {
    const hint =
      guessed && encoding === UTF_8
        ? 'If the file is Latin-1 (or Windows-1252), use --encoding latin1'
        : 'Name its encoding with --encoding';
    throw new EncodingError(
      `line ${line + lines}: ${what} is not ${encoding.toUpperCase()}. ${hint}`,
    );
  }

  return {
    encoding,
    take(chunk: Uint8Array): string {
      try {
        const text = decoder.decode(chunk, { stream: true });
        offset += chunk.length;
        line += count(chunk);
        tail = Uint8Array.from(chunk.subarray(-LONGEST));
        return text;
      } catch {
        const before = encoding === UTF_8 ? fromFirstLetter(tail) : new Uint8Array();
        const bytes = Uint8Array.from([...before, ...chunk]);
        const at = findFault(bytes, encoding);
        const byte = bytes[at]?.toString(16).toUpperCase().padStart(2, '0');
        const lines = count(bytes.subarray(before.length, Math.max(before.length, at)));
        return refuse(`byte 0x${byte} at offset ${offset - before.length + at}`, lines);
      }
    },
    end(): string {
      try {
        return decoder.decode();
      } catch {
        return refuse('its end', 0);
      }
    },
  };
}

/** Most bytes of an incomplete character. */
const LONGEST = 3;

function fromFirstLetter(utf8: Uint8Array): Uint8Array {
  const first = utf8.findIndex((byte) => byte >> 6 !== 0b10);
  return first < 0 ? new Uint8Array() : utf8.subarray(first);
}

function count(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lines++;
  return lines;
}

// A decoder does not report where it failed, so find the longest prefix of whole characters that
// decodes.
function findFault(bytes: Uint8Array, encoding: string): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(bytes.subarray(0, middle), encoding, { stream: true })) good = middle;
    else bad = middle;
  }
  const shortest = Math.max(0, good - LONGEST);
  while (good > shortest && !decodes(bytes.subarray(0, good), encoding, { stream: false })) good--;
  return good;
}

function decodes(bytes: Uint8Array, encoding: string, options: { stream: boolean }): boolean {
  try {
    new TextDecoder(encoding, STRICT).decode(bytes, options);
    return true;
  } catch {
    return false;
  }
}

// Non-ASCII text of another encoding is almost never valid UTF-8 by chance.
function watchForUtf8(encoding: string) {
  const decoder = new TextDecoder(UTF_8, STRICT);
  let [possible, beyondAscii] = [!encoding.startsWith('utf-'), false];
  const look = (chunk: Uint8Array, stream: boolean): void => {
    if (!possible) return;
    beyondAscii ||= chunk.some((byte) => byte > 0x7f);
    try {
      decoder.decode(chunk, { stream });
    } catch {
      possible = false;
    }
  };
  return {
    see: (chunk: Uint8Array) => look(chunk, true),
    isUtf8(): boolean {
      look(new Uint8Array(), false);
      return possible && beyondAscii;
    },
  };
}
