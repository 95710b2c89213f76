import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, EncodingError, isEncoding } from '../../../src/cli/import/decode.ts';

const TEXT = '[{"fields": {"first_name": "Zoë", "last_name": "Müller 密 🔑"}}]\n';
const utf8 = (text: string) => new TextEncoder().encode(text);

function utf16(text: string, { bigEndian = false, mark = true } = {}): Uint8Array {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return Uint8Array.from(
    [...(mark ? [0xfeff] : []), ...units].flatMap((unit) =>
      bigEndian ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8],
    ),
  );
}

async function read(bytes: Uint8Array, label?: string, size = bytes.length): Promise<string> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  let text = '';
  for await (const part of decode(chunks(), label)) text += part;
  return text;
}

const refusal = (bytes: Uint8Array, label?: string, size?: number) =>
  read(bytes, label, size).then(
    () => 'taken',
    (error: unknown) => (error instanceof EncodingError ? error.message : String(error)),
  );

describe('a file of unknown encoding', () => {
  it.each([
    ['UTF-8', utf8(TEXT)],
    ['UTF-8 with a byte-order mark', utf8(`\ufeff${TEXT}`)],
    ['UTF-16, as PowerShell writes it', utf16(TEXT)],
    ['big-endian UTF-16', utf16(TEXT, { bigEndian: true })],
    ['UTF-16 without a byte-order mark', utf16(TEXT, { mark: false })],
    ['the same, big-endian', utf16(TEXT, { mark: false, bigEndian: true })],
  ])('is decoded as what it is: %s', async (_, bytes) => {
    expect(await read(bytes)).toBe(TEXT);
    // Chunks split characters of several bytes.
    for (const size of [2, 4, 6]) expect(await read(bytes, undefined, size)).toBe(TEXT);
  });

  it('is decoded as what it is, whatever its text', async () => {
    const inputs = fc.tuple(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(inputs, async ([end, size, bigEndian]) => {
        const text = `id,email\n${end.toWellFormed()}`;
        expect(await read(utf8(text), undefined, Math.max(4, size))).toBe(text);
        expect(await read(utf16(text, { bigEndian }), undefined, 2 * size)).toBe(text);
      }),
    );
  });

  it.each([2, 3, 7, 1000])('is rejected as Latin-1, in chunks of %i', async (size) => {
    const latin1 = Uint8Array.from('id,name\n1,Ann\n2,Zo\u00eb\n', (letter) =>
      letter.charCodeAt(0),
    );
    expect(await refusal(latin1, undefined, size)).toBe(
      'line 3: byte 0xEB at offset 18 is not UTF-8. If the file is Latin-1 (or Windows-1252), use --encoding latin1',
    );
  });

  it('is rejected when it ends in the middle of a character', async () => {
    expect(await refusal(utf8('a\nZoë').subarray(0, -1))).toContain('line 2: its end is not UTF-8');
  });

  it('is rejected when a chunk starts in the middle of an invalid character', async () => {
    const bytes = Uint8Array.from([0x61, 0x61, 0xe5, 0xaf, 0x61, 0x61]);
    for (const size of [2, 3, 4, 5, 6])
      expect(await refusal(bytes, undefined, size)).toContain('line 1: byte 0xE5 at offset 2 ');
  });
});

describe('a file with a named encoding', () => {
  it('is decoded with it', async () => {
    const bytes = Uint8Array.from('Zo\u00eb', (letter) => letter.charCodeAt(0));
    for (const label of ['latin1', 'ISO-8859-1', 'windows-1252'])
      expect(await read(bytes, label)).toBe('Zoë');
  });

  it('is rejected if it turns out to be UTF-8 or UTF-16', async () => {
    expect(await refusal(utf8(TEXT), 'latin1')).toBe(
      'all of it is UTF-8, not latin1: leave --encoding out',
    );
    expect(await refusal(utf8(`\ufeff${TEXT}`), 'latin1')).toContain('it is UTF-8, not latin1');
    expect(await refusal(utf16(TEXT), 'latin1')).toContain('it is UTF-16LE, not latin1');
    expect(await read(utf8('plain ASCII'), 'latin1')).toBe('plain ASCII');
    expect(await read(utf8(TEXT), 'utf8')).toBe(TEXT);
  });

  it('must have a known encoding', () => {
    for (const label of ['latin1', 'UTF-8', 'utf-16le']) expect(isEncoding(label)).toBe(true);
    for (const label of ['latin-9000', '', 'base64']) expect(isEncoding(label)).toBe(false);
  });
});
