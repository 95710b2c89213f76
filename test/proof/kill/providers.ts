import { startFakeProviders } from '../../support/fake-provider.ts';
import { type Jar, jarOf, type PageAnswer, refreshIn } from '../page.ts';
import { complain, type Pressed, press } from './pages.ts';
import type { Person } from './person.ts';
import { type Device, deviceIn, note, noteMail } from './record.ts';

const ID = 'ours';
const LABEL = 'Fernhill ID';
const START = `/sign-in/with/${ID}`;
const CONNECTIONS = '/account/connections';
const JOIN = `${CONNECTIONS}/join`;
const DISCONNECT = `${CONNECTIONS}/:id/disconnect`;

/** What people do with an account at a provider, and the request at which it can be killed. */
export const PROVIDERS = {
  'sign-in by a provider': `${START}/callback`,
  'connect a provider': JOIN,
  'disconnect a provider': DISCONNECT,
} as const;
export type ProviderFlow = keyof typeof PROVIDERS;

/**
 * A code is good once, so who gets no answer goes the whole way again, and so does who hears that
 * the provider is too slow, as on a busy machine: so often.
 */
const WAYS = 4;

/** Serves a provider that vouches for addresses of example.com, and what the service is set to. */
export async function serveProvider() {
  const { url, stop } = await startFakeProviders();
  const body = JSON.stringify({ shape: 'openid' });
  const answer = await fetch(`${url}/control/${ID}`, { method: 'PUT', body });
  const { account, issuer } = (await answer.json()) as {
    account: { clientId: string; secret: string };
    issuer: string;
  };
  const setting = { id: ID, client_id: account.clientId, label: LABEL, issuer };
  const list = JSON.stringify([{ ...setting, authority_for: ['example.com'] }]);
  return { settings: { SOCIAL_PROVIDERS: list, SOCIAL_OURS_SECRET: account.secret }, stop };
}

type Way = { person: Person; jar: Jar; sub: string };

/**
 * Says yes at the provider, and comes back. Where the way does not lead there, ends where it does.
 */
async function comeBack({ person, jar, sub }: Way, begun: PageAnswer): Promise<Pressed> {
  const to = begun.to ?? /content="0;url=([^"]+)"/.exec(begun.text)?.[1] ?? '';
  if (!to.startsWith('http')) return { ...begun, lost: 0 };
  const someone = { sub, email: person.record.email, email_verified: true };
  const way = new URL(to.replaceAll('&amp;', '&'));
  way.searchParams.set('as', JSON.stringify(someone));
  way.searchParams.set('decision', 'continue');
  const answer = await fetch(way, { redirect: 'manual' });
  const { search } = new URL(answer.headers.get('Location') ?? '');
  const path = PROVIDERS['sign-in by a provider'];
  return person.world.connection.askPage(path + search, { jar, as: path });
}

async function enterBy(person: Person, sub: string): Promise<Pressed & { jar: Jar }> {
  const jar: Jar = new Map(person.cookies);
  const begun = await person.world.connection.askPage(START, { jar });
  return { ...(await comeBack({ person, jar, sub }, begun)), jar };
}

async function signIn(person: Person, sub: string): Promise<void> {
  const { record, post, problem } = person;
  for (let ways = 1; ; ways++) {
    const entered = await enterBy(person, sub);
    const refresh = refreshIn(entered.jar);
    note(record.counts.signIns, entered, refresh === undefined ? 0 : 1);
    if (refresh === undefined && ways < WAYS) continue;
    if (refresh === undefined) return complain(person, START, entered);
    const renewed = await post('/token/refresh', { refresh });
    if (renewed.status !== 200) return problem('the sign-in by a provider is lost', renewed);
    record.live.push({ ...deviceIn(renewed.body), byProvider: true });
    return;
  }
}

/** A device that has just been proved to be its owner's. */
async function freshDevice(person: Person): Promise<Device | undefined> {
  await person.signIn();
  return person.usable().at(-1);
}

