import { readDocument } from '../../support/documents.ts';
import type { Checks } from '../checks.ts';
import { PYTHON, run } from '../run-program.ts';

const DOCUMENT = 'src/oauth/libraries.md';
/** Of Python's libraries, by the names of their modules. */
const MODULES = new Map([
  ['Authlib', 'authlib'],
  ['requests-oauthlib', 'requests_oauthlib'],
]);

/** Whether the document names the libraries that are tried, in the versions that are here. */
export function checkDocument(check: Checks['check'], tried: string[]): void {
  const rows = [...readDocument(DOCUMENT).matchAll(/^\| ([^|]+) \| (\d[\d.]+|RFC \d+) \|/gm)];
  const named = rows.map(([, name = '']) => name);
  check(`${DOCUMENT} names what is tried`, named.join() === tried.join(), named.join());
  const wrong = rows.filter(([, name = '', version = '']) => {
    return !version.startsWith('RFC') && versionHere(name) !== version;
  });
  check(`${DOCUMENT} names the versions`, wrong.length === 0, wrong.map(([, name]) => name).join());
}

function versionHere(name: string): string {
  const module = MODULES.get(name);
  if (module !== undefined)
    return run(PYTHON, ['-c', `import ${module}; print(${module}.__version__)`]).output.trim();
  const { dependencies, devDependencies } = JSON.parse(readDocument('package.json')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  return dependencies[name] ?? devDependencies[name] ?? '';
}
