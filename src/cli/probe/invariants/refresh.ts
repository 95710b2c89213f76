import { type Answer, codeOf, wanted } from '../http.ts';
import type { Finding, Invariant, World } from '../invariant.ts';
import { jtiOf } from '../jwt.ts';
import { API, type Session } from '../people.ts';

const WIDTH = 50;

const refresh = (world: World, token: string): Promise<Answer> =>
  world.call('POST', `${API}/token/refresh`, { body: { refresh: token } });
const successorOf = ({ body }: Answer) => jtiOf(String(body.refresh_token ?? ''));

async function signIn(world: World, role: 'sessions' | 'codes'): Promise<Session> {
  return world.people.signIn(await world.people.verified(role));
}

async function raceOne(world: World): Promise<Finding> {
  const { refresh: token } = await signIn(world, 'sessions');
  const answers = await Promise.all(Array.from({ length: WIDTH }, () => refresh(world, token)));
  const good = answers.filter(({ status }) => status === 200);
  const limited = answers.filter(({ status }) => status === 429).length;
  const successors = new Set(good.map(successorOf));
  const measured = `${successors.size} successors in ${good.length} of ${WIDTH} answers`;
  if (limited > 0 && successors.size <= 1)
    return { measured: `${measured}, ${limited} limited`, pass: good.length > 1 ? true : null };
  return { measured, pass: successors.size === 1 && good.length === WIDTH };
}

/** The first answer counts as lost: the client presents its token again. */
async function retry(world: World): Promise<Finding> {
  const { refresh: token } = await signIn(world, 'codes');
  const lost = wanted('token/refresh', await refresh(world, token));
  const again = await refresh(world, token);
  if (again.status === 429) wanted('token/refresh', again);
  const isSame = again.status === 200 && successorOf(again) === successorOf(lost);
  const told = again.status === 200 ? 'another successor' : `${again.status} ${codeOf(again)}`;
  return { measured: isSame ? 'the same successor' : told, pass: isSame };
}

async function replay(world: World): Promise<Finding> {
  const { refresh: token } = await signIn(world, 'codes');
  const next = wanted('token/refresh', await refresh(world, token));
  await world.sleep(world.grace * 1000 + 1500);
  const late = await refresh(world, token);
  if (late.status === 429) wanted('token/refresh', late);
  const current = await refresh(world, String(next.body.refresh_token));
  const access = String(next.body.access_token);
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
