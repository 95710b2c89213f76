import { Failure } from '../deploy/failure.ts';
import { judgeChangelog } from './judge-changelog.ts';
import type { Step } from './steps.ts';

/** What a release asks of git. */
export type Git = {
  /** The full id of the commit that is checked out. */
  head: () => string;
  /** What is changed and not committed; empty if nothing is. */
  changes: () => string;
  hasTag: (name: string) => boolean;
  /** Makes an annotated tag here. */
  tag: (name: string, message: string) => void;
};

/** The commit at which each step of a version passed last. */
export type Passed = Record<string, string>;

export type ReleaseDeps = {
  version: string;
  steps: readonly Step[];
  /** Leaves out what asks a service beyond this machine; the tag says so. */
  isOffline?: boolean;
  /** Where to go on; each earlier step must have passed before. */
  from?: string | undefined;
  changelog: () => string;
  git: Git;
  /** Runs a command and returns its exit code. */
  run: (command: readonly string[]) => number;
  passed: { read: () => Passed; write: (passed: Passed) => void };
  say: (line: string) => void;
  now: () => number;
};

const MINUTE = 60_000;

/**
 * Runs each step in turn and then tags this commit `v<version>`. Stops at the first step that falls
 * short: throws {@link Failure}, and tags nothing. Pushes nothing.
 */
export function runRelease({ steps: all, ...given }: ReleaseDeps): void {
  const steps = all.filter(({ isOnline }) => !(isOnline && given.isOffline));
  const deps = { ...given, steps };
  const { version, git, say } = deps;
  const left = all.filter((step) => !steps.includes(step)).map(({ name }) => name);
  for (const name of left) say(`Left out: ${name}, which cannot run offline.`);
  const tag = `v${version}`;
  refuseEarly(deps, tag);
  const start = findStart(deps);
  const head = git.head();
  for (const step of steps.slice(start)) runStep(deps, step);
  if (git.head() !== head) throw new Failure('another commit was checked out meanwhile');
  git.tag(tag, `Latchkey ${version}\n\n${describeProofs(deps, { head, left })}`);
  say(`\nTagged ${tag}. To publish it: git push origin ${tag}`);
}

// What would be found out only after hours.
function refuseEarly({ version, git, changelog }: ReleaseDeps, tag: string): void {
  if (git.changes() !== '') throw new Failure(`the tree is not clean:\n${git.changes()}`);
  if (git.hasTag(tag))
    throw new Failure(`${tag} exists`, 'Raise the version in package.json and src/client.');
  const fault = judgeChangelog(changelog(), version);
  if (fault !== null) throw new Failure(fault);
}

/** The place of the step to begin with. */
function findStart({ steps, from, passed }: ReleaseDeps): number {
  if (from === undefined) return 0;
  const start = steps.findIndex(({ name }) => name === from);
  if (start === -1) throw new Failure(`there is no step ${from}`, '--list names them.');
  const known = passed.read();
  const missing = steps.slice(0, start).find(({ name }) => known[name] === undefined);
  if (missing === undefined) return start;
  throw new Failure(
    `${missing.name} has not passed yet`,
    `Go on from there: --from ${missing.name}`,
  );
}

function runStep(deps: ReleaseDeps, { name, minutes, commands, judge }: Step): void {
  const { git, run, say, passed, now } = deps;
  const again = `Repair it, commit, and go on: npm run release -- --from ${name}`;
  const begun = now();
  say(`\n== ${name} (usually ${minutes} min)`);
  for (const command of commands) {
    const code = run(command);
    if (code !== 0) throw new Failure(`${name}: ${command.join(' ')} ended with ${code}`, again);
  }
  const fault = judge?.() ?? null;
  if (fault !== null) throw new Failure(`${name}: ${fault}`, again);
  const changes = git.changes();
  if (changes !== '')
    throw new Failure(`${name} changes files that are committed:\n${changes}`, again);
  passed.write({ ...passed.read(), [name]: git.head() });
  say(`== ${name} passed in ${((now() - begun) / MINUTE).toFixed(1)} min`);
}

// A release that resumes after a repair has proofs of several commits: the tag lists them, and what
// was left out.
function describeProofs(
  { steps, passed }: ReleaseDeps,
  { head, left }: { head: string; left: string[] },
): string {
  const known = passed.read();
  const earlier = steps.filter(({ name }) => known[name] !== head);
  const lines = earlier.map(({ name }) => `${name}: ${known[name]?.slice(0, 12)}`);
  const ran =
    earlier.length === 0
      ? `Every ${left.length === 0 ? '' : 'other '}proof ran on this commit.`
      : `These proofs ran on an earlier commit:\n${lines.join('\n')}`;
  return left.length === 0 ? ran : `Not run, offline: ${left.join(', ')}.\n${ran}`;
}
