import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeChangelog } from '../../src/cli/release/judge-changelog.ts';
import { listSteps } from '../../src/cli/release/steps.ts';
import { ROOT } from '../support/documents.ts';

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const { version, scripts } = JSON.parse(read('package.json')) as {
  version: string;
  scripts: Record<string, string>;
};

describe('what is released', () => {
  it('has one version, in both packages and in the lockfile', () => {
    const client = JSON.parse(read('src/client/package.json')) as { version: string };
    const lock = JSON.parse(read('package-lock.json')) as {
      version: string;
      packages: Record<string, { version: string }>;
    };
    const locked = [lock.version, lock.packages['']?.version, lock.packages['src/client']?.version];
    expect([client.version, ...locked]).toEqual([version, version, version, version]);
    expect(read('src/client/README.md')).toContain(`latchkey-${version}.tgz`);
  });

  it('has a dated section in the changelog', () => {
    // Entries may wait there between two releases: `npm run release` alone refuses them.
    const text = read('CHANGELOG.md');
    const released = text.replace(/(?<=^## \[Unreleased\]\n)[\s\S]*?(?=^## \[)/m, '\n');
    expect(judgeChangelog(released, version)).toBeNull();
  });

  it('writes an SBOM and asks for known faults of what is shipped', () => {
    const commands = listSteps(Object.keys(scripts)).steps.flatMap((step) => step.commands);
    expect(commands.map((command) => command.join(' '))).toEqual(
      expect.arrayContaining([
        'npm audit --omit=dev',
        expect.stringMatching(/^npm run --silent sbom -- reports\/release\/.+\.json$/),
      ]),
    );
    expect(read('.gitignore').split('\n')).toContain('reports/');
  });

  it('has no script of proof that the release forgets', () => {
    const { steps } = listSteps(Object.keys(scripts));
    const names = steps.map(({ name }) => name);
    for (const name of ['commits', 'generated', 'check', 'test', 'audit', 'sbom', 'build'])
      expect(names).toContain(name);
    expect(() => listSteps([...Object.keys(scripts), 'e2e:forgotten'])).toThrow('e2e:forgotten');
  });
});
