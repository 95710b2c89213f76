import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findMessageFault, readDraft } from './commit-message.ts';

// Checks commit messages: the one in the file that git passes to its commit-msg hook, if named;
// else those of every commit since the hook exists.

/** The file whose arrival marks the first commit that was held to the rule. */
const HOOKS = '.config/lefthook.yml';

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

// A shallow clone is checked as far as it goes: its first commit counts as the one that added the
// hook. Commits on other branches from before the hook are ignored.
function messagesSinceTheHook(): { name: string; message: string }[] {
  const first = git('log', '--diff-filter=A', '--format=%H', '--', HOOKS).trim().split('\n').at(-1);
  if (first === undefined || first === '') return [];
  return git('log', '-z', '--no-merges', '--ancestry-path', '--format=%h%n%B', `${first}..HEAD`)
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const end = entry.indexOf('\n');
      return { name: entry.slice(0, end), message: entry.slice(end + 1) };
    });
}

function faultsIn(draft: string | undefined): string[] {
  const entries =
    draft === undefined
      ? messagesSinceTheHook()
      : [{ name: 'This commit', message: readDraft(readFileSync(draft, 'utf8')) }];
  return entries.flatMap(({ name, message }) => {
    const fault = findMessageFault(message, { isDraft: draft !== undefined });
    return fault === null ? [] : [`${name}: ${message.trim().split('\n')[0]}\n  ${fault}`];
  });
}

function hasHistory(): boolean {
  try {
    git('rev-parse', '--verify', 'HEAD');
    return true;
  } catch {
    return false;
  }
}

const [draft] = process.argv.slice(2);
if (draft === undefined && !hasHistory()) console.log('No git history here: no commit to check.');
else {
  const faults = faultsIn(draft);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}