const mailAbout = ({ record }: Person, what: string) => ({
  to: record.email,
  subject: `${LABEL} was ${what} your Latchkey account`,
});

async function connect(person: Person): Promise<void> {
  const device = await freshDevice(person);
  if (device === undefined) return;
  const { record } = person;
  const way = { person, jar: jarOf(device.refresh), sub: crypto.randomUUID() };
  const mail = mailAbout(person, 'connected to');
  for (let ways = 1; ; ways++) {
    const begun = await press(person, { path: `${CONNECTIONS}/with/${ID}`, jar: way.jar });
    const back = await comeBack(way, begun);
    const pressed = back.to === JOIN ? await press(person, { path: JOIN, jar: way.jar }) : back;
    const id = pressed.to === CONNECTIONS ? await findConnected(person, way.jar) : null;
    noteMail(record, mail, pressed, id === null ? 0 : 1);
    if (id === null && ways < WAYS) continue;
    if (id === null) return complain(person, JOIN, pressed);
    record.identity = { id, sub: way.sub };
    return;
  }
}

/** The id of what is connected; null where nothing is. */
async function findConnected({ world }: Person, jar: Jar): Promise<string | null> {
  const { text } = await world.connection.askPage(CONNECTIONS, { jar });
  return /\/account\/connections\/([\da-f-]{36})\/disconnect/.exec(text)?.[1] ?? null;
}

async function disconnect(person: Person, { id, sub }: { id: string; sub: string }): Promise<void> {
  const device = await freshDevice(person);
  if (device === undefined) return;
  const { record } = person;
  const path = DISCONNECT.replace(':id', id);
  const pressed = await press(person, { path, jar: jarOf(device.refresh), as: DISCONNECT });
  // A second press finds it gone already.
  const isGone =
    (pressed.status === 303 && pressed.to === CONNECTIONS) ||
    (pressed.status === 404 && pressed.lost > 0);
  noteMail(record, mailAbout(person, 'disconnected from'), pressed, isGone ? 1 : 0);
  if (!isGone) return complain(person, DISCONNECT, pressed);
  Object.assign(record, { identity: null, formerSub: sub });
  for (const begun of record.live.filter(({ byProvider }) => byProvider)) person.setAside(begun);
  const [ended, left] = [true, false].map((is) =>
    record.grants.filter(({ byProvider }) => byProvider === is),
  );
  record.endedGrants.push(...(ended ?? []));
  record.grants.splice(0, record.grants.length, ...(left ?? []));
}

/** Does something with an account at a provider. What needs one begins with connecting it. */
export async function actByProvider(person: Person, flow: ProviderFlow): Promise<void> {
  const { identity } = person.record;
  if (identity === null) return connect(person);
  return flow === 'disconnect a provider'
    ? disconnect(person, identity)
    : signIn(person, identity.sub);
}

/**
 * What is connected is so still, and what was disconnected lets nobody in. Returns how much it was.
 */
export async function verifyIdentity(person: Person): Promise<number> {
  const { record, world } = person;
  const { identity, formerSub } = record;
  const [device] = person.usable();
  const isSeen = identity !== null && device !== undefined;
  if (isSeen) {
    const page = await world.connection.askPage(CONNECTIONS, { jar: jarOf(device.refresh) });
    const isThere = page.text.includes(DISCONNECT.replace(':id', identity.id));
    if (!isThere) complain(person, 'without what was connected', page);
  }
  record.formerSub = null;
  if (formerSub !== null) {
    const entered = await enterBy(person, formerSub);
    const isIn = refreshIn(entered.jar) !== undefined;
    // The address has an owner, who is asked to sign in.
    if (isIn || entered.to !== `${START}/existing`)
      complain(person, 'of somebody who was disconnected', entered);
  }
  return Number(isSeen) + Number(formerSub !== null);
}
