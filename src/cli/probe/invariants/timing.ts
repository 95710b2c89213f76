import { type Answer, wanted } from '../http.ts';
import type { Finding, Invariant, World } from '../invariant.ts';
import { API } from '../people.ts';
import { judgeShift, type Shift, shiftOf } from '../statistics.ts';

/** A difference that counts, in milliseconds: a password hash that is left out is more. */
const TOLERANCE = 10;
/** One that needs no second look. */
const PLAIN = 50;
/** Pairs before the first look, and in all. */
const FIRST = 24;
const MOST = 72;
/** Wrong passwords in a row that lock nothing. */
const UNLOCKED = 4;

type Timed = {
  operation: string;
  path: string;
  question: (email: string) => object;
  /** Whether tries at the known name must be ended by a sign-in before they lock it. */
  locks?: boolean;
};

const TIMED: Timed[] = [
  {
    operation: 'logIn',
    path: 'login',
    question: (email) => ({ email, password: 'Wrong-7-battery-staple' }),
    locks: true,
  },
  { operation: 'requestSignInCode', path: 'otp/request', question: (email) => ({ email }) },
  { operation: 'requestPasswordReset', path: 'password/reset', question: (email) => ({ email }) },
  {
    operation: 'requestPasswordResetCode',
    path: 'forgot-password',
    question: (email) => ({ email }),
  },
];

type Times = { known: number[]; unknown: number[] };

/** Asks in turns, so that whatever slows the service down meets both alike. */
async function sample(world: World, { path, question, locks }: Timed, times: Times, most: number) {
  const { call, people } = world;
  const person = await people.verified('sessions');
  let stranger = people.freshAddress();
  const ask = async (email: string, into: number[]) => {
    const answer: Answer = await call('POST', `${API}/${path}`, { body: question(email) });
    if (answer.status === 429) wanted(path, answer);
    into.push(answer.ms);
  };
  for (let index = times.known.length; index < most; index++) {
    if (locks === true && index % UNLOCKED === 0) {
      await people.signIn({ ...person, device: '' });
      stranger = people.freshAddress();
    }
    const turns = [() => ask(person.email, times.known), () => ask(stranger, times.unknown)];
    for (const turn of index % 2 === 0 ? turns : turns.reverse()) await turn();
  }
}

async function measure(world: World, timed: Timed): Promise<Shift> {
  const times: Times = { known: [], unknown: [] };
  await sample(world, timed, times, FIRST);
  const early = shiftOf(times.known, times.unknown);
  const isPlain = judgeShift(early, PLAIN) === false;
  if (isPlain || judgeShift(early, TOLERANCE) === true) return early;
  await sample(world, timed, times, MOST);
  return shiftOf(times.known, times.unknown);
}

async function compare(world: World, timed: Timed): Promise<Finding> {
  if (!world.routes.isRoomy(timed.operation))
    return { measured: 'rate limits leave too few samples', pass: null };
  const shift = await measure(world, timed);
  const pass = judgeShift(shift, TOLERANCE);
  const [low, middle, high] = [shift.low, shift.middle, shift.high].map((ms) => ms.toFixed(1));
  const noise = pass === null ? ', too noisy to tell' : '';
  return { measured: `known ${middle} ms later (${low} to ${high})${noise}`, pass };
}

export const timingInvariants: Invariant[] = TIMED.map((timed) => ({
  name: `timing-${timed.path.replace('/', '-')}`,
  expected: `known and unknown within ${TOLERANCE} ms`,
  measure: (world) => compare(world, timed),
}));
