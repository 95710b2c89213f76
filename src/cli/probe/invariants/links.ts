import { cookieHeader, StepError, wanted } from '../http.ts';
import type { Finding, Invariant, World } from '../invariant.ts';
import { API } from '../people.ts';
import { locked } from './lockout.ts';
import { raceOf } from './race.ts';

/**
 * Presses of one button: the pages have the limits of what they do, which is not in the document.
 */
const pressesOf = ({ routes }: World) => (routes.isLimited ? 4 : 20);

/** Opens the page of a link, as a browser does, and returns what presses its button. */
async function buttonOf({ call, url }: World, page: string, token: string) {
  const opened = wanted(page, await call('GET', `${page}?token=${encodeURIComponent(token)}`));
  const csrf = /name="csrf_token" value="(?<csrf>[^"]+)"/.exec(opened.text)?.groups?.csrf;
  if (csrf === undefined) throw new StepError(`${page} has no form`);
  const cookie = cookieHeader(opened.cookies, /browser$/);
  const headers = { Origin: new URL(url).origin };
  return async () => {
    const answer = await call('POST', page, { form: { token, csrf_token: csrf }, cookie, headers });
    // A form that was taken leads on.
    return answer.status === 303 ? { ...answer, status: 200 } : answer;
  };
}

/** Whose account is locked is mailed a link that unlocks it. */
async function unlock(world: World): Promise<Finding> {
  const { email } = (await locked(world)).person;
  const { token } = await world.mailbox.next(email, '/unlock-account');
  if (token === null) throw new StepError('the mail has no link');
  return raceOf(pressesOf(world), await buttonOf(world, '/unlock-account', token));
}

async function move(world: World): Promise<Finding> {
  const { call, mailbox, people } = world;
  const person = await people.verified('locks');
  const to = people.freshAddress();
  const body = { new_email: to, password: person.password };
  const ask = async () =>
    wanted(
      'email/change',
      await call('POST', `${API}/email/change`, { body, token: person.access }),
    );
  const mailed = await mailbox.answerTo(ask, to, '/change-email');
  const link = mailed.token;
  if (link === null) throw new StepError('the mail has no link');
  const keep = () => void Object.assign(person, { email: to });
  return raceOf(pressesOf(world), await buttonOf(world, '/change-email', link), keep);
}

export const linkInvariants: Invariant[] = [
  { name: 'single-use-unlock-link', expected: '1 success', measure: unlock },
  { name: 'single-use-address-link', expected: '1 success', measure: move },
];
