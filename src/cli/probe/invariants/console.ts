import { wanted } from '../http.ts';
import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import { open, send, signedInVisitor, tokenOn, type Visitor } from '../pages.ts';

/** Pages of the console, one of them of nobody. */
const NOBODY = '/admin/users/01234567-89ab-7def-8123-456789abcdef';
const CONSOLE = ['/admin/users', NOBODY];
/** What nobody but staff may read of the service itself. */
const MONITORED = '/api/v1/admin/metrics';

/** The console opens for nobody, and for no user, who does not even hear of it. */
async function refusesConsole(world: World): Promise<Finding> {
  const user = await signedInVisitor(world);
  const nobody: Visitor = { cookie: '' };
  const faults: string[] = [];
  for (const path of CONSOLE) {
    const led = await open(world, nobody, path);
    const to = led.headers.get('Location') ?? '';
    if (led.status !== 303 || !to.startsWith('/sign-in'))
      faults.push(`${path} for nobody: ${led.status}`);
    const { status, text } = await open(world, user, path);
    if (status !== 403) faults.push(`${path} for a user: ${status}`);
    else if (/\bconsole\b|\bstaff\b/i.test(text)) faults.push(`${path} tells of a console`);
  }
  const csrf_token = await tokenOn(world, user, '/account/profile');
  const form = { csrf_token, act: 'lock', version: '1' };
  for (const [who, visitor] of [
    ['nobody', nobody],
    ['a user', user],
  ] as const) {
    const { status, headers } = await send(world, visitor, NOBODY, { form });
    const isLed = status === 303 && (headers.get('Location') ?? '').startsWith('/sign-in');
    if (status !== 403 && !isLed) faults.push(`an act of ${who}: ${status}`);
  }
  return judgeFaults(2 * CONSOLE.length + 2, 'requests', faults);
}

/** Figures are told to whoever has the secret, or is staff. */
async function refusesMetrics(world: World): Promise<Finding> {
  const { access } = await world.people.verified('sessions');
  const attempts: [string, string | undefined][] = [
    ['nobody', undefined],
    ['a made-up secret', 'probe-made-up-secret'],
    ['a user', access],
  ];
  const faults: string[] = [];
  for (const [who, token] of attempts) {
    const answer = await world.call('GET', MONITORED, token === undefined ? {} : { token });
    const { status } = answer.status === 429 ? wanted(MONITORED, answer) : answer;
    if (status !== 401 && status !== 403) faults.push(`${who}: ${status}`);
  }
  return judgeFaults(attempts.length, 'requests', faults);
}

export const consoleInvariants: Invariant[] = [
  {
    name: 'console-refuses',
    expected: 'no console for nobody or users',
    measure: refusesConsole,
  },
  {
    name: 'metrics-refuse',
    expected: 'no metrics without a secret',
    measure: refusesMetrics,
  },
];
