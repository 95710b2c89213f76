import { globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isOwn, MOST_TIME, OWN_TIME, withinTime } from '../mutation/few-tests.ts';
import { isKept, MUTATED, reportOf, runsOf } from '../mutation/folders.ts';
import { describeVerdict, judge, LEAST } from '../mutation/judge.ts';
import { createKillers } from '../mutation/killers.ts';
import { ROOT } from '../support/documents.ts';

type Mutant = Parameters<typeof judge>[0][number];

const mutants = (number: number, status: Mutant['status']): Mutant[] =>
  Array.from({ length: number }, (_, index) => ({
    status,
    fileName: 'src/limits/limit.ts',
    location: { start: { line: index + 1, column: 1 }, end: { line: index + 1, column: 2 } },
    mutatorName: 'EqualityOperator',
    replacement: 'a  <=\n b',
  }));

describe('the score of a folder', () => {
  it('is good from 85 % on', () => {
    const good = judge([...mutants(17, 'Killed'), ...mutants(3, 'Survived')]);
    expect([good.score, good.isGood]).toEqual([LEAST, true]);
    const bad = judge([...mutants(84, 'Killed'), ...mutants(16, 'Survived')]);
    expect([bad.score, bad.isGood]).toEqual([84, false]);
    expect(describeVerdict('src/limits', bad)).toContain('src/limits: 84.0 % of 100 mutants');
    expect(describeVerdict('src/limits', bad)).toMatch(/: FAILED$/m);
    expect(describeVerdict('src/limits', good)).toMatch(/: passed$/m);
  });

  it('counts a mutant that no test comes to as missed, and one that hangs as noticed', () => {
    const verdict = judge([...mutants(1, 'NoCoverage'), ...mutants(1, 'Timeout')]);
    expect(verdict).toMatchObject({ counted: 2, score: 50, uncovered: 1, timedOut: 1 });
  });

  it('does not count what was ignored or could not be run, of which there may be a few', () => {
    const killed = mutants(20, 'Killed');
    const few = judge([...killed, ...mutants(5, 'Ignored'), ...mutants(1, 'RuntimeError')]);
    expect(few).toMatchObject({ counted: 20, ignored: 5, broken: 1, isGood: true });
    const many = judge([...killed, ...mutants(2, 'RuntimeError')]);
    expect(many).toMatchObject({ score: 100, broken: 2, isGood: false });
  });

  it('says how many were noticed by nothing but a test’s time', () => {
    const late = { statusReason: 'Test timed out in 20000ms.' };
    const verdict = judge(
      mutants(2, 'Killed').map((one, i) => (i === 0 ? { ...one, ...late } : one)),
    );
    expect(verdict).toMatchObject({ killed: 2, hung: 1 });
  });

  it('is not good if nothing was mutated', () => {
    expect(judge([]).isGood).toBe(false);
    expect(judge(mutants(3, 'Ignored')).isGood).toBe(false);
  });

  it('names what no test noticed', () => {
    const { survivors } = judge([...mutants(1, 'Survived'), ...mutants(1, 'NoCoverage')]);
    const one = 'src/limits/limit.ts:1 EqualityOperator → a <= b';
    expect(survivors).toEqual([one, `${one} (no test comes here)`]);
  });
});

describe('tests that killed the last mutants', () => {
  const killers = createKillers();
  for (const one of ['a', 'b', 'c', 'd', 'e', 'c']) killers.note([one]);

  it('are known among those that come to the next one, the latest first', () => {
    expect(killers.among(['a', 'b', 'c', 'e', 'x'])).toEqual(['c', 'e', 'b', 'a']);
    expect(killers.among(['v', 'w', 'x', 'y'])).toEqual([]);
  });

  it('have a turn of their own, three of them, unless all tests are few', () => {
    expect(killers.first(['a', 'b', 'c', 'e', 'x'])).toEqual(['c', 'e', 'b']);
    expect(killers.first(['a', 'b', 'c'])).toEqual([]);
  });
});

