import { type Answer, codeOf, wanted } from '../http.ts';
import type { Finding, Invariant, World } from '../invariant.ts';
import { API, type Person } from '../people.ts';

/** Tries at one code, as the contract says. */
const TRIES = 5;

const wrongOf = (code: string) => (code === '000000' ? '111111' : '000000');

async function requestCode({ call, mailbox }: World, person: Person, cookie = '') {
  const body = { email: person.email };
  const ask = async () =>
    wanted('otp/request', await call('POST', `${API}/otp/request`, { body, cookie }));
  return (await mailbox.answerTo(ask, person.email, 'code')).code ?? '';
}

const tryCode = ({ call }: World, { email }: Person, otp: string, cookie = ''): Promise<Answer> =>
  call('POST', `${API}/otp/verify`, { body: { email, otp }, cookie });

/** A stranger has raced all tries at a code, then gives the right one. */
const exhausted = (world: World) =>
  world.once('exhausted code', async () => {
    const person = await world.people.verified('resets');
    const code = await requestCode(world, person);
    const guess = () => tryCode(world, person, wrongOf(code));
    const guesses = await Promise.all(Array.from({ length: TRIES }, guess));
    for (const answer of guesses) wanted('otp/verify', answer, 401);
    const right = await tryCode(world, person, code);
    if (right.status === 429) wanted('otp/verify', right);
    return { person, right };
  });

async function overshoot(world: World): Promise<Finding> {
  const { right } = await exhausted(world);
  const told = `${TRIES} raced wrong tries, then the right code: ${right.status} ${codeOf(right)}`;
  return { measured: told.trim(), pass: right.status === 401 };
}

/** The owner's device is mailed a fresh code while the strangers have none left. */
const renewed = (world: World) =>
  world.once('renewed code', async () => {
    const { person } = await exhausted(world);
    return { person, code: await requestCode(world, person, person.device) };
  });

async function resend(world: World): Promise<Finding> {
  const { person, code } = await renewed(world);
  const stranger = await tryCode(world, person, code);
  if (stranger.status === 429) wanted('otp/verify', stranger);
  const measured = `a fresh code from a stranger: ${stranger.status} ${codeOf(stranger)}`.trim();
  return { measured, pass: stranger.status === 401 };
}

async function lanes(world: World): Promise<Finding> {
  const { person, code } = await renewed(world);
  const owner = await tryCode(world, person, code, person.device);
  if (owner.status === 429) wanted('otp/verify', owner);
  const measured = `the owner's device: ${owner.status} ${codeOf(owner)}`.trim();
  return { measured, pass: owner.status === 200 };
}

export const tryInvariants: Invariant[] = [
  { name: 'tries-overshoot', expected: 'no sixth try at a code', measure: overshoot },
  { name: 'tries-resend', expected: 'a new code renews no try', measure: resend },
  { name: 'tries-lanes', expected: 'strangers use up none of the owner', measure: lanes },
];
