import { isNotable } from '../../../src/audit/event.ts';
import type { AuditRow } from '../../../src/audit/table.ts';
import type { Session } from '../../../src/guard/session.ts';
import type { AccountView } from '../../../src/users/user.ts';
import { APP } from '../app.ts';
import type { Person } from './person.ts';
import type { KilledRuntime } from './runtime.ts';
import type { GuardRows } from './worker.ts';

type Row = Record<string, unknown>;
type Told = { sessions: Row[]; events: Row[]; user: Row | undefined };

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const toRow = (session: Session): Row =>
  Object.fromEntries(
    Object.entries({ ...session, amr: JSON.stringify(session.amr) }).map(([name, value]) => [
      snake(name),
      value,
    ]),
  );
const sorted = (rows: Row[]) =>
  JSON.stringify(
    rows
      .map((row) => Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  );

/** Says what of a person D1 has other than their guard, or other than they were told. */
export function differencesOf(
  { record }: Pick<Person, 'record'>,
  guard: GuardRows,
  told: Told,
): string[] {
  const found: string[] = [];
  const say = (holds: boolean, what: string) => {
    if (!holds) found.push(`${record.email}: ${what}`);
  };
  const sessions = guard.sessions.map((session) => JSON.parse(session) as Session);
  say(guard.outbox === 0 && guard.pending === 0, 'the guard has more to say');
  say(sorted(sessions.map(toRow)) === sorted(told.sessions), 'the sessions differ');

  const events = guard.events.map((event) => JSON.parse(event) as AuditRow);
  const ids = new Set(told.events.map(({ id }) => id));
  const missing = events.filter(isNotable).filter(({ id }) => !ids.has(id));
  say(missing.length === 0, `missing: ${missing.map(({ type }) => type).join()}`);
  say(ids.size === told.events.length, 'an event is there twice');

  const { signIns, grants, failures, logOuts, passwords, resets, emails } = record.counts;
  const within = (what: string, count: number, { told: least, lost }: typeof signIns) =>
    say(count >= least && count <= least + lost, `${count} ${what}, told ${least}, lost ${lost}`);
  const ofType = (type: string) => told.events.filter((event) => event.type === type).length;
  const own = sessions.filter(({ clientId }) => clientId !== APP.id);
  within('sessions', own.length, signIns);
  within('grants', sessions.length - own.length, grants);
  within('failures', ofType('session.sign_in_failed'), failures);
  within('passwords', ofType('password.changed'), passwords);
  within('resets', ofType('password.reset'), resets);
  within('addresses', ofType('email.changed'), emails);
  const loggedOut = sessions.filter(({ revokeReason }) => revokeReason === 'logout').length;
  within('sign-outs', loggedOut, logOuts);

  const view = JSON.parse(guard.account?.view ?? 'null') as AccountView | null;
  say(view?.version === told.user?.version, 'the versions differ');
  say(told.user?.email === record.email, `the address is ${String(told.user?.email)}`);
  say(view?.firstName === told.user?.first_name, 'the names differ');
  say(
    record.name === '' || told.user?.first_name === record.name,
    `the name is not ${record.name}`,
  );
  const last = Math.max(...own.map(({ createdAt }) => createdAt));
  say(told.user?.last_login_at === last, 'the last sign-in differs');
  return found;
}

/** Compares all. Returns the differences, and how many sessions and events there were. */
export async function compareAll(runtime: KilledRuntime, people: Person[]) {
  const guards = await runtime.guardsOf(people.map(({ record }) => record.id));
  const sessions = await runtime.rowsOf<Row>('select * from sessions');
  const events = await runtime.rowsOf<Row>('select * from audit_events');
  const users = await runtime.rowsOf<Row>('select * from users');
  const differences = people.flatMap((person, index) => {
    const own = (row: Row) => row.user_id === person.record.id;
    const user = users.find(({ id }) => id === person.record.id);
    const told = { sessions: sessions.filter(own), events: events.filter(own), user };
    return differencesOf(person, guards[index] as GuardRows, told);
  });
  return { differences, sessions: sessions.length, events: events.length };
}
