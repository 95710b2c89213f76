import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { parseColor, toHex } from '../shared/color.ts';

// `npm run assets`: minifies the style sheet and the script of our pages into modules, since a
// Worker has no files. With `--check` it writes nothing and fails if a module is out of date.
const kit = path.join(import.meta.dirname, '..', 'kit');
const SOURCES = [
  { entry: 'page.css', module: 'page-style.ts', name: 'STYLE' },
  { entry: 'browser/main.ts', module: 'page-script.ts', name: 'SCRIPT' },
];

async function minify(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(kit, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    // The oldest browsers with passkeys in forms; the style sheet uses what only newer ones know.
    target: entry.endsWith('.ts') ? 'es2022' : 'esnext',
    charset: 'utf8',
    legalComments: 'none',
  });
  const text = (outputFiles[0]?.text ?? '').trim();
  return entry.endsWith('.css') ? tighten(text) : text;
}

/**
 * Shortens the values of custom properties, which esbuild leaves as they are written. Colours of
 * light and dark that nothing is computed from become what a screen shows of them.
 */
function tighten(css: string): string {
  return css
    .replace(/(--[\w-]+|\(color): /g, '$1:')
    .replace(/([(,]) +/g, '$1')
    .replace(/ +\)/g, ')')
    .replace(/ ([*/]) /g, '$1')
    .replace(/(?<=light-dark\([^;]*)oklch\([\d. ]+\)/g, shownAs)
    .replace(/(?<![\d.])0\.(?=\d)/g, '.');
}

function shownAs(oklch: string): string {
  const color = parseColor(oklch);
  if (color === null) return oklch;
  return toHex(color).replace(/^#(.)\1(.)\2(.)\3$/, '#$1$2$3');
}

let stale = 0;
for (const { entry, module, name } of SOURCES) {
  const file = path.join(kit, 'generated', module);
  const text = await minify(entry);
  const source = [
    `// Generated from src/kit/${entry} by \`npm run assets\`.`,
    `export const ${name} = ${JSON.stringify(text)};`,
    '',
  ].join('\n');
  if (process.argv.includes('--check')) {
    if (readFileSync(file, 'utf8') === source) continue;
    stale++;
    console.error(`${module} is out of date: run \`npm run assets\`.`);
    continue;
  }
  writeFileSync(file, source);
  console.log(`Wrote ${module}: ${Buffer.byteLength(text)} bytes.`);
}
process.exitCode = stale === 0 ? 0 : 1;
