import type { OldHolder } from './old-person.ts';
import type { Fixture } from './upgrade-world.ts';

/** The versions that are upgraded: the first one, and the last one without pages. */
const files = import.meta.glob<string>('./fixtures/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const parse = (commit: string) =>
  JSON.parse(files[`./fixtures/${commit}.json`] ?? 'null') as Fixture;

/** The first version: no second factors of one's own, guards without a version. */
export const FIRST = parse('6e89d6a');
/** The one with second factors, whose guards keep sessions and history. */
export const WITH_FACTORS = parse('736823a8');
export const VERSIONS = [FIRST, WITH_FACTORS];

/** Someone of a fixture; throws if there is no one of that name. */
export function personIn({ people }: Fixture, name: string): OldHolder {
  const person = people[name];
  if (person === undefined) throw new Error(`nobody is ${name}`);
  return person;
}

/** Tokens of a session of theirs. */
export function heldBy(person: OldHolder, session = 'first') {
  const held = person.sessions?.[session];
  if (held === undefined) throw new Error(`no session ${session}`);
  return held;
}

/** What was mailed to them, or waits for their second step. */
export function waitingFor(person: OldHolder, what: string): string {
  const found = person.waiting?.[what];
  if (found === undefined) throw new Error(`no ${what} waits`);
  return found;
}
