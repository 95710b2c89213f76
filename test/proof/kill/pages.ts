import { type Jar, jarOf, type PageAnswer, refreshIn, tokenIn } from '../page.ts';
import type { Answer } from './connection.ts';
import type { Person } from './person.ts';
import { type Device, deviceIn, note } from './record.ts';

export const PAGES = {
  'sign-in page': '/sign-in',
  'name page': '/account/profile',
  'sessions page': '/account/sessions',
  'sign-out page': '/sign-out',
  'step-up page': '/account/step-up',
} as const;
export type PageFlow = keyof typeof PAGES;

export type Pressed = PageAnswer & { lost: number };
type Press = { path: string; jar: Jar; fields?: Record<string, string>; as?: string };

/**
 * Opens a page and sends its form; sends it again where the answer got lost, as people do. `as` is
 * how a kill names the form, by default its path.
 */
export async function press(
  person: Person,
  { path, jar, fields = {}, as = path }: Press,
): Promise<Pressed> {
  const { connection } = person.world;
  const opened = await connection.askPage(path, { jar });
  const token = tokenIn(opened);
  if (opened.status !== 200 || token === null) return { ...opened, lost: 0 };
  return connection.askPage(path, { jar, form: { ...fields, csrf_token: token }, as });
}

/** Whether a form was taken; one that led to sign in was not. */
const isTaken = ({ status, to }: Pressed, path: string) =>
  status === 303 && (path === '/sign-in' || !to?.startsWith('/sign-in'));

/** Says what came instead of what should. */
export function complain(person: Person, path: string, { status, to, text, lost }: Pressed): void {
  const code = `${to ?? ''} ${/<h1[^>]*>(.*?)<\/h1>/s.exec(text)?.[1] ?? ''}`;
  person.problem(`the page ${path}`, { status, body: { code }, lost } satisfies Answer);
}

async function signIn(person: Person): Promise<void> {
  const { record, cookies, post, problem } = person;
  const jar: Jar = new Map(cookies);
  const path = PAGES['sign-in page'];
  const fields = { email_or_username: record.email, password: record.password };
  const pressed = await press(person, { path, jar, fields });
  const refresh = refreshIn(jar);
  note(record.counts.signIns, pressed, refresh === undefined ? 0 : 1);
  if (!isTaken(pressed, path) || refresh === undefined) return complain(person, path, pressed);
  const renewed = await post('/token/refresh', { refresh });
  if (renewed.status !== 200) return problem('the sign-in of a page is lost', renewed);
  record.live.push(deviceIn(renewed.body));
}

async function rename(person: Person, device: Device): Promise<void> {
  const path = PAGES['name page'];
  const first_name = `Page ${crypto.randomUUID().replaceAll(/[^a-f]/g, '')}x`;
  const pressed = await press(person, { path, jar: jarOf(device.refresh), fields: { first_name } });
  if (!isTaken(pressed, path)) return complain(person, path, pressed);
  person.record.name = first_name;
}

async function endOther(person: Person, device: Device): Promise<void> {
  const path = PAGES['sessions page'];
  const other = person.world.random.pick(person.usable().filter((one) => one !== device));
  if (other === undefined) return person.signIn();
  const fields = { end: other.id };
  const pressed = await press(person, { path, jar: jarOf(device.refresh), fields });
  // A second press finds it ended already.
  const isEnded = isTaken(pressed, path) || (pressed.status === 404 && pressed.lost > 0);
  if (!isEnded) return complain(person, path, pressed);
  person.setAside(other);
}

async function signOut(person: Person, device: Device): Promise<void> {
  const path = PAGES['sign-out page'];
  const pressed = await press(person, { path, jar: jarOf(device.refresh) });
  const isOut = isTaken(pressed, path);
  note(person.record.counts.logOuts, pressed, isOut ? 1 : 0);
  if (!isOut) return complain(person, path, pressed);
  person.setAside(device);
}

async function stepUp(person: Person, device: Device): Promise<void> {
  const path = PAGES['step-up page'];
  const jar = jarOf(device.refresh);
  const fields = { password: person.record.password };
  const pressed = await press(person, { path, jar, fields });
  const refresh = refreshIn(jar);
  if (!isTaken(pressed, path) || refresh === undefined || refresh === device.refresh)
    return complain(person, path, pressed);
  device.former = { refresh: device.refresh, at: Date.now() };
  device.oldest ??= device.former;
  device.refresh = refresh;
  // Its access token is that of before: what was acknowledged is the cookie.
  await person.refresh(device);
}

/** Does something by pages, as somebody with a browser does. */
export function actByPage(person: Person, flow: PageFlow, device: Device): Promise<void> {
  switch (flow) {
    case 'sign-in page':
      return signIn(person);
    case 'name page':
      return rename(person, device);
    case 'sessions page':
      return endOther(person, device);
    case 'sign-out page':
      return signOut(person, device);
    case 'step-up page':
      return stepUp(person, device);
  }
}
