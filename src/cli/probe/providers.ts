import { type Answer, StepError, wanted } from './http.ts';
import type { World } from './invariant.ts';
import { open, type Visitor } from './pages.ts';

/** Where the way to a provider begins. */
export const pathOf = (id: string) => `/sign-in/with/${id}`;

/** The providers that the page offers. Throws if there is none: then nothing is measured. */
export const providersOf = (world: World): Promise<string[]> =>
  world.once('providers', async () => {
    const { text } = wanted('/sign-in', await open(world, { cookie: '' }, '/sign-in'));
    const found = text.matchAll(/href="[^"]*\/sign-in\/with\/([a-z][a-z0-9-]*)(?=["?])/g);
    const ids = [...new Set([...found].map(([, id = '']) => id))];
    if (ids.length === 0) throw new StepError('no provider is configured');
    return ids;
  });

/** Where the deployment says that it is, whatever it is reached by. */
export async function ownOrigin(world: World): Promise<string> {
  const path = '/.well-known/oauth-authorization-server';
  const { body } = wanted(path, await world.call('GET', path));
  return new URL(String(body.authorization_endpoint)).origin;
}

/** A browser on its way, the answer that led it off, and where to. */
export type Way = { visitor: Visitor; answer: Answer; to: URL };

/** Goes to a provider in a fresh browser, up to its page, which is not opened. */
export async function setOut(world: World, id: string): Promise<Way> {
  const visitor: Visitor = { cookie: '' };
  const answer = wanted(pathOf(id), await open(world, visitor, pathOf(id)), 303);
  const to = new URL(answer.headers.get('Location') ?? '', world.url);
  if (to.origin === new URL(world.url).origin) throw new StepError(`${id} cannot be reached`);
  return { visitor, answer, to };
}

/** What is wrong with a cookie that must be ours alone, and go soon. */
export function faultsOfCookie(world: World, cookie: string, longest: number): string[] {
  const isHttps = new URL(world.url).protocol === 'https:';
  const age = Number(/; max-age=(\d+)/i.exec(cookie)?.[1] ?? Number.POSITIVE_INFINITY);
  const rules: [boolean, string][] = [
    [!isHttps || cookie.startsWith('__Host-'), 'no __Host- name'],
    [!isHttps || /; secure/i.test(cookie), 'not Secure'],
    [/; httponly/i.test(cookie), 'not HttpOnly'],
    [/; samesite=lax/i.test(cookie), 'not SameSite=Lax'],
    [/; path=\/(;|$)/i.test(cookie), 'another path'],
    [age <= longest, 'lives too long'],
  ];
  return rules.filter(([holds]) => !holds).map(([, says]) => says);
}

/** What an answer sets: without what it takes back. */
export const setBy = ({ cookies }: Answer): string[] =>
  cookies.filter((cookie) => !/^[^=;]*=;/.test(cookie) && !/; max-age=0/i.test(cookie));
/** The name of a cookie, the same over https and http. */
export const nameOf = (cookie: string): string =>
  (cookie.split('=')[0] ?? '').replace('__Host-', '');
