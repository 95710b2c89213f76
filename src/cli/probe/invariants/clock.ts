import { wanted } from '../http.ts';
import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import { decode, type Part } from '../jwt.ts';
import { API, type Session } from '../people.ts';

/** Seconds that clocks of one service may differ by: `Date` has whole seconds, `iat` too. */
const SKEW = 2;

const payloadOf = (token: string): Part => decode(token)?.payload ?? {};

/** The service's own clock, in seconds: `Date`, or what health says where no proxy sets that. */
async function clockOf({ call }: World): Promise<{ by: string; seconds: number }> {
  const health = wanted('health', await call('GET', `${API}/health`));
  const date = health.headers.get('Date');
  const text = date ?? String(health.body.timestamp);
  return { by: date === null ? 'health' : 'Date', seconds: Date.parse(text) / 1000 };
}

/** A sign-in, and the service's clock right before and after it. */
export const timedSession = (world: World) =>
  world.once('timed session', async () => {
    const person = await world.people.verified('codes');
    const before = await clockOf(world);
    const session: Session = await world.people.signIn(person);
    return { before, session, after: await clockOf(world) };
  });

async function skew(world: World): Promise<Finding> {
  const { before, session, after } = await timedSession(world);
  const { access } = session;
  const iat = Number(payloadOf(access).iat);
  const early = before.seconds - iat;
  const late = iat - after.seconds;
  const off = Math.max(0, early, late);
  const measured = `iat is ${off.toFixed(1)} s off the service's clock (${before.by})`;
  return { measured, pass: off <= SKEW };
}

async function lifetimes(world: World): Promise<Finding> {
  const { access, refresh, answer } = (await timedSession(world)).session;
  const [short, long] = [payloadOf(access), payloadOf(refresh)];
  const lifeOf = ({ exp, iat }: Part) => Number(exp) - Number(iat);
  const said = Number(answer.body.expires_in);
  const saidRefresh = Number(answer.body.refresh_expires_in);
  const faults: string[] = [];
  if (lifeOf(short) !== said) faults.push(`access lives ${lifeOf(short)} s, said are ${said}`);
  if (Math.abs(lifeOf(long) - saidRefresh) > SKEW)
    faults.push(`refresh lives ${lifeOf(long)} s, said are ${saidRefresh}`);
  const cookie = answer.cookies.find((one) => /refresh_token=/.test(one)) ?? '';
  const kept = Number(/max-age=(\d+)/i.exec(cookie)?.[1]);
  if (Math.abs(kept - lifeOf(long)) > SKEW) faults.push(`its cookie is kept ${kept} s`);
  return judgeFaults(3, 'lifetimes', faults);
}

export const clockInvariants: Invariant[] = [
  { name: 'clock-skew', expected: `within ${SKEW} s`, measure: skew },
  { name: 'clock-lifetimes', expected: 'tokens live as long as said', measure: lifetimes },
];
