import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { isNotable } from '../../../src/audit/event.ts';
import type { AuditRow } from '../../../src/audit/table.ts';
import type { Session } from '../../../src/guard/session.ts';
import type { User } from '../../../src/users/user.ts';
import { guardOf } from '../../support/compare-ledger.ts';
import { type Held, readHeld } from './factor-invariants.ts';
import { CANARY } from './switchboard.ts';
import type { Answer, World } from './world.ts';

/** Milliseconds in which a request with one call that hangs must be answered. */
const PATIENCE = 5100;
/** What only the inside of the service says. */
const INTERNAL = /D1_ERROR|SQLITE|Drizzle|select "|insert into|\bat [\w.]+ \(|\.ts:\d|hangs/i;

/** What is wrong with an answer to a request that a fault hit; empty if nothing is. */
export function judgeAnswer({ status, headers, text }: Answer, elapsed: number): string[] {
  const isProblem = headers.get('Content-Type') === 'application/problem+json';
  const code = isProblem ? (JSON.parse(text) as { code: string }).code : null;
  const isPage = headers.get('Content-Type')?.startsWith('text/html') === true;
  return [
    ...(isPage ? judgePage(status, headers, text) : []),
    ...(status === 500 ? [`an answer 500 ${code}`] : []),
    ...(status > 503 || status === 501 || status === 502 ? [`an answer ${status}`] : []),
    ...(status === 503 && isProblem && code !== 'storage_unavailable' ? [`503 ${code}`] : []),
    ...(status === 503 && isProblem && !headers.has('Retry-After') ? ['503, no Retry-After'] : []),
    ...(text.includes(CANARY) || INTERNAL.test(text) ? ['something internal in an answer'] : []),
    ...(elapsed > PATIENCE ? [`an answer after ${elapsed} ms`] : []),
  ];
}

/** What somebody reads is a page with a way on, and says when to try again. */
function judgePage(status: number, headers: Headers, text: string): string[] {
  if (status < 400) return [];
  return [
    ...(/<h1[ >]/.test(text) ? [] : [`a page ${status} that says nothing`]),
    ...(/<main[^>]*>.*<(?:a [^>]*href|button)/s.test(text) ? [] : [`a page ${status}, a dead end`]),
    ...(status === 503 && !headers.has('Retry-After') ? ['a page 503, no Retry-After'] : []),
  ];
}

/** A user once all is quiet: as D1 has them, and as their guard does. */
export type Stored = {
  user: User | null;
  guard: { sessions: Session[]; events: AuditRow[]; left: number; pending: number };
  /** The history as its owner reads it. */
  history: AuditRow[];
  told: { sessions: { id: string; revokedAt: number | null }[]; events: string[] };
  held: Held;
  /** What `reconcile` would repair. */
  repairs: string[];
};

/** Reads everything that is stored of a user. */
export async function readStored(world: World, id: string): Promise<Stored> {
  const deferred: Promise<unknown>[] = [];
  const services = world.app.servicesWith((work) => void deferred.push(work));
  const { stores } = services;
  const pending = await pendingOf(id);
  // A change that died half-way is settled by the next visit; whoever reads is one.
  if (pending > 0) await stores.settleAccount(id);
  await Promise.all(deferred);
  const user = await stores.users.findById(id);
  const history = user === null ? [] : await stores.audit.listAll(id);
  await world.wait(0);
  const [guard, left, sessions, events, held] = await Promise.all([
    guardOf(id),
    pendingOf(id),
    stores.sessions.listAll(id),
    env.DB.prepare('select id from audit_events where user_id = ?').bind(id).all<{ id: string }>(),
    readHeld(id),
  ]);
  const query = JSON.stringify({ user: id, dryRun: true });
  const found = user === null ? [] : (await services.operator.reconcile(query)).users;
  return {
    user,
    guard: { ...guard, pending: left },
    history,
    held,
    told: { sessions, events: events.results.map((row) => row.id) },
    repairs: found.flatMap(({ repaired, problems }) => [...repaired, ...problems]),
  };
}

