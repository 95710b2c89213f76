import { type Answer, StepError, wanted } from '../http.ts';
import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import { API } from '../people.ts';

/** Routes that anyone may ask about an address, and what they are asked. */
const QUESTIONS: Record<string, (email: string) => object> = {
  login: (email) => ({ email, password: 'Wrong-7-battery-staple' }),
  'otp/request': (email) => ({ email }),
  'otp/verify': (email) => ({ email, otp: '000000' }),
  'password/reset': (email) => ({ email }),
  'forgot-password': (email) => ({ email }),
  'password-reset': (email) => ({ email, otp: '000000', password: 'Probe-9-battery-staple' }),
  'email/resend': (email) => ({ email }),
};
/** They differ from answer to answer, or say what this caller has left. */
const VARIABLE =
  /^(date|content-length|content-encoding|set-cookie|ratelimit|retry-after|server-timing|x-response-time|x-request-id|cf-|age|nel|report-to|alt-svc|connection|keep-alive)/;

/** What an answer looks like, without what differs each time or repeats the question. */
function shapeOf({ status, headers, body, cookies }: Answer): string {
  const names = [...headers.keys()].filter((name) => !VARIABLE.test(name));
  const set = cookies.map((cookie) => cookie.split('=')[0]).sort();
  const told = Object.entries(body).map(([name, value]) =>
    ['message', 'title', 'detail', 'code', 'type'].includes(name)
      ? `${name}: ${String(value)}`
      : `${name}: ${typeof value}`,
  );
  return JSON.stringify([status, [...new Set(names)].sort(), set, told.sort()]);
}

async function byAnswer(world: World): Promise<Finding> {
  const { call, people } = world;
  const { email } = await people.verified('sessions');
  const faults: string[] = [];
  let count = 0;
  for (const [path, question] of Object.entries(QUESTIONS)) {
    const ask = (address: string) => call('POST', `${API}/${path}`, { body: question(address) });
    const known = await ask(email);
    const unknown = await ask(people.freshAddress());
    if (known.status === 429 || unknown.status === 429) continue;
    count++;
    if (shapeOf(known) !== shapeOf(unknown))
      faults.push(`${path} (${known.status} and ${unknown.status})`);
  }
  return judgeFaults(count, 'routes', faults);
}

/** Registering an address that is taken, next to the registration that took it. */
async function byRegistration({ call, people }: World): Promise<Finding> {
  const { email, password, registered } = await people.verified('sessions');
  const body = { email, password, terms_accepted: true, privacy_policy_accepted: true };
  const again = await call('POST', `${API}/register`, { body });
  if (again.status === 429) wanted('register', again);
  if (registered === null) throw new StepError('the registration got no answer');
  const alike = shapeOf(again) === shapeOf(registered);
  return {
    measured: `${registered.status} and ${again.status}, ${alike ? 'alike' : 'told apart'}`,
    pass: alike,
  };
}

export const enumerationInvariants: Invariant[] = [
  { name: 'enumeration-answers', expected: 'known and unknown alike', measure: byAnswer },
  { name: 'enumeration-register', expected: 'taken and free alike', measure: byRegistration },
];
