import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../support/documents.ts';

// `npm run lint` refuses what a reader would have to notice. Each fault below is planted into a
// copy of our rules, beside what is like it and right.

const SECRET = 'plugin: Compare secrets by isSameSecret';
const QUERY = 'plugin: This query may read or change any number of rows';
const RANDOM = 'plugin: Take a Random';
const CLOCK = 'plugin: Take a Clock';
const PBKDF2 = 'plugin: The platform refuses more than 100,000 iterations';
const TEXT = 'plugin: A person reads this';
const IMPORTS = 'lint/style/noRestrictedImports: ';
const GLOBALS = 'lint/style/noRestrictedGlobals: ';

/**
 * Code in the file that it is planted into, where a star stands for a name, with how the report on
 * it begins; null for what is right.
 */
type Plant = [what: string, file: string, code: string, report: string | null];

const inGuard = (code: string) =>
  `import { wrong } from './errors.ts';\nexport const f = (a: never, b: never) => ${code};\n`;
const compared = (what: string, code: string, rule: string | null = SECRET): Plant => [
  what,
  'src/guard/*.ts',
  inGuard(code),
  rule,
];
const asked = (what: string, code: string, rule: string | null = QUERY): Plant => [
  what,
  'src/users/*-store.ts',
  `export const find = (db: never, id: never) => ${code};\n`,
  rule,
];
/** A part of a page, with `w` for its words and `name` for a value. */
const shown = (what: string, code: string, rule: string | null = TEXT): Plant => [
  what,
  'src/hosted/*-view.tsx',
  `export const Part = ({ w, name }: { w: never; name: never }) => ${code};\n`,
  rule,
];

