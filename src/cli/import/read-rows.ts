import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { streamArray } from 'stream-json/streamers/stream-array.js';
import type { Fields } from './field-values.ts';
import { textOf } from './field-values.ts';
import type { SourceRow } from './to-user.ts';

/** The file is not what its name says; the message tells where. */
export class SourceError extends Error {}

export type ReadRowsInput = {
  file: string;
  format: 'json' | 'csv';
  /** Told how many bytes were read so far. */
  onBytes: (bytes: number) => void;
};

/**
 * The rows of a file, one at a time, whatever its size: an array of `dumpdata`, or CSV whose first line names the fields.
 * Throws {@link SourceError}.
 */
export async function* readRows({ file, format, onBytes }: ReadRowsInput): AsyncGenerator<SourceRow> {
  const source = createReadStream(file);
  source.on('data', () => onBytes(source.bytesRead));
  try {
    yield* format === 'json' ? readJson(source) : readCsv(source);
  } catch (error) {
    throw new SourceError(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    source.destroy();
  }
}

async function* readJson(source: NodeJS.ReadableStream): AsyncGenerator<SourceRow> {
  const items = pipeline(source, streamArray.withParserAsStream(), () => undefined);
  for await (const { key, value } of items as AsyncIterable<{ key: number; value: unknown }>) {
    const position = key + 1;
    if (!isObject(value)) throw new Error(`entry ${position} is no object`);
    const model = textOf(value.model);
    const fields = isObject(value.fields) ? value.fields : value;
    yield { position, pk: textOf(value.pk ?? fields.id), model: model === '' ? null : model, fields };
  }
}

async function* readCsv(source: NodeJS.ReadableStream): AsyncGenerator<SourceRow> {
  const parser = parse({ columns: true, bom: true, skip_empty_lines: true, info: true });
  const records = pipeline(source, parser, () => undefined);
  for await (const { record, info } of records as AsyncIterable<{ record: Fields; info: { lines: number } }>) {
    if (record.email === undefined) throw new Error('the first line names no field "email"');
    yield { position: info.lines, pk: textOf(record.id ?? record.pk), model: null, fields: record };
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
