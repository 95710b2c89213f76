import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { streamArray } from 'stream-json/streamers/stream-array.js';
import { decode } from './decode.ts';
import { type Fields, textOf } from './field-values.ts';
import type { SourceRow } from './to-user.ts';

/** The file does not have the format of its name; the message says where. */
export class SourceError extends Error {}

export type Rows = {
  rows: AsyncIterable<SourceRow>;
  /** Bytes of the file read so far. */
  bytesRead: () => number;
};

/** A missing `encoding` is detected. */
export type Source = { file: string; format: 'json' | 'csv'; encoding?: string | undefined };

/**
 * Streams the rows of a file of any size: an array of `dumpdata`, or CSV whose first line names the
 * fields. Reading them throws {@link SourceError}.
 */
export function readRows({ file, format, encoding }: Source): Rows {
  const source = createReadStream(file);
  async function* read(): AsyncGenerator<SourceRow> {
    try {
      const text = Readable.from(decode(source, encoding));
      yield* format === 'json' ? readJson(text) : readCsv(text);
    } catch (error) {
      throw new SourceError(`${file}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    } finally {
      source.destroy();
    }
  }
  return { rows: read(), bytesRead: () => source.bytesRead };
}

async function* readJson(source: NodeJS.ReadableStream): AsyncGenerator<SourceRow> {
  const items = pipeline(source, streamArray.withParserAsStream(), () => undefined);
  for await (const { key, value } of items as AsyncIterable<{ key: number; value: unknown }>) {
    const position = key + 1;
    if (!isObject(value)) throw new Error(`entry ${position} is not an object`);
    const model = textOf(value.model);
    const fields = isObject(value.fields) ? value.fields : value;
    yield {
      position,
      pk: textOf(value.pk ?? fields.id),
      model: model === '' ? null : model,
      fields,
    };
  }
}

async function* readCsv(source: NodeJS.ReadableStream): AsyncGenerator<SourceRow> {
  const parser = parse({ columns: true, skip_empty_lines: true, info: true });
  const records = pipeline(source, parser, () => undefined);
  for await (const { record, info } of records as AsyncIterable<{
    record: Fields;
    info: { lines: number };
  }>) {
    if (record.email === undefined) throw new Error('the first line has no field "email"');
    yield { position: info.lines, pk: textOf(record.id ?? record.pk), model: null, fields: record };
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