describe('the tests that a mutant meets', () => {
  const flow = (file: string, number: number) => `/test/flows/${file}.test.ts#${number}`;
  const unit = (number: number) => `/test/guard/a.test.ts#${number}`;
  /** With what a test takes beside its own time, a sixth of all. */
  const sixth = MOST_TIME / 6 - 100;
  const timed = (times: Record<string, number>, first: string[] = [], own: string[] = []) =>
    withinTime(Object.keys(times), { own, first, times: new Map(Object.entries(times)) });

  it('are all if there is time for them', () => {
    const six = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [flow('a', n), sixth]));
    expect(timed(six)).toEqual(Object.keys(six));
    expect(timed({ ...six, [flow('a', 7)]: sixth })).toEqual(Object.keys(six));
  });

  it('are unit tests, then flows of as many files as there is time for', () => {
    const flows = [flow('a', 1), flow('a', 2), flow('a', 3), flow('a', 4), flow('b', 1)];
    const tests = Object.fromEntries([...flows, unit(1), unit(2)].map((one) => [one, sixth]));
    const met = [...flows.slice(0, 3), flow('b', 1), unit(1), unit(2)];
    expect(timed(tests)).toEqual(met);
  });

  it('are the quickest, without those that take too long', () => {
    const slow = { [unit(1)]: MOST_TIME, [unit(2)]: MOST_TIME / 2, [unit(3)]: sixth };
    expect(timed(slow)).toEqual([unit(2), unit(3)]);
    expect(timed({ [unit(1)]: 2 * MOST_TIME, [unit(2)]: MOST_TIME })).toEqual([unit(2)]);
  });

  it('have those of the file itself beside them, up to a time of their own', () => {
    const others = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [flow('a', n), sixth]));
    const slow = { [unit(1)]: OWN_TIME / 2, [unit(2)]: OWN_TIME / 4, [unit(3)]: OWN_TIME / 2 };
    const own = Object.keys(slow);
    expect(timed({ ...others, ...slow }, own, own)).toEqual([
      ...Object.keys(others),
      ...[unit(1), unit(2)],
    ]);
    expect(timed({ [unit(1)]: OWN_TIME }, [], [unit(1)])).toEqual([unit(1)]);
  });

  it('have those that killed the last mutants among them', () => {
    const many = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((n) => [flow('a', n), sixth]));
    expect(timed(many, [flow('a', 7), unit(1)])).toEqual(
      [1, 2, 3, 4, 5, 7].map((n) => flow('a', n)),
    );
  });
});

describe('the tests of a file', () => {
  it('are in the file that is named after it, in any copy', () => {
    const source = '/copy/src/oauth/grants/pkce.ts';
    expect(isOwn('/copy/test/oauth/grants/pkce.test.ts#a > b.ts', source)).toBe(true);
    expect(isOwn('/copy/test/oauth/clients/pkce.test.ts#a', source)).toBe(false);
    expect(isOwn('/copy/test/oauth/grants/no-pkce.test.ts#a', source)).toBe(false);
    expect(isOwn('/copy/test/x.test.ts#a', '/copy/other/x.ts')).toBe(false);
  });
});

describe('what is mutated', () => {
  it('is all folders, one, or a part of one', () => {
    expect(runsOf([]).map(({ folder }) => folder)).toEqual(Object.keys(MUTATED));
    expect(runsOf(['src/limits/'])).toEqual([
      { folder: 'src/limits', mutate: MUTATED['src/limits']?.mutate },
    ]);
    const parts = ['src/oauth/grants', 'src/guard/codes.ts', 'src/guard/codes.ts:10-20'];
    expect(runsOf(parts).map(({ folder, mutate }) => [folder, mutate[0]])).toEqual([
      ['src/oauth', 'src/oauth/grants/**/*.ts'],
      ['src/guard', 'src/guard/codes.ts'],
      ['src/guard', 'src/guard/codes.ts:10-20'],
    ]);
    for (const wrong of ['src/mail', 'src', 'src/guards', ''])
      expect(() => runsOf([wrong])).toThrow('is none of');
  });

  it.each(Object.entries(MUTATED))('in %s exists, as do its tests', (folder, row) => {
    const found = (glob: string) => globSync(glob, { cwd: ROOT }).length;
    const globs = [...row.mutate.filter((glob) => !glob.startsWith('!')), ...row.tests];
    for (const glob of [...globs, ...(row.kept ?? [])])
      expect([glob, found(glob) > 0]).toEqual([glob, true]);
    expect(row.mutate[0]?.startsWith(folder)).toBe(true);
    for (const file of row.kept ?? []) expect(isKept(path.join('/copy', file))).toBe(true);
    expect(isKept(`/copy/${folder}/other.ts`)).toBe(false);
  });

  it('has reports of its own', () => {
    expect(reportOf('src/http/csrf')).toBe('reports/mutation/http-csrf');
  });
});
