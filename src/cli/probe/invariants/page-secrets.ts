import type { Answer } from '../http.ts';
import type { Finding, Invariant, World } from '../invariant.ts';
import { askForCode, signsIn, tokenOn } from '../pages.ts';
import { withApp } from './factors.ts';
import { raceOf } from './race.ts';

/** Presses of one button, where nothing is limited and where it is. */
const widthOf = ({ routes }: World, narrow: number) => (routes.isLimited ? narrow : 20);
/** A form that took effect counts as 200, any other answer as what it is. */
const judged = (answer: Answer, isDone: boolean): Answer => ({
  ...answer,
  status: isDone ? 200 : answer.status === 200 ? 409 : answer.status,
});

/** One mailed code, pressed many times on its page. */
async function code(world: World): Promise<Finding> {
  const { visitor, form } = await askForCode(world);
  const press = async () => {
    const answer = await world.call('POST', '/sign-in/code', {
      ...{ form, cookie: visitor.cookie },
      headers: { Origin: new URL(world.url).origin, Accept: 'text/html' },
    });
    return judged(answer, signsIn(answer));
  };
  return raceOf(widthOf(world, 4), press);
}

/** One recovery code, pressed many times on the page that asks who it is again. */
async function stepUp(world: World): Promise<Finding> {
  const { forApp, codes } = await withApp(world);
  const isHttps = new URL(world.url).protocol === 'https:';
  const visitor = { cookie: `${isHttps ? '__Host-' : ''}refresh_token=${forApp.refresh}` };
  const path = '/account/step-up';
  const csrf_token = await tokenOn(world, visitor, `${path}?by=recovery_code`);
  const form = { csrf_token, by: 'recovery_code', recovery_code: codes[1] ?? '' };
  const press = async () => {
    const answer = await world.call('POST', path, {
      ...{ form, cookie: visitor.cookie },
      headers: { Origin: new URL(world.url).origin, Accept: 'text/html' },
    });
    return judged(answer, signsIn(answer));
  };
  return raceOf(widthOf(world, 3), press);
}

export const pageCodeInvariants: Invariant[] = [
  { name: 'pages-single-use-code', expected: '1 success', measure: code },
];
/** After the factors that it uses. */
export const pageProofInvariants: Invariant[] = [
  { name: 'pages-single-use-step-up', expected: '1 success', measure: stepUp },
];
