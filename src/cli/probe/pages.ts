import { type Answer, cookieHeader, StepError, wanted } from './http.ts';
import type { World } from './invariant.ts';

/** What a browser sends to be answered by a page. */
const HTML = { Accept: 'text/html' };
const COOKIES =
  /refresh_token|browser$|sign-in|notice$|registration|attempt-|parked-answer|pending-identity/;

/** The cookies of a browser, as its `Cookie` header. */
export type Visitor = { cookie: string };

/** Opens a page as a browser does, and keeps its cookies. */
export async function open(world: World, visitor: Visitor, path: string): Promise<Answer> {
  const answer = await world.call('GET', path, { cookie: visitor.cookie, headers: HTML });
  keepCookies(visitor, answer);
  return answer;
}

/** Opens a page with a form, and returns the token of its forms. */
export async function tokenOn(world: World, visitor: Visitor, path: string): Promise<string> {
  const { text } = wanted(path, await open(world, visitor, path));
  const token = /name="csrf_token" value="(?<token>[^"]+)"/.exec(text)?.groups?.token;
  if (token === undefined) throw new StepError(`${path} has no form`);
  return token;
}

/** Sends a form as a page of the deployment does; `headers` replace what it sends. */
export async function send(
  world: World,
  { cookie }: Visitor,
  path: string,
  { form, headers = {} }: { form: Record<string, string>; headers?: Record<string, string> },
): Promise<Answer> {
  const { origin } = new URL(world.url);
  const answer = await world.call('POST', path, {
    ...{ form, cookie },
    headers: { ...HTML, Origin: origin, ...headers },
  });
  return wanted(path, answer, answer.status === 429 ? 303 : answer.status);
}

/** Keeps what an answer sets, and forgets what it takes back. */
export function keepCookies(visitor: Visitor, { cookies }: Answer): void {
  const held = new Map(visitor.cookie.split('; ').map((pair) => [pair.split('=')[0], pair]));
  const set = cookieHeader(cookies, COOKIES);
  for (const pair of set === '' ? [] : set.split('; ')) held.set(pair.split('=')[0], pair);
  for (const cookie of cookies)
    if (/max-age=0/i.test(cookie)) held.delete(cookie.split('=')[0] ?? '');
  visitor.cookie = [...held.values()].filter((pair) => pair !== '').join('; ');
}

/** Whether an answer signs a browser in. */
export const signsIn = ({ cookies }: Answer): boolean =>
  cookies.some((cookie) => /refresh_token=[^;]/.test(cookie));

/** Somebody who asked for a sign-in code on its page, and the code: one mail a minute comes. */
export const visitorWithCode = (world: World) =>
  world.once('page code', async () => {
    const { people, mailbox } = world;
    const { email } = await people.verified('sessions');
    const visitor: Visitor = { cookie: '' };
    const path = '/sign-in/code/send';
    const form = { email, csrf_token: await tokenOn(world, visitor, '/sign-in/code') };
    const ask = async () =>
      keepCookies(visitor, wanted(path, await send(world, visitor, path, { form }), 303));
    const { code } = await mailbox.answerTo(ask, email, 'code');
    const csrf_token = await tokenOn(world, visitor, '/sign-in/code');
    return { visitor, form: { otp: code ?? '', csrf_token } };
  });

/** A browser that is signed in: by a code, since sign-ins are what narrow limits leave least of. */
export async function signedInVisitor(world: World): Promise<Visitor> {
  const { visitor, form } = await visitorWithCode(world);
  if (/refresh_token=/.test(visitor.cookie)) return visitor;
  const answer = await send(world, visitor, '/sign-in/code', { form });
  if (!signsIn(answer)) throw new StepError('a second step is asked for here');
  keepCookies(visitor, answer);
  return visitor;
}
