import type { MutantResult } from '@stryker-mutator/api/core';

/** The least score of a folder, in per cent. */
export const LEAST = 85;

/** How the mutants of a folder ended. What is ignored, or could not be run, counts for nothing. */
export type Verdict = {
  counted: number;
  killed: number;
  /** Of those killed, by a test that ended for its time: on a busy machine that proves little. */
  hung: number;
  timedOut: number;
  survived: number;
  uncovered: number;
  ignored: number;
  /** Those that broke the run itself. */
  broken: number;
  /** Of a hundred mutants, those that a test noticed; 0 if there was none. */
  score: number;
  isGood: boolean;
  /** Those that no test noticed, as `file:line kind replacement`. */
  survivors: string[];
};

type Judged = Pick<
  MutantResult,
  'status' | 'statusReason' | 'fileName' | 'location' | 'mutatorName' | 'replacement'
>;

/** The part of the mutants that may break the run: more would hide what tests miss. */
const MOST_BROKEN = 1 / 20;

/** Judges the mutants of one folder. Without any, nothing was shown, which is not good. */
export function judge(mutants: readonly Judged[]): Verdict {
  const count = (...statuses: Judged['status'][]) =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  const killed = count('Killed');
  const timedOut = count('Timeout');
  const survived = count('Survived');
  const uncovered = count('NoCoverage');
  const counted = killed + timedOut + survived + uncovered;
  const score = counted === 0 ? 0 : (100 * (killed + timedOut)) / counted;
  const survivors = mutants.filter(isMissed).map(describeMutant);
  const ignored = count('Ignored');
  const broken = count('RuntimeError', 'CompileError');
  const hung = mutants.filter(
    ({ status, statusReason }) => status === 'Killed' && statusReason?.includes('timed out in'),
  ).length;
  const isGood = score >= LEAST && broken <= counted * MOST_BROKEN;
  const tally = { counted, killed, hung, timedOut, survived, uncovered, ignored, broken };
  return { ...tally, score, isGood, survivors };
}

/** Whether no test noticed a mutant. */
export const isMissed = ({ status }: Pick<Judged, 'status'>): boolean =>
  status === 'Survived' || status === 'NoCoverage';

/** A line about a mutant: where it is, and what the code became. */
export function describeMutant({
  status,
  fileName,
  location,
  mutatorName,
  replacement,
}: Judged): string {
  const at = `${fileName}:${location.start.line}`;
  const untested = status === 'NoCoverage' ? ' (no test comes here)' : '';
  const text = (replacement ?? '').replaceAll(/\s+/g, ' ').slice(0, 80);
  return `${at} ${mutatorName} → ${text}${untested}`;
}

/** Two lines about a folder. */
export function describeVerdict(folder: string, verdict: Verdict): string {
  const { score, counted, killed, hung, timedOut, survived, uncovered, ignored, broken } = verdict;
  const judgement = verdict.isGood ? 'passed' : 'FAILED';
  return [
    `${folder}: ${score.toFixed(1)} % of ${counted} mutants (at least ${LEAST} %): ${judgement}`,
    `  ${killed} killed (${hung} by a time-out of a test), ${timedOut} timed out, ` +
      `${survived} survived, ${uncovered} untested; ${ignored} ignored, ${broken} not run`,
  ].join('\n');
}
