import { type Answer, codeOf, wanted } from '../http.ts';
import type { Finding, Invariant, World } from '../invariant.ts';
import { jtiOf } from '../jwt.ts';
import { API } from '../people.ts';
import { timedSession } from './clock.ts';
import { lastingSession } from './kept-sessions.ts';

const WIDTH = 50;

const refresh = (world: World, token: string): Promise<Answer> =>
  world.call('POST', `${API}/token/refresh`, { body: { refresh: token } });
const successorOf = ({ body }: Answer) => jtiOf(String(body.refresh_token ?? ''));

async function raceOne(world: World): Promise<Finding> {
  const { refresh: token } = await lastingSession(world);
  const answers = await Promise.all(Array.from({ length: WIDTH }, () => refresh(world, token)));
  const good = answers.filter(({ status }) => status === 200);
  const limited = answers.filter(({ status }) => status === 429).length;
  const successors = new Set(good.map(successorOf));
  const measured = `${successors.size} successors in ${good.length} of ${WIDTH} answers`;
  if (limited > 0 && successors.size <= 1)
    return { measured: `${measured}, ${limited} limited`, pass: good.length > 1 ? true : null };
  return { measured, pass: successors.size === 1 && good.length === WIDTH };
}

/** A session that was refreshed once: the token that was shown, and the answer. */
const refreshed = (world: World) =>
  world.once('refreshed session', async () => {
    const { refresh: token } = (await timedSession(world)).session;
    return { token, answer: wanted('token/refresh', await refresh(world, token)) };
  });

/** The answer counts as lost: the client presents its token again. */
async function retry(world: World): Promise<Finding> {
  const { token, answer: lost } = await refreshed(world);
  const again = await refresh(world, token);
  if (again.status === 429) wanted('token/refresh', again);
  const isSame = again.status === 200 && successorOf(again) === successorOf(lost);
  const told = again.status === 200 ? 'another successor' : `${again.status} ${codeOf(again)}`;
  return { measured: isSame ? 'the same successor' : told, pass: isSame };
}

async function replay(world: World): Promise<Finding> {
  const { token, answer } = await refreshed(world);
  await world.sleep(world.grace * 1000 + 1500);
  const late = await refresh(world, token);
  if (late.status === 429) wanted('token/refresh', late);
  const current = await refresh(world, String(answer.body.refresh_token));
  const access = String(answer.body.access_token);
  const me = await world.call('GET', `${API}/me`, { token: access });
  const statuses = [late, current, me].map(({ status }) => status);
  const measured = `replay ${statuses[0]}, current token ${statuses[1]}, access ${statuses[2]}`;
  return { measured, pass: statuses.every((status) => status === 401) };
}

export const refreshInvariants: Invariant[] = [
  { name: 'refresh-race', expected: `${WIDTH} at once get one successor`, measure: raceOne },
  { name: 'refresh-retry', expected: 'a retry gets the same successor', measure: retry },
  { name: 'refresh-replay', expected: 'after the grace the session dies', measure: replay },
];
