import { parseArgs } from 'node:util';
import { reportLoginTimes } from './login-times.ts';
import { reportGrowth } from './report-growth.ts';
import { reportLists } from './report-lists.ts';
import { reportRoutes } from './report-routes.ts';
import { reportStart } from './report-start.ts';

// `npm run bench`: the routes that matter, each next to the least that its work can cost.
// `-- --report <name>` chooses another report, or `all`; `--rounds` says how often each is measured.
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    report: { type: 'string', default: 'routes' },
    users: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const sizes = (given: string) => (values.users ?? given).split(',').map(Number);
const users = sizes('1000,100000,1000000');
if (![rounds, ...users].every((number) => Number.isInteger(number) && number > 0))
  throw new Error('--rounds takes a number, --users numbers with commas between them');

const REPORTS: Record<string, () => Promise<void>> = {
  routes: () => reportRoutes(rounds),
  growth: () => reportGrowth(users, rounds),
  lists: () => reportLists(Math.max(...sizes('100000')), rounds),
  start: () => reportStart(rounds),
  'login-times': reportLoginTimes,
};

const chosen = values.report === 'all' ? Object.values(REPORTS) : [REPORTS[values.report]];
for (const report of chosen) {
  if (report === undefined)
    throw new Error(`--report takes ${Object.keys(REPORTS).join(', ')} or all`);
  await report();
}
