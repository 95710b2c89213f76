import { describe, expect, it } from 'vitest';
import { type Passed, runRelease } from '../../../src/cli/release/run-release.ts';
import type { Step } from '../../../src/cli/release/steps.ts';

const CHANGELOG = '# Changelog\n\n## [Unreleased]\n\n## [2.0.0] - 2026-11-28\n\n- New.\n';
const step = (name: string): Step => ({ name, minutes: 1, commands: [['prove', name]] });
const STEPS = ['check', 'test', 'kill'].map(step);

/** A release of 2.0.0 whose commands do as told, and what it has done. */
function world(changes: Partial<Parameters<typeof runRelease>[0]> = {}) {
  const ran: string[] = [];
  const tags: Record<string, string> = {};
  const said: string[] = [];
  const state = {
    head: 'a1',
    changes: '',
    passed: {} as Passed,
    codes: {} as Record<string, number>,
  };
  const release = (from?: string) =>
    runRelease({
      version: '2.0.0',
      steps: STEPS,
      from,
      changelog: () => CHANGELOG,
      git: {
        head: () => state.head,
        changes: () => state.changes,
        hasTag: (name) => name in tags,
        tag: (name, message) => {
          tags[name] = message;
        },
      },
      run: (command) => {
        const name = command.at(-1) ?? '';
        ran.push(name);
        return state.codes[name] ?? 0;
      },
      passed: {
        read: () => state.passed,
        write: (passed) => {
          state.passed = passed;
        },
      },
      say: (line) => said.push(line),
      now: () => 0,
      ...changes,
    });
  return { state, ran, tags, said, release };
}

describe('a release', () => {
  it('runs every proof in turn, then tags the commit and says what to push', () => {
    const { ran, tags, said, release } = world();
    release();
    expect(ran).toEqual(['check', 'test', 'kill']);
    expect(tags).toEqual({ 'v2.0.0': 'Latchkey 2.0.0\n\nEvery proof ran on this commit.' });
    expect(said.at(-1)).toContain('git push origin v2.0.0');
  });

  it.each(['check', 'test', 'kill'])('stops where %s fails, and tags nothing', (name) => {
    const { state, ran, tags, release } = world();
    state.codes = { [name]: 1 };
    expect(() => release()).toThrow(`${name}: prove ${name} ended with 1`);
    expect(ran.at(-1)).toBe(name);
    expect(tags).toEqual({});
    expect(Object.keys(state.passed)).toEqual(ran.slice(0, -1));
  });

  it('stops where what a step has made falls short', () => {
    const judged = { ...step('build'), judge: () => 'the Worker is too large' };
    const { tags, release } = world({ steps: [judged, step('test')] });
    expect(() => release()).toThrow('build: the Worker is too large');
    expect(tags).toEqual({});
  });

  it('stops where a step leaves files that differ from the committed ones', () => {
    const { state, tags, release } = world({
      run: () => {
        state.changes = ' M src/env.d.ts';
        return 0;
      },
    });
    expect(() => release()).toThrow('check changes files');
    expect(tags).toEqual({});
  });

  it('refuses a tree that is not clean, and an existing tag, before anything runs', () => {
    const dirty = world();
    dirty.state.changes = '?? notes.md';
    expect(() => dirty.release()).toThrow('the tree is not clean');
    const tagged = world();
    tagged.tags['v2.0.0'] = 'before';
    expect(() => tagged.release()).toThrow('v2.0.0 exists');
    expect([...dirty.ran, ...tagged.ran]).toEqual([]);
    expect(tagged.tags['v2.0.0']).toBe('before');
  });

  it.each([
    [CHANGELOG.replace('2.0.0', '1.9.0'), 'no newest section [2.0.0]'],
    [CHANGELOG.replace(' - 2026-11-28', ''), 'no date'],
    [CHANGELOG.replace('- New.', ''), 'no entries'],
    [CHANGELOG.replace('[Unreleased]\n', '[Unreleased]\n\n- Forgotten.\n'), 'under [Unreleased]'],
    ['# Changelog\n', 'does not begin'],
  ])('refuses the changelog %j before anything runs', (text, fault) => {
    const { ran, tags, release } = world({ changelog: () => text });
    expect(() => release()).toThrow(fault);
    expect([ran, tags]).toEqual([[], {}]);
  });

  it('tags no commit that was not there when it began', () => {
    const { state, tags, release } = world({
      run: () => {
        state.head = 'b2';
        return 0;
      },
    });
    expect(() => release()).toThrow('another commit');
    expect(tags).toEqual({});
  });

  it('goes on after a repair, and its tag names what ran before that', () => {
    const { state, ran, tags, release } = world();
    state.codes = { test: 1 };
    expect(() => release()).toThrow();
    state.codes = {};
    state.head = 'b2';
    release('test');
    expect(ran).toEqual(['check', 'test', 'test', 'kill']);
    expect(tags['v2.0.0']).toContain('on an earlier commit:\ncheck: a1');
  });

  it('leaves out offline what asks a service elsewhere, and its tag says so', () => {
    const steps = [step('check'), { ...step('audit'), isOnline: true }, step('kill')];
    const online = world({ steps });
    online.release();
    expect(online.ran).toEqual(['check', 'audit', 'kill']);
    expect(online.tags['v2.0.0']).not.toContain('audit');
    const { ran, tags, said, release } = world({ steps, isOffline: true });
    release();
    expect(ran).toEqual(['check', 'kill']);
    expect(tags['v2.0.0']).toContain('Not run, offline: audit.\nEvery other proof ran');
    expect(said).toContain('Left out: audit, which cannot run offline.');
  });

  it('goes on offline behind what was left out, and never at it', () => {
    const steps = [{ ...step('audit'), isOnline: true }, step('check'), step('kill')];
    const { state, ran, release } = world({ steps, isOffline: true });
    expect(() => release('audit')).toThrow('there is no step audit');
    state.passed = { check: 'a1' };
    release('kill');
    expect(ran).toEqual(['kill']);
  });

  it('goes on only behind what has passed, and only at a step that there is', () => {
    const { tags, ran, release } = world();
    expect(() => release('test')).toThrow('check has not passed yet');
    expect(() => release('tset')).toThrow('there is no step tset');
    expect([ran, tags]).toEqual([[], {}]);
  });
});
