import { statSync } from 'node:fs';
import type { ImportChunk } from './import-chunk.ts';
import type { createLookAhead } from './look-ahead.ts';
import type { Erased } from './options.ts';
import { createProgress } from './progress.ts';
import { readRows, type Source } from './read-rows.ts';
import { type Counts, createReport } from './report.ts';
import type { SourceRow } from './to-user.ts';

/** Rows written at once: their JSON is well below the 2 MB of a D1 parameter. */
const CHUNK = 500;

/** The file holds people who were erased here, and the command line does not allow for them. */
export class ErasedError extends Error {}

/**
 * Imports a file in chunks, showing progress on standard error. Returns the counts of the report.
 * Throws what reading the file and `importChunk` throw.
 */
export async function runImport(
  source: Source,
  importChunk: ImportChunk,
  reportFile: string | undefined,
): Promise<Counts> {
  const progress = createProgress({ size: statSync(source.file).size });
  const report = createReport({ file: reportFile, tell: progress.tell });
  const { rows, bytesRead } = readRows(source);
  try {
    for await (const chunk of inChunks(rows)) {
      for (const outcome of await importChunk(chunk)) report.add(outcome);
      progress.update(bytesRead(), report.counts);
    }
    return report.counts;
  } finally {
    progress.stop();
    report.close();
  }
}

/**
 * Reads the whole file before anything is written. Returns the positions of the rows to leave out.
 * Throws what is wrong with the file, and {@link ErasedError} if people in it were erased here and
 * `erased` is `stop`.
 */
export async function lookThrough(
  source: Source,
  lookAhead: ReturnType<typeof createLookAhead>,
  erased: Erased,
): Promise<Set<number>> {
  const found = new Set<number>();
  for await (const chunk of inChunks(readRows(source).rows)) {
    for (const { position, pk } of await lookAhead(chunk)) {
      found.add(position);
      process.stderr.write(`row ${position} (pk ${pk || 'none'}): was erased here\n`);
    }
  }
  if (found.size > 0 && erased === 'stop')
    throw new ErasedError(
      `${found.size} people in the file were erased here and would come back: ` +
        'remove their rows, or use --erased skip (or import)',
    );
  return erased === 'skip' ? found : new Set();
}

async function* inChunks(rows: AsyncIterable<SourceRow>): AsyncGenerator<SourceRow[]> {
  let chunk: SourceRow[] = [];
  for await (const row of rows) {
    chunk.push(row);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