const PLANTS: Plant[] = [
  compared('a token', 'a.token === b.given'),
  compared('a token, the other way round', 'a.given !== b.token'),
  compared('a secret by its last word', 'a.clientSecret == b.given'),
  compared('a name alone', 'digest(a) !== signature'),
  compared('what is computed', 'macOf(a, b) === b'),
  compared('a code of a mail', 'a.code === b.code'),
  compared('a verifier', 'a !== b.verifier'),
  compared('a challenge', 'a.challenge !== b'),
  compared('a one-time password', 'a.otp == b'),
  compared('a hash', 'a.passwordHash === b.given'),
  compared('a search in a list', 'a.list.includes(b.recoveryCode)'),
  compared('Object.is', 'Object.is(a.one, b.nonce)'),
  compared('the code of an error', 'a.code === wrong.code', null),
  compared('a literal', "a.code === 'not_found'", null),
  compared('nothing', 'a.token === undefined || b.secret !== null', null),
  compared('a constant', 'a.code === TOTP && KNOWN.includes(b.code)', null),
  compared('yes and no', 'a.hasPassword === b.hasPassword', null),
  compared('a length', 'a.token.length === b.secret.length', null),
  compared('in constant time', 'isSameSecret(a.token, b.token)', null),
  [
    'a comparison without a reason',
    'src/guard/*.ts',
    inGuard('a.x === 1').replace(
      'export',
      '// biome-ignore lint/plugin/secret-comparison:\nexport',
    ),
    'suppressions/parse: ',
  ],
  [
    'an exception that nothing needs',
    'src/guard/*.ts',
    inGuard('1').replace('export', '// biome-ignore lint/plugin/secret-comparison: it was\nexport'),
    'suppressions/unused: ',
  ],

  asked('all rows', 'db.select().from(users)'),
  asked('rows of a condition', 'db.select({ id }).from(users).where(gt(users.at, id))'),
  asked('rows in order', 'db.selectDistinct().from(users).orderBy(users.at)'),
  asked('all rows by name', 'db.query.users.findMany({ where: id })'),
  asked('a deletion of everything', 'db.delete(users)'),
  asked('a change of everything', 'db.update(users).set({ id })'),
  asked('a limit', 'db.select().from(users).where(id).limit(10)', null),
  asked('a key', 'db.select().from(users).where(and(eq(users.id, id), id))', null),
  asked('a condition', 'db.delete(users).where(exists(db.select().from(others)))', null),

  shown('a text', '<p>Sign in</p>'),
  shown('a word beside a value', '<p>{name} or</p>'),
  shown('a text in braces', "<p>{'or'}</p>"),
  shown('a choice of texts', "<p>{name ? 'on' : w.off}</p>"),
  shown('the other choice of texts', "<p>{name ? w.on : 'off'}</p>"),
  shown('a text on a condition', "<p>{name && 'on'}</p>"),
  ...['aria-label', 'aria-description', 'title', 'alt', 'placeholder', 'label', 'heading'].map(
    (attribute) => shown(`the attribute ${attribute}`, `<p ${attribute}="close" />`),
  ),
  shown('an attribute in braces', "<p title={'close'} />"),
  shown('a choice in an attribute', "<p title={name ? w.open : 'close'} />"),
  shown('a text that is glued to a value', `<p title={\`\${name}, closed\`} />`),
  shown('a text that any part is given', '<Panel lead="Choose one" />'),
  shown('a text of an object', "({ lead: 'Choose one' })"),
  shown('words between values', `\`\${name} signed in by \${w}\``),
  shown('a text of a page that is no element', "w.c.html('Gone')"),
  [
    'a text in a mail',
    'src/account/*-mail.ts',
    "export const f = () => ({ subject: 'Your account' });\n",
    TEXT,
  ],
  ['a text in the kit', 'src/kit/*.tsx', 'export const F = () => <p>Sign in</p>;\n', TEXT],
  ['a text in a page’s route', 'src/hosted/*.ts', "export const x = { lead: 'Choose' };\n", TEXT],
  ['a text of the console', 'src/console/*.tsx', 'export const F = () => <p>Users</p>;\n', null],
  shown('the words of a person', '<p title={w.title}>{w.lead} · {name}&nbsp;</p>', null),
  shown('a class, a name, a mark', '<p class="soft small" id="title">{"\\u00a0"}</p>', null),
  shown('a choice of classes', "<p class={name ? 'in code' : 'in'}>{w.lead}</p>", null),
  shown('a value alone', `<p title={\`\${name.first} \${name.last}\`} alt="" />`, null),
  shown('a label elsewhere', '<p aria-labelledby="title">{w.lead}</p>', null),
  shown('a fault of ours', "new Error('No such part')", null),
  shown('a header', "w.headers.get('Retry-After')", null),

  ['Math.random', 'src/guard/*.ts', 'export const x = Math.random();\n', RANDOM],
  ['Math.random of a client', 'src/client/core/*.ts', 'export const x = Math.random();\n', RANDOM],
  ['Date.now', 'src/guard/*.ts', 'export const x = Date.now();\n', GLOBALS],
  ['new Date', 'src/guard/*.ts', 'export const x = new Date();\n', GLOBALS],
  ['globalThis.Date', 'src/guard/*.ts', 'export const x = globalThis.Date.now();\n', CLOCK],
  ['crypto.randomUUID', 'src/guard/*.ts', 'export const x = crypto.randomUUID();\n', GLOBALS],
  ['Date.now of the clock', 'src/shared/clock.ts', 'export const x = () => Date.now();\n', null],
  ['a UUID', 'src/guard/*.ts', "import { v4 } from 'uuid';\nexport const x = v4();\n", IMPORTS],
  [
    'PBKDF2 of Node',
    'src/methods/password/*.ts',
    "import { pbkdf2Sync } from 'node:crypto';\nexport const x = pbkdf2Sync;\n",
    IMPORTS,
  ],
  [
    'randomness of Node',
    'src/guard/*.ts',
    "import * as crypto from 'node:crypto';\nexport const x = crypto;\n",
    IMPORTS,
  ],
  [
    'PBKDF2 of the platform',
    'src/shared/digest.ts',
    "export const x = (key: CryptoKey) =>\n  crypto.subtle.deriveBits({ name: 'PBKDF2' }, key, 256);\n",
    PBKDF2,
  ],
  [
    'PBKDF2 of a library',
    'src/methods/password/*.ts',
    "import { pbkdf2 } from '@noble/hashes/pbkdf2.js';\nexport const x = pbkdf2;\n",
    IMPORTS,
  ],
  [
    'hashes of Node',
    'src/guard/*.ts',
    "import { createHash } from 'node:crypto';\nexport const x = createHash;\n",
    null,
  ],
  ['zod by name', 'src/guard/*.ts', "import { z } from 'zod';\nexport const x = z;\n", IMPORTS],
  ['zod by default', 'test/*.ts', "import z from 'zod';\nexport const x = z;\n", IMPORTS],
  ['all of zod', 'src/guard/*.ts', "import * as z from 'zod';\nexport const x = z;\n", null],
];

/** Plants are fragments, of which Biome’s own rules say other things. */
const OURS = /^(?:plugin|suppressions\/\w+|lint\/style\/noRestricted\w+)$/;

type Report = {
  diagnostics: { category: string; message: string; location: { path: string } }[];
};

let folder: string;
/** What the one run said, by file. */
const reports = new Map<string, string[]>();

const fileOf = (index: number, [, file]: Plant) => file.replace('*', `planted-${index}`);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lint-'));
  for (const name of ['.biome.jsonc', '.gitignore', '.config/lint'])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  for (const [index, plant] of PLANTS.entries()) {
    const file = path.join(folder, fileOf(index, plant));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, plant[2]);
  }
  const biome = path.join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const args = [
    biome,
    'lint',
    '--reporter=json',
    '--max-diagnostics=500',
    '--no-errors-on-unmatched',
  ];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  for (const { category, message, location } of (JSON.parse(stdout) as Report).diagnostics) {
    if (!OURS.test(category)) continue;
    const file = location.path;
    reports.set(file, [...(reports.get(file) ?? []), `${category}: ${message}`]);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each(PLANTS.map((plant, index) => ({ what: plant[0], plant, index })))(
  'lint judges $what',
  ({ plant, index }) => {
    const said = reports.get(fileOf(index, plant)) ?? [];
    const [, , , report] = plant;
    if (report === null) expect(said).toEqual([]);
    else expect(said).toEqual([expect.stringContaining(report)]);
  },
);
