/** What Stryker keeps from run to run, as far as it is read here. */
export type Kept = { files: Record<string, { mutants: KeptMutant[] }> };
type KeptMutant = {
  status: string;
  mutatorName: string;
  replacement?: string;
  location: { start: { line: number; column: number }; end: { line: number; column: number } };
};

const nameOf = (file: string, { mutatorName, replacement, location }: KeptMutant) =>
  JSON.stringify([file, mutatorName, replacement, location]);

/**
 * Whether anything is kept of one of the files. A quick pass would then lose what slower tests
 * killed: Stryker forgets a kill whose test does not run.
 */
export const isKnown = (kept: Kept | null, files: readonly string[]): boolean =>
  files.some((file) => (kept?.files[file]?.mutants.length ?? 0) > 0);

/**
 * Returns what was kept without the mutants that survived since `before`. Stryker would not run
 * them again unless a further test comes to them, and a quick pass has not tried all it could.
 */
export function forgetSurvivors(kept: Kept, before: Kept | null): Kept {
  const survived = new Set(
    Object.entries(before?.files ?? {}).flatMap(([file, { mutants }]) =>
      mutants.filter(({ status }) => status === 'Survived').map((one) => nameOf(file, one)),
    ),
  );
  const stays = (file: string, one: KeptMutant) =>
    one.status !== 'Survived' || survived.has(nameOf(file, one));
  const files = Object.entries(kept.files).map(([file, all]) => [
    file,
    { ...all, mutants: all.mutants.filter((one) => stays(file, one)) },
  ]);
  return { ...kept, files: Object.fromEntries(files) };
}
