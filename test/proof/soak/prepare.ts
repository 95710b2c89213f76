import { copyRows } from '../../bench/copy-rows.ts';
import type { Served } from '../../bench/serve.ts';
import { addressOf } from '../../bench/service.ts';
import { personColumns } from '../../bench/service-rows.ts';
import type { Api } from './api.ts';
import { signIn, signUp } from './flows.ts';
import type { Person } from './person.ts';

/** Those who really sign up. Others do while people act. */
const SIGNED_UP = 10;
/** Sign-ins at once. */
const AT_ONCE = 8;
/** What the ids of copies have in common. */
const FAMILY = '50a50a50';

/**
 * Copies of somebody's row. A thousand sign-ups and their mails would take longer than the soak.
 */
async function copyPerson(served: Served, person: Person, count: number): Promise<Person[]> {
  const db = await served.mf.getD1Database('DB');
  // One who has never signed in is not told of a new device.
  const fresh = { ...personColumns(FAMILY), last_login_at: 'null' };
  await copyRows(db, { table: 'users', where: `id = '${person.id}'`, from: 0, count, fresh });
  const { results } = await db
    .prepare('select id, email from users where id like ?')
    .bind(`%-${FAMILY}0000`)
    .all<{ id: string; email: string }>();
  return results.map(({ id, email }, index) => ({
    ...person,
    id,
    email,
    ip: addressOf(SIGNED_UP + index),
    cookies: new Map(),
    devices: [],
  }));
}

/** Returns people who are signed in once each: that makes the guard of a copy. */
export async function preparePeople(served: Served, api: Api, count: number): Promise<Person[]> {
  const signedUp = await Promise.all(
    Array.from({ length: Math.min(SIGNED_UP, count) }, (_, index) => signUp(api, addressOf(index))),
  );
  const [first] = signedUp;
  if (first === undefined || count <= SIGNED_UP) return signedUp;
  const copies = await copyPerson(served, first, count - SIGNED_UP);
  const due = copies.values();
  const places = Array.from({ length: AT_ONCE }, async () => {
    for (const person of due) await signIn(api, person);
  });
  await Promise.all(places);
  return [...signedUp, ...copies];
}
