import { compare, type Side, settle } from './compare.ts';
import { copyRows } from './copy-rows.ts';
import type { Spread } from './figures.ts';
import { EVENTS, fillGuard } from './guard-events.ts';
import { judgeFailures } from './limits.ts';
import type { Person } from './person.ts';
import { playersFor } from './players.ts';
import type { Report, Section } from './report.ts';
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

/** A stage as it was measured: the CPU of each of the {@link MEASURED} routes. */
type MeasuredStage = Omit<Stage, 'people'> & { cpu: Spread[]; failures: number };

/** How many bytes D1 has with so many users, and how many each row took. */
type MeasuredSize = { users: number; bytes: number; perUser: number; perSession: number };

async function measureStage(served: Served, stage: Stage, rounds: number): Promise<MeasuredStage> {
  const { people, ...what } = stage;
  // Sign-ins of an earlier stage have ended the longest idle sessions.
  const signedIn = await signInAll(served, people);
  await settle();
  const sides = MEASURED.map((name): Side => {
    const { path, requests, writes } = ROUTES[name];
    const players = () => playersFor(name, served, signedIn);
    return { served, load: { route: name, path, requests }, people: players, worksOn: writes };
  });
  const figures = await compare(sides, rounds);
  const failures = figures.reduce((sum, { failures: failed }) => sum + failed, 0);
  console.log(`growth: ${nameOf(what)}`);
  return { ...what, cpu: figures.map(({ cpu }) => cpu), failures };
}

const nameOf = ({ users, sessions, events }: Omit<Stage, 'people'>) =>
  `${users.toLocaleString('en')} users, ${sessions} sessions, ${events} events`;

const describeStages = (stages: readonly MeasuredStage[]): Section => ({
  title: 'Growth of CPU',
  columns: ['Users', 'Sessions', 'Events', ...MEASURED],
  rows: stages.map(({ users, sessions, events, cpu }) => [
    users,
    sessions,
    events,
    ...cpu.map(toMedian),
  ]),
  notes: ['CPU milliseconds of the runtime a request, the simulated storage included.'],
  charts: MEASURED.map((route, index) => ({
    title: `CPU of ${route}`,
    unit: 'ms',
    parts: ['CPU'],
    bars: stages.map((stage) => ({
      name: nameOf(stage),
      parts: [stage.cpu[index]?.median ?? 0],
    })),
  })),
});

const toMedian = ({ median }: Spread) => median.toFixed(median < 10 ? 2 : 1);

const describeSizes = (sizes: readonly MeasuredSize[], notes: readonly string[]): Section => ({
  title: 'Growth of D1',
  columns: ['Users', 'Bytes', 'A user in all', 'A row of users', 'A row of sessions'],
  rows: sizes.map(({ users, bytes, perUser, perSession }) => [
    users,
    bytes,
    ...[bytes / users, perUser, perSession].map((number) => number.toFixed(0)),
  ]),
  notes,
  charts: [
    {
      title: 'D1 with so many users',
      unit: 'MB',
      parts: ['D1'],
      bars: sizes.map(({ users, bytes }) => ({
        name: `${users.toLocaleString('en')} users`,
        parts: [bytes / 1e6],
      })),
    },
  ],
});

/**
 * Reports how CPU milliseconds a request and the bytes of D1 grow with the number of users, with
 * the sessions of a user, and with the events in a guard.
 */
export async function reportGrowth(sizes: readonly number[], rounds: number): Promise<Report> {
  const served = await startService({}, 'test/bench/growth-worker.ts');
  try {
    const [model] = await makePeople(served, 1);
    const many = await signInOften(served, await makePeople(served, PEOPLE));
    if (model === undefined) throw new Error('nobody signed in');
    const stages: MeasuredStage[] = [];
    const measured: MeasuredSize[] = [];
    const sessions = String(MANY_SESSIONS);
    let users = 0;
    for (const size of sizes.toSorted((a, b) => a - b)) {
      const rows = await grow(served, model, users, size);
      users = size;
      measured.push({ users, bytes: await sizeOf(served), ...rows });
      // Every round is a sign-in more, so each size gets people of its own.
      const fresh = await makePeople(served, PEOPLE);
      for (const stage of [
        { users, sessions: 'few', events: 'few', people: fresh },
        { users, sessions, events: 'few', people: many },
      ])
        stages.push(await measureStage(served, stage, rounds));
    }
    const notes: string[] = [];
    const full = { users, sessions, events: String(EVENTS), people: many };
    if (await fillGuards(served, many)) stages.push(await measureStage(served, full, rounds));
    else notes.push('Guards keep no events: no stage with many of them.');
    return {
      sections: [describeStages(stages), describeSizes(measured, notes)],
      rounds,
      faults: judgeFailures(
        Object.fromEntries(stages.map((stage) => [nameOf(stage), stage.failures])),
      ),
    };
  } finally {
    await served.stop();
  }
}
