import { actByApp } from './apps.ts';
import type { Person } from './person.ts';
import { actByProvider } from './providers.ts';
import type { Acknowledged, Device } from './record.ts';
import { verify } from './verify.ts';

const DISCONNECTED = 'the end of a connection';

/** Answers that were never given, each of which must be missed. */
const MADE_UP: Record<string, (record: Acknowledged, device: Device) => void> = {
  'a name': (record) => {
    record.name = 'Never Said';
  },
  'an address': (record) => {
    record.email = `never-${record.email}`;
  },
  'a sign-out': (record, device) => {
    record.ended.push(device);
  },
  'a new password': (record) => {
    record.formerPassword = record.password;
  },
  'a use of a link': (record) => {
    const { email, password } = record;
    record.links.push({ path: '/login', json: { email, password } });
  },
  'the end of a grant': (record) => {
    record.endedGrants.push(...record.grants);
  },
  'a grant': (record) => {
    const tokens = { access_token: 'x', refresh_token: 'x' };
    record.grants.push({ ...tokens, hiddenUntil: 0, byProvider: false });
  },
  'a connection': (record) => {
    record.identity = { id: crypto.randomUUID(), sub: 'nobody' };
  },
  [DISCONNECTED]: (record) => {
    record.formerSub = record.identity?.sub ?? null;
  },
  'a refresh': (_, device) => {
    device.former = { refresh: device.refresh, at: Date.now() };
    device.refresh = `x.${Buffer.from('{"jti":"made-up"}').toString('base64url')}.x`;
  },
};

/** People that {@link findPlanted} wants: one for each answer. */
export const WANTED = Object.keys(MADE_UP).length;

/** Puts each into the record of somebody. Returns those that were not missed; empties `faults`. */
export async function findPlanted(people: Person[], faults: string[]): Promise<string[]> {
  const unnoticed: string[] = [];
  const usable = people.filter((person) => person.usable().length > 0);
  const withApp = await findWithApp(usable);
  const connected = await findConnected(usable.filter((person) => person !== withApp));
  // What was planted in somebody would be missed again with the next: each gets another person.
  const others = usable.filter((person) => person !== withApp && person !== connected);
  const chosen: Record<string, Person | undefined> = {
    'the end of a grant': withApp,
    [DISCONNECTED]: connected,
  };
  for (const [name, plant] of Object.entries(MADE_UP)) {
    const person = chosen[name] ?? others.shift();
    const device = person?.usable()[0];
    if (person !== undefined && device !== undefined) {
      plant(person.record, device);
      await verify(person);
    }
    if (faults.splice(0).length === 0) unnoticed.push(name);
  }
  return unnoticed;
}

/** Somebody whose account an app uses; lets it in where nobody has. */
async function findWithApp(people: Person[]): Promise<Person | undefined> {
  const hasApp = ({ record }: Person) => record.grants.some((one) => one.hiddenUntil < Date.now());
  for (const person of people.filter(({ record }) => record.factors === null)) {
    const [device] = person.usable();
    if (!hasApp(person) && device !== undefined) await actByApp(person, 'let an app in', device);
    if (hasApp(person)) return person;
  }
  return undefined;
}

/** Somebody who has connected a provider; connects one where nobody has. */
async function findConnected(people: Person[]): Promise<Person | undefined> {
  const able = people.filter(({ record }) => record.factors === null);
  for (const person of able) {
    if (person.record.identity === null) await actByProvider(person, 'connect a provider');
    if (person.record.identity !== null) return person;
  }
  return undefined;
}
