/** What Stryker keeps from run to run, as far as it is read here. */
export type Kept = { files: Record<string, { mutants: { status: string }[] }> };

const UNDECIDED = ['Survived', 'NoCoverage'];

/**
 * Whether anything is kept of one of the files. A quick pass would then lose what slower tests
 * killed: Stryker forgets a kill whose test does not run.
 */
export const isKnown = (kept: Kept | null, files: readonly string[]): boolean =>
  files.some((file) => (kept?.files[file]?.mutants.length ?? 0) > 0);

/**
 * Returns what was kept without the mutants of these files that survived, or that no test came to.
 * Stryker would not judge them again unless a further test comes to them. A quick pass has not
 * tried all it could, nor loaded every file, so constants are still to be told from untested code.
 */
export function forgetUndecided(kept: Kept, files: readonly string[]): Kept {
  const entries = Object.entries(kept.files).map(([file, all]) => {
    const mutants = all.mutants.filter(({ status }) => !UNDECIDED.includes(status));
    return [file, files.includes(file) ? { ...all, mutants } : all];
  });
  return { ...kept, files: Object.fromEntries(entries) };
}
