import type { Answer } from '../http.ts';
import type { Finding, Invariant, World } from '../invariant.ts';
import { keepCookies, signsIn, tokenOn, type Visitor, visitorWithCode } from '../pages.ts';
import { withPasskey } from './factors.ts';
import { raceOf } from './race.ts';

/** Presses of one button where limits are narrow, and of one whose wrong tries are few. */
const NARROW = 4;

/** Presses a button. What signs in counts as 200, any other answer as what it is. */
async function press(
  world: World,
  { cookie }: Visitor,
  { path, form }: { path: string; form: Record<string, string> },
): Promise<Answer> {
  const headers = { Origin: new URL(world.url).origin, Accept: 'text/html' };
  const answer = await world.call('POST', path, { form, cookie, headers });
  if (signsIn(answer)) return { ...answer, status: 200 };
  return answer.status === 200 ? { ...answer, status: 409 } : answer;
}

/** One mailed code, pressed many times on its page. */
async function code(world: World): Promise<Finding> {
  const { visitor, form } = await visitorWithCode(world);
  const before = { ...visitor };
  const use = () => press(world, before, { path: '/sign-in/code', form });
  const keep = (answer: Answer) => keepCookies(visitor, answer);
  return raceOf(world.routes.isLimited ? NARROW : 20, use, keep);
}

/** One recovery code, pressed several times on the page that asks who it is again. */
async function stepUp(world: World): Promise<Finding> {
  const { session, codes } = await withPasskey(world);
  const isHttps = new URL(world.url).protocol === 'https:';
  const visitor = { cookie: `${isHttps ? '__Host-' : ''}refresh_token=${session.refresh}` };
  const path = '/account/step-up';
  const csrf_token = await tokenOn(world, visitor, `${path}?by=recovery_code`);
  const form = { csrf_token, by: 'recovery_code', recovery_code: codes[0] ?? '' };
  // Its wrong tries are those of the session that removes the account.
  return raceOf(NARROW, () => press(world, visitor, { path, form }));
}

export const pageCodeInvariants: Invariant[] = [
  { name: 'pages-single-use-code', expected: '1 success', measure: code },
];
/** After the factors that it uses. */
export const pageProofInvariants: Invariant[] = [
  { name: 'pages-single-use-step-up', expected: '1 success', measure: stepUp },
];
