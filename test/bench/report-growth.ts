import { compare, type Side, settle } from './compare.ts';
import { copyRows } from './copy-rows.ts';
import { toCell, toHead, toRow } from './figures.ts';
import { EVENTS, fillGuard } from './guard-events.ts';
import type { Person } from './person.ts';
import { playersFor } from './players.ts';
import { ROUTES, type RouteName } from './routes.ts';
import type { Served } from './serve.ts';
import { makePeople, signInAll, startService } from './service.ts';
import { freshId, personColumns } from './service-rows.ts';

const MEASURED: readonly RouteName[] = ['login', 'me', 'token/refresh', 'sessions', 'audit/logs'];
/** As many as log in in a round, twice each. */
const PEOPLE = ROUTES.login.requests / 2;
/** What `MAX_SESSIONS_PER_USER` allows. */
const MANY_SESSIONS = 20;

/** What is measured: how many users D1 has, and what the people of the load have. */
type Stage = { users: number; sessions: string; events: string; people: Person[] };

async function sizeOf(served: Served): Promise<number> {
  const db = await served.mf.getD1Database('DB');
  return (await db.prepare('select 1').run()).meta.size_after;
}

/**
 * Adds users from number `from` up to `to`, each with a session, as copies of somebody who has
 * signed in. Returns how many bytes of D1 a user and a session take.
 */
async function grow(served: Served, model: Person, from: number, to: number) {
  const db = await served.mf.getD1Database('DB');
  const copies = { from, count: to - from };
  const users = personColumns('90000000');
  const empty = await sizeOf(served);
  const isModel = `email = '${model.email}'`;
  await copyRows(db, { ...copies, table: 'users', where: isModel, fresh: users });
  const peopled = await sizeOf(served);
  await copyRows(db, {
    ...copies,
    table: 'sessions',
    where: `user_id = (select id from users where ${isModel})`,
    fresh: { id: freshId('n', '5e550000'), user_id: freshId('n', '90000000') },
  });
  const full = await sizeOf(served);
  return { perUser: (peopled - empty) / copies.count, perSession: (full - peopled) / copies.count };
}

async function signInOften(served: Served, people: readonly Person[]): Promise<Person[]> {
  let latest = [...people];
  for (let session = 1; session < MANY_SESSIONS; session++)
    latest = await signInAll(served, latest);
  return latest;
}

/** Fills the guards of people. Returns false where guards keep no events. */
async function fillGuards(served: Served, people: readonly Person[]): Promise<boolean> {
  const db = await served.mf.getD1Database('DB');
  for (const { email } of people) {
    const id = await db
      .prepare('select id from users where email = ?')
      .bind(email)
      .first<string>('id');
    if (!(await fillGuard(served, id ?? ''))) return false;
  }
  return true;
}

async function reportStage(served: Served, stage: Stage, rounds: number): Promise<void> {
  // Sign-ins of an earlier stage have ended the longest idle sessions.
  const signedIn = await signInAll(served, stage.people);
  await settle();
  const sides = MEASURED.map((name): Side => {
    const { path, requests, writes } = ROUTES[name];
    const people = () => playersFor(name, served, signedIn);
    return { served, load: { route: name, path, requests }, people, worksOn: writes };
  });
  const figures = await compare(sides, rounds);
  const failures = figures.reduce((sum, { failures: failed }) => sum + failed, 0);
  const cells = figures.map(({ cpu }) => toCell(cpu));
  console.log(toRow([stage.users, stage.sessions, stage.events, ...cells, failures]));
}

/**
 * Reports how CPU milliseconds a request and the bytes of D1 grow with the number of users, with
 * the sessions of a user, and with the events in a guard.
 */
export async function reportGrowth(sizes: readonly number[], rounds: number): Promise<void> {
  const served = await startService({}, 'test/bench/growth-worker.ts');
  try {
    const [model] = await makePeople(served, 1);
    const many = await signInOften(served, await makePeople(served, PEOPLE));
    if (model === undefined) return;
    console.log(toHead(['users', 'sessions', 'events', ...MEASURED, 'failures']));
    const notes: string[] = [];
    let users = 0;
    for (const size of sizes.toSorted((a, b) => a - b)) {
      const { perUser, perSession } = await grow(served, model, users, size);
      users = size;
      const bytes = await sizeOf(served);
      notes.push(
        toRow([
          users,
          bytes,
          (bytes / users).toFixed(0),
          perUser.toFixed(0),
          perSession.toFixed(0),
        ]),
      );
      // Every round is a sign-in more, so each size gets people of its own.
      const people = await makePeople(served, PEOPLE);
      await reportStage(served, { users, sessions: 'few', events: 'few', people }, rounds);
      const sessions = String(MANY_SESSIONS);
      await reportStage(served, { users, sessions, events: 'few', people: many }, rounds);
    }
    if (await fillGuards(served, many)) {
      const stage = { users, sessions: String(MANY_SESSIONS), events: String(EVENTS) };
      await reportStage(served, { ...stage, people: many }, rounds);
    } else notes.push('', 'Guards keep no events: no stage with many of them.');
    const columns = ['users', 'D1 bytes', 'a user in all', 'a row of users', 'a row of sessions'];
    console.log(`\n${toHead(columns)}\n${notes.join('\n')}`);
  } finally {
    await served.stop();
  }
}
