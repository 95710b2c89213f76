import { parseArgs } from 'node:util';
import { reportLoginTimes } from './login-times.ts';
import { describeMachine, readLoad } from './machine.ts';
import { describeReport, type Report } from './report.ts';
import { reportBundle } from './report-bundle.ts';
import { reportGrowth } from './report-growth.ts';
import { reportHops } from './report-hops.ts';
import { reportLists } from './report-lists.ts';
import { reportRoutes } from './report-routes.ts';
import { reportStart } from './report-start.ts';
import { keepReport, writeReport } from './write-report.ts';

// `npm run bench`: the routes that matter, each next to the least that its work can cost.
// `-- --report <name>` chooses another report, or `all`; `--rounds` says how often each is
// measured. Each is written to `reports/bench`, and with `--keep` into `test/bench/README.md`.
// Whatever falls short of a limit is said at the end, and the command ends 1.
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    report: { type: 'string', default: 'routes' },
    users: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const sizes = (given: string) => (values.users ?? given).split(',').map(Number);
const users = sizes('1000,100000,1000000');
if (![rounds, ...users].every((number) => Number.isInteger(number) && number > 0))
  throw new Error('--rounds takes a number, --users numbers with commas between them');

// What has a limit comes first: it is quick.
const REPORTS: Record<string, () => Report | Promise<Report>> = {
  bundle: reportBundle,
  start: () => reportStart(rounds),
  hops: reportHops,
  routes: () => reportRoutes(rounds),
  growth: () => reportGrowth(users, rounds),
  lists: () => reportLists(Math.max(...sizes('100000')), rounds),
  'login-times': reportLoginTimes,
};

const names = values.report === 'all' ? Object.keys(REPORTS) : [values.report];
for (const name of names)
  if (REPORTS[name] === undefined)
    throw new Error(`--report takes ${Object.keys(REPORTS).join(', ')} or all`);

/** Makes one report. Returns what falls short; a report that cannot be made does too. */
async function make(name: string): Promise<readonly string[]> {
  const load = readLoad();
  try {
    const report = await REPORTS[name]?.();
    if (report === undefined) return [];
    const machine = describeMachine(load, report.rounds ?? null, new Date());
    console.log(`\n${describeReport(report)}\n`);
    console.log(`${name}: ${writeReport(name, machine, report).join(', ')}`);
    if (values.keep) keepReport(name, machine, report);
    return report.faults;
  } catch (error) {
    console.error(error);
    return [`no report: ${error instanceof Error ? error.message : String(error)}`];
  }
}

const faults: string[] = [];
for (const name of names) for (const fault of await make(name)) faults.push(`${name}: ${fault}`);
for (const fault of faults) console.error(`Falls short: ${fault}.`);
process.exitCode = faults.length === 0 ? 0 : 1;
