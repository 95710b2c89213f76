/** What a commit may be, by https://www.conventionalcommits.org/en/v1.0.0/ and Angular's list. */
export const COMMIT_TYPES = [
  'build',
  'chore',
  'ci',
  'docs',
  'feat',
  'fix',
  'perf',
  'refactor',
  'revert',
  'style',
  'test',
];
/** Longest subject, in characters: `git log` and GitHub show that much without cutting it. */
export const MAX_SUBJECT_LENGTH = 72;

const SUBJECT = new RegExp(`^(${COMMIT_TYPES.join('|')})(\\([a-z0-9-]+(,[a-z0-9-]+)*\\))?!?: \\S`);
/** What `git commit --fixup` and `--squash` write, to be folded into another commit by a rebase. */
const TO_BE_FOLDED = /^(fixup|squash|amend)! /;

/**
 * Returns what is wrong with a commit message, in English, or null if nothing is. Merges, which git
 * words itself, are always right. `isDraft`: a message to be folded into another one is right too.
 */
export function findMessageFault(message: string, { isDraft = false } = {}): string | null {
  const [subject = '', next = ''] = message.trim().split(/\r?\n/);
  if (/^Merge /.test(subject) || (isDraft && TO_BE_FOLDED.test(subject))) return null;
  if (!SUBJECT.test(subject))
    return `Start with a type, such as "fix: …" or "feat(cli): …" (${COMMIT_TYPES.join(', ')}).`;
  const { length } = [...subject];
  if (length > MAX_SUBJECT_LENGTH)
    return `Use at most ${MAX_SUBJECT_LENGTH} characters for the subject; it has ${length}.`;
  return next.trim() === '' ? null : 'Leave the line after the subject empty.';
}

/** Returns the message of a file that git hands to a hook, without the comments git put there. */
export function readDraft(text: string): string {
  const [draft = ''] = text.split(/^# -+ >8 -+$/m);
  return draft.replaceAll(/^#.*$/gm, '').trim();
}
