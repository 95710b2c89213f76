import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { replaceGenerated } from '../../src/cli/docs/generated-part.ts';
import { describeSettings } from '../../src/cli/docs/settings-table.ts';
import { settings } from '../../src/config.ts';
import { blocksOf, listDocuments, ROOT, readDocument } from '../support/documents.ts';
import { anchorsOf, linksOf, resolveLink, rowsOf } from '../support/markdown.ts';

const DOCUMENTS = listDocuments();
/** Maximum size of the root README in bytes. */
const LARGEST_README = 10_240;
/** Maximum columns of a table row. */
const WIDEST_ROW = 120;
/** Languages of code blocks that no test runs: operator commands, queries. */
const SNIPPETS = new Set(['sh', 'sql', 'json', 'toml', 'yaml']);

const isAbsolute = (link: string) => /^[a-z][a-z0-9+.-]*:/i.test(link);

/** The reason a link of a document is broken; null if it works. */
function faultOf(document: string, link: string): string | null {
  if (isAbsolute(link)) return URL.canParse(link) ? null : 'is no URL';
  const { file, anchor } = resolveLink(document, link);
  if (!existsSync(path.join(ROOT, file))) return `${file} does not exist`;
  if (anchor === '') return null;
  return file.endsWith('.md') && anchorsOf(file).has(anchor) ? null : `${file} has no #${anchor}`;
}

describe('the documents', () => {
  it('are where they are expected', () => {
    expect(DOCUMENTS).toEqual(
      expect.arrayContaining([
        'README.md',
        'migrations/README.md',
        'src/README.md',
        'src/cli/README.md',
        'src/client/README.md',
        'src/operations/README.md',
        'test/README.md',
      ]),
    );
  });

  it.each(DOCUMENTS)('%s links to files and headings that exist', (document) => {
    const faults = linksOf(document).map((link) => [link, faultOf(document, link)]);
    expect(faults.filter(([, fault]) => fault !== null)).toEqual([]);
  });

  it.each(DOCUMENTS)('%s has no table wider than an editor', (document) => {
    expect(rowsOf(document).filter((row) => row.length > WIDEST_ROW)).toEqual([]);
  });

  it('include a README short enough to read', () => {
    expect(statSync(path.join(ROOT, 'README.md')).size).toBeLessThanOrEqual(LARGEST_README);
  });

  it.each(DOCUMENTS)('%s is reached from the README', (document) => {
    const reached = new Set(['README.md']);
    for (const from of reached)
      for (const link of linksOf(from).filter((to) => !isAbsolute(to))) {
        const { file } = resolveLink(from, link);
        if (DOCUMENTS.includes(file)) reached.add(file);
      }
    expect([...reached]).toContain(document);
  });
});

describe('programs in documents', () => {
  const blocks = DOCUMENTS.flatMap(blocksOf);
  const scripts = readdirSync(path.join(ROOT, 'test/e2e'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(path.join(ROOT, 'test/e2e', name), 'utf8'))
    .join('\n');

  it('have unique names', () => {
    const nameless = blocks.filter(
      ({ language, name }) => name === null && !SNIPPETS.has(language),
    );
    expect(nameless).toEqual([]);
    const names = blocks.flatMap(({ name }) => name ?? []);
    expect(names.length).toBeGreaterThan(10);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(blocks.flatMap(({ name }) => name ?? []))('%s is run by a test', (name) => {
    expect(scripts).toContain(`'${name}'`);
  });
});

describe('commands in documents', () => {
  const texts = DOCUMENTS.map(readDocument).join('\n');

  it('are package scripts', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...texts.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(
      ([, name = '']) => name,
    );
    const bare = [...texts.matchAll(/`(e2e:\w[\w-]*)`/g)].map(([, name = '']) => name);
    expect(new Set(named).size).toBeGreaterThan(10);
    expect([...named, ...bare].filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  // npm writes a banner to standard output, with which a file or a secret would begin.
  it('redirect output without npm’s own lines', () => {
    const redirected = [...texts.matchAll(/npm run [^`\n]*? > \S+/g)].map(([command]) => command);
    expect(redirected.length).toBeGreaterThanOrEqual(3);
    for (const command of redirected) expect(command).toContain('npm run --silent ');
  });
});

describe('the settings', () => {
  const document = readDocument('src/cli/README.md');

  it('are up to date; `npm run docs` updates them', () => {
    expect(document).toBe(replaceGenerated(document, describeSettings()));
  });

  it('are complete, with a rule and a sentence each', () => {
    const rows = describeSettings().split('\n');
    for (const name of Object.keys(settings)) {
      const [row = '', ...others] = rows.filter((line) => line.startsWith(`| \`${name}\``));
      expect(others).toEqual([]);
      expect(row).toMatch(/^\| [^|]+ \| [^|]+ \| [^|]* \| [^|]+\. \|$/);
    }
  });

  it.each([
    ['', 'no part'],
    ['<!-- generated by `npm run docs`: do not edit -->', 'no end'],
    [`${document}${document}`, 'two parts'],
  ])('are written into exactly one part of one document (%#)', (text) => {
    expect(() => replaceGenerated(text, 'x')).toThrow('has no single part');
  });
});
