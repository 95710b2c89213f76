import { type Jar, jarOf, refreshIn, tokenIn } from '../page.ts';
import { type Api, Unexpected } from './api.ts';
import { type Device, deviceIn, type Person } from './person.ts';

/** Opens a page with a form, sends that, and goes where it leads. Returns the page found there. */
async function submit(
  api: Api,
  { ip }: Person,
  { path, jar, fields = {} }: { path: string; jar: Jar; fields?: Record<string, string> },
): Promise<string> {
  const opened = await api.askPage('GET', path, { jar, ip });
  const csrf_token = tokenIn(opened);
  if (csrf_token === null) throw new Unexpected(`the page ${path} has no form`);
  const form = { ...fields, csrf_token };
  const { to } = await api.askPage('POST', path, { jar, ip, form, expect: 303 });
  if (to === null || to.startsWith('/sign-in')) throw new Unexpected(`${path} leads to ${to}`);
  // The account's first page is behind one more redirect.
  const next = to === '/account' ? '/account/profile' : to;
  return (await api.askPage('GET', next, { jar, ip })).text;
}

/** The tokens that a browser came to hold, for what a person does by the API. */
async function keep(api: Api, person: Person, jar: Jar): Promise<Device> {
  const json = { refresh: refreshIn(jar) };
  return deviceIn((await api.ask(person, 'POST', '/auth/token/refresh', { json })).body);
}

async function signIn(api: Api, person: Person): Promise<void> {
  const jar: Jar = new Map(person.cookies);
  const fields = { email_or_username: person.email, password: person.password };
  await submit(api, person, { path: '/sign-in', jar, fields });
  person.devices.push(await keep(api, person, jar));
}

async function rename(api: Api, person: Person, { refresh }: Device): Promise<void> {
  const first_name = `Ada ${'abcdef'[api.random.below(6)]}`;
  const jar = jarOf(refresh);
  const text = await submit(api, person, { path: '/account/profile', jar, fields: { first_name } });
  if (!text.includes(`value="${first_name}"`)) throw new Unexpected('the page has another name');
}

async function stepUp(api: Api, person: Person, device: Device): Promise<void> {
  const jar = jarOf(device.refresh);
  const fields = { password: person.password };
  await submit(api, person, { path: '/account/step-up', jar, fields });
  Object.assign(device, await keep(api, person, jar));
}

async function endOther(api: Api, person: Person, device: Device): Promise<void> {
  const other = person.devices.find((one) => one !== device);
  if (other === undefined) return;
  const jar = jarOf(device.refresh);
  await submit(api, person, { path: '/account/sessions', jar, fields: { end: other.id } });
  person.devices = person.devices.filter((one) => one !== other);
  await api.ask(person, 'GET', '/auth/me', { token: other.access, expect: 401 });
}

async function signOut(api: Api, person: Person, device: Device): Promise<void> {
  await submit(api, person, { path: '/sign-out', jar: jarOf(device.refresh) });
  person.devices = person.devices.filter((one) => one !== device);
  await api.ask(person, 'GET', '/auth/me', { token: device.access, expect: 401 });
}

/** Does something by pages, as somebody with a browser does. */
export async function usePages(api: Api, person: Person, device: Device): Promise<void> {
  const does = api.random.pick([rename, rename, stepUp, endOther, signOut]) ?? rename;
  // A second step that is mailed is taken by the API.
  if (!person.secondStep && api.random.below(3) === 0) return signIn(api, person);
  await does(api, person, device);
}

/** Looks at somebody in the console, and now and then gives them the roles that they have. */
export async function useConsole(api: Api, admin: Person, about: Person): Promise<void> {
  const [device] = admin.devices;
  if (device === undefined) return;
  const [jar, path] = [jarOf(device.refresh), `/admin/users/${about.id}`];
  const by = { jar, ip: admin.ip };
  await api.askPage('GET', '/admin/users', by);
  const opened = await api.askPage('GET', path, by);
  if (api.random.below(3) > 0) return;
  const csrf_token = tokenIn(opened);
  const version = /name="version" value="(?<version>\d+)"/.exec(opened.text)?.groups?.version;
  if (csrf_token === null || version === undefined) throw new Unexpected(`${path} has no act`);
  const form = { csrf_token, version, act: 'roles', reason: 'soak' };
  const { status, to } = await api.askPage('POST', path, { ...by, form, expect: null });
  // 409: the person has changed since the page was opened, as it says.
  if (status !== 409 && to !== path) throw new Unexpected(`${path}: ${status} to ${to}`);
}
