import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

// The end of what `.ci/run` prints, of which the last part alone may be kept: how long each step took, what failed
// and why, and the line that is counted. A runner without a report counts as a failure.

/** Lines of the log of a failed step that are shown. */
const LINES = 25;
/** Failed tests or checks of a step that are named, so that the end stays readable. */
const MOST = 40;
/** Characters of each. */
const WIDTH = 300;
/** Steps that run Vitest, and where it reports. */
const VITEST = { test: 'vitest.json', convergence: 'convergence.json' };

const [, , folder = 'reports'] = process.argv;
const read = (name) => {
  const file = path.join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};
const steps = read('steps.tsv')
  .split('\n')
  .filter(Boolean)
  .map((line) => {
    const [name, seconds, code] = line.split('\t');
    return { name, seconds: Number(seconds), code: Number(code) };
  });
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const wanted = Object.keys(scripts).filter((name) => name.startsWith('e2e:'));

let passed = 0;
let failed = steps.filter(({ code }) => code !== 0).length;
const missing = [];

for (const [step, report] of Object.entries(VITEST)) {
  const {
    numTotalTests = 0,
    numPassedTests = 0,
    numFailedTests = 0,
    numFailedTestSuites = 0,
  } = reportIn(report);
  if (numTotalTests === 0) missing.push(step);
  passed += numPassedTests;
  failed += numFailedTests === 0 ? numFailedTestSuites : numFailedTests;
}
for (const name of wanted) {
  const [, held, broken] = /^(\d+) passed, (\d+) failed$/m.exec(lastLines(name)) ?? [];
  if (held === undefined) missing.push(name);
  passed += Number(held ?? 0);
  failed += Number(broken ?? 0);
}
failed += missing.length;

console.log('\n== seconds');
for (const { name, seconds, code } of steps.toSorted((a, b) => b.seconds - a.seconds))
  console.log(`${String(seconds).padStart(6)}  ${name}${code === 0 ? '' : `  FAILED (${code})`}`);

const broken = new Set([
  ...steps.filter(({ code }) => code !== 0).map(({ name }) => name),
  ...missing,
]);
for (const name of broken) {
  console.log(`\n== FAILED: ${name}${missing.includes(name) ? ', no report' : ''}`);
  const told = name in VITEST ? failedTests(reportIn(VITEST[name])) : failedChecks(name);
  for (const one of told.slice(0, MOST)) console.log(one);
  if (told.length > MOST) console.log(`and ${told.length - MOST} more`);
  if (!(name in VITEST) || told.length === 0)
    console.log(lastLines(name, LINES) || 'it printed nothing');
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

function reportIn(name) {
  const text = read(name);
  return text === '' ? {} : JSON.parse(text);
}

/** Names of tests that failed, and of files that could not be run, each with the first line of its error. */
function failedTests({ testResults = [] }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = path.relative('.', name);
    const tests = assertionResults.filter((test) => test.status === 'failed');
    if (tests.length === 0) return status === 'failed' ? [`${file}: ${firstLine(message)}`] : [];
    return tests.map(({ fullName, failureMessages }) => {
      return `${file}: ${fullName}\n    ${firstLine(failureMessages[0])}`;
    });
  });
}

/** Checks of a script that failed, but for those that its last lines show. */
function failedChecks(name) {
  const before = lastLines(name).split('\n').slice(0, -LINES);
  return before.filter((line) => line.startsWith('FAIL ')).map((line) => line.slice(0, WIDTH));
}

function firstLine(text = '') {
  return text.split('\n')[0].slice(0, WIDTH);
}

/** The last lines that a step printed, without colours; by default all. */
function lastLines(name, count = Number.POSITIVE_INFINITY) {
  const text = stripVTControlCharacters(read(`${name}.log`)).trimEnd();
  return count === Number.POSITIVE_INFINITY ? text : text.split('\n').slice(-count).join('\n');
}
