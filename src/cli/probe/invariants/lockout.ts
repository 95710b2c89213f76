import { type Answer, codeOf, wanted } from '../http.ts';
import type { Finding, Invariant, World } from '../invariant.ts';
import { API, type Person } from '../people.ts';

const MINUTE = 60_000;

const logIn = ({ call }: World, person: Person, password: string, cookie = ''): Promise<Answer> =>
  call('POST', `${API}/login`, { body: { email: person.email, password }, cookie });

/** Sign-ins of one name are limited by the minute too: a race needs one of its own. */
async function freshMinute(world: World): Promise<void> {
  if (!world.routes.isRoomy('logIn')) await world.sleep(MINUTE - (Date.now() % MINUTE) + 500);
}

/** A stranger races wrong passwords; then the right one is given. */
export const locked = (world: World) =>
  world.once('lockout', async () => {
    const person = await world.people.verified('locks');
    const width = world.routes.width('logIn', world.threshold);
    await freshMinute(world);
    const guess = () => logIn(world, person, `Wrong-7-${crypto.randomUUID()}`);
    const guesses = await Promise.all(Array.from({ length: width }, guess));
    const judged = guesses.filter((answer) => codeOf(answer) === 'invalid_credentials').length;
    await freshMinute(world);
    const right = await logIn(world, person, person.password);
    if (right.status === 429) wanted('login', right);
    return { person, width, judged, right };
  });

async function overshoot(world: World): Promise<Finding> {
  const { width, judged, right } = await locked(world);
  const measured = `${judged} of ${width} judged, then the right one: ${right.status}`;
  if (judged < world.threshold && right.status === 200)
    return { measured: `${measured}, the others rate limited`, pass: null };
  return { measured, pass: judged <= world.threshold && codeOf(right) === 'account_locked' };
}

async function lanes(world: World): Promise<Finding> {
  const { person } = await locked(world);
  const owner = await logIn(world, person, person.password, person.device);
  if (owner.status === 429) wanted('login', owner);
  // Where every sign-in has two steps, its code must not be taken for a later one.
  if (owner.body.otp_required === true) await world.mailbox.next(person.email, 'code');
  const measured = `the owner's device: ${owner.status} ${codeOf(owner)}`.trim();
  return { measured, pass: owner.status === 200 };
}

export const lockoutInvariants: Invariant[] = [
  { name: 'lockout-overshoot', expected: 'five are judged, then none', measure: overshoot },
  { name: 'lockout-lanes', expected: 'the owner still signs in', measure: lanes },
];