const pendingOf = (id: string) =>
  runInDurableObject(
    env.ACCOUNT_GUARD.getByName(id),
    (_, { storage }) => storage.sql.exec('select nonce from pending').toArray().length,
  );

/** Where D1 and the guard of a user part; empty where they agree. */
export function judgeAgreement({ guard, history, told, repairs }: Stored): string[] {
  const notable = history.filter(isNotable).map(({ id }) => id);
  const missing = notable.filter((id) => !told.events.includes(id));
  // What a change of the directory records stands in both, whatever it is.
  const known = history.map(({ id }) => id);
  const extra = told.events.filter((id) => !known.includes(id));
  const twice = told.events.length - new Set(told.events).size;
  const live = (sessions: { id: string; revokedAt: number | null }[]) =>
    sessions
      .filter(({ revokedAt }) => revokedAt === null)
      .map(({ id }) => id)
      .toSorted()
      .join();
  return [
    ...(guard.left > 0 ? [`${guard.left} rows left in the outbox`] : []),
    ...(guard.pending > 0 ? ['a change is pending for ever'] : []),
    ...(repairs.length > 0 ? [`D1 and guard differ: ${repairs.join(', ')}`] : []),
    ...(missing.length > 0 ? [`${missing.length} events that D1 lacks`] : []),
    ...(extra.length > 0 ? [`${extra.length} events that the history lacks`] : []),
    ...(twice > 0 ? [`${twice} events twice in D1`] : []),
    ...(live(guard.sessions) === live(told.sessions) ? [] : ['D1 has other live sessions']),
  ];
}

type Story = AuditRow[];
const last = (story: Story, ...types: string[]) =>
  story.findLast(({ type }) => types.includes(type));
const count = (story: Story, ...types: string[]) =>
  story.filter(({ type }) => types.includes(type)).length;

/** Where a person's history tells another state than there is; empty where they agree. */
export function judgeHistory({ user, guard, history }: Stored): string[] {
  if (user === null) return [];
  const story = history.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  const when = (isWrong: boolean, what: string) => (isWrong ? [what] : []);
  return [
    ...judgeSwitches(user, story),
    ...when(count(story, 'user.registered') > 1, 'registered twice'),
    ...when(count(story, 'user.email_verified') > 1, 'verified twice'),
    ...when(
      (user.emailVerifiedAt !== null) !==
        count(
          story,
          'user.email_verified',
          'admin.email_verified',
          'password.reset',
          'email.changed',
        ) >
          0,
      'verification and history differ',
    ),
    ...guard.sessions.flatMap((session) => judgeSession(session, story)),
  ];
}

/** What is on or off, by its last event. */
function judgeSwitches(user: User, story: Story): string[] {
  const isOn = (on: string, off: string) => last(story, on, off)?.type === on;
  const roles = (last(story, 'admin.roles_changed')?.metadata ?? {}) as { to?: string };
  const facts: [string, boolean, boolean][] = [
    ['lock', user.lockedUntil !== null, isOn('admin.locked', 'admin.unlocked')],
    ['status', user.status === 'disabled', isOn('admin.disabled', 'admin.enabled')],
    [
      'second factor',
      user.factors.includes('email_otp'),
      isOn('second_factor.enabled', 'second_factor.disabled'),
    ],
    ['roles', roles.to !== undefined && roles.to !== user.roles.join(' '), false],
  ];
  return facts.flatMap(([name, is, told]) => (is === told ? [] : [`${name} and history differ`]));
}

function judgeSession({ id, revokedAt, revokeReason }: Session, story: Story): string[] {
  const own = story.filter(({ sessionId }) => sessionId === id);
  const starts = count(own, 'session.started') + count(own, 'grant.started');
  const ends = count(own, 'session.ended');
  const endsBySelf = ['logout', 'replaced', 'overtaken'].includes(revokeReason ?? '');
  return [
    ...(starts === 1 ? [] : [`a session that starts ${starts} times`]),
    ...(revokedAt === null && ends > 0 ? ['a live session whose end is told'] : []),
    ...(endsBySelf && ends !== 1 ? [`a session (${revokeReason}) that ends ${ends} times`] : []),
  ];
}
