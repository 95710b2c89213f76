import { closeSync, openSync, writeSync } from 'node:fs';
import type { Outcome } from './import-chunk.ts';

export type Counts = {
  rows: number;
  imported: number;
  alreadyThere: number;
  refused: number;
  noted: number;
  otherModels: number;
  leftOut: number;
};

/** What counts each outcome. */
const COUNTED = {
  imported: 'imported',
  already_there: 'alreadyThere',
  refused: 'refused',
  other_model: 'otherModels',
  left_out: 'leftOut',
} as const;

/**
 * Creates a report, which counts outcomes, prints refused rows, and writes refused rows and rows
 * with notes to `file` as JSON lines, if given. Never holds a password hash.
 */
export function createReport({
  file,
  tell,
}: {
  file: string | undefined;
  tell: (line: string) => void;
}) {
  const counts: Counts = {
    rows: 0,
    imported: 0,
    alreadyThere: 0,
    refused: 0,
    noted: 0,
    otherModels: 0,
    leftOut: 0,
  };
  const descriptor = file === undefined ? null : openSync(file, 'w', 0o600);

  return {
    counts,

    add({ row, outcome, email, notes }: Outcome): void {
      counts.rows++;
      counts[COUNTED[outcome]]++;
      if (notes.length === 0) return;
      if (outcome === 'refused')
        tell(`row ${row.position} (pk ${row.pk || 'none'}): refused, ${notes.join('; ')}`);
      else if (outcome !== 'left_out') counts.noted++;
      if (descriptor !== null)
        writeSync(
          descriptor,
          `${JSON.stringify({ row: row.position, pk: row.pk, email, outcome, notes })}\n`,
        );
    },

    close(): void {
      if (descriptor !== null) closeSync(descriptor);
    },
  };
}

/** Summarizes the counts. `file` is the report that was written, if any. */
export function summarize(
  counts: Counts,
  { dryRun, file }: { dryRun: boolean; file: string | undefined },
): string {
  const { rows, imported, alreadyThere, refused, noted, otherModels, leftOut } = counts;
  const users = rows - otherModels;
  const lines = [
    `${users} ${users === 1 ? 'user' : 'users'}: ${imported} ${dryRun ? 'would be imported' : 'imported'}, ` +
      `${alreadyThere} already there, ${refused} refused.`,
  ];
  if (otherModels > 0) lines.push(`Rows of other models that were skipped: ${otherModels}.`);
  if (leftOut > 0) lines.push(`Erased here, and left out: ${leftOut}.`);
  if (noted > 0)
    lines.push(
      `${noted} ${dryRun ? 'would leave' : 'left'} something behind: ` +
        `${file === undefined ? 'use --report FILE to list it' : `see ${file}`}.`,
    );
  if (dryRun || imported === 0) lines.push('Nothing was changed.');
  return lines.join('\n');
}
