/** What Stryker keeps from run to run, as far as it is read here. */
export type Kept = { files: Record<string, { mutants: { status: string }[] }> };

/**
 * Whether anything is kept of one of the files. A quick pass would then lose what slower tests
 * killed: Stryker forgets a kill whose test does not run.
 */
export const isKnown = (kept: Kept | null, files: readonly string[]): boolean =>
  files.some((file) => (kept?.files[file]?.mutants.length ?? 0) > 0);

/**
 * Returns what was kept without the mutants of these files that survived. Stryker would not run
 * them again unless a further test comes to them, and a quick pass has not tried all it could.
 */
export function forgetSurvivors(kept: Kept, files: readonly string[]): Kept {
  const entries = Object.entries(kept.files).map(([file, all]) => {
    const mutants = all.mutants.filter(({ status }) => status !== 'Survived');
    return [file, files.includes(file) ? { ...all, mutants } : all];
  });
  return { ...kept, files: Object.fromEntries(entries) };
}
