import { describe, expect, it } from 'vitest';
import { findMessageFault, readDraft } from '../../src/cli/commit-message.ts';

const LONGEST = `fix: ${'x'.repeat(67)}`;

describe('a commit message', () => {
  it.each([
    'fix: a refresh after a restart',
    'feat(cli)!: keys are rotated by name',
    'refactor(users,guard): short functions',
    `${LONGEST}\n\nWhy, in a body of any length.\n`,
    `fix: ${'𝒳'.repeat(67)}`,
    "Merge branch 'main' into feature",
  ])('accepts %j', (message) => {
    expect(findMessageFault(message)).toBeNull();
  });

  it.each([
    ['', 'Start with a type'],
    ['a refresh after a restart', 'Start with a type'],
    ['Fix: a refresh', 'Start with a type'],
    ['fixes: a refresh', 'Start with a type'],
    ['fix:a refresh', 'Start with a type'],
    ['fix: ', 'Start with a type'],
    ['fix(): a refresh', 'Start with a type'],
    ['fix(a,): a refresh', 'Start with a type'],
    ['Revert "fix: a refresh"', 'Start with a type'],
    [`${LONGEST}x`, 'it has 73'],
    ['fix: a refresh\nafter a restart', 'Leave the line after the subject empty'],
  ])('rejects %j', (message, fault) => {
    expect(findMessageFault(message)).toContain(fault);
  });

  it.each(['fixup! fix: a refresh', 'squash! fix: a refresh', 'amend! fix: a refresh'])(
    'accepts %j only as a fixup',
    (message) => {
      expect(findMessageFault(message, { isDraft: true })).toBeNull();
      expect(findMessageFault(message)).toContain('Start with a type');
    },
  );

  it('is read without git’s comments', () => {
    const text = [
      '# Please enter the commit message.',
      'fix: a refresh',
      '',
      'Closes #11.',
      '# On branch main',
      '# ------------------------ >8 ------------------------',
      'diff --git a/a b/a',
    ];
    expect(readDraft(text.join('\n'))).toBe('fix: a refresh\n\nCloses #11.');
  });
});
