import { askPage, jarOf, tokenIn } from '../proof/page.ts';
import { CROWD, FACTORS_OF_CROWD } from '../support/crowd.ts';
import { settle } from './compare.ts';
import { type Spread, spreadOf, toCell } from './figures.ts';
import type { Person } from './person.ts';
import type { Report, Section } from './report.ts';
import type { Served } from './serve.ts';
import { registerVerified, signIn, startService } from './service.ts';

/**
 * Requests of a round: 10 ms, by which `/proc` counts, are less than half a millisecond of each.
 */
const AT_ONCE = 25;
const API = '/api/v1/admin';

/** What staff ask first, and what a filter makes dear. */
const LISTS = [
  `${API}/users`,
  `${API}/users?query=person-99`,
  `${API}/users?sort=last_sign_in&order=asc`,
  `${API}/users?second_factor=yes&limit=100`,
  `${API}/users?verified=yes&second_factor=no&last_seen=over_90d`,
  `${API}/events`,
  `${API}/events?order=newest`,
  `${API}/stats`,
  `${API}/figures`,
  `${API}/metrics`,
  `${API}/clients`,
  `${API}/dead-letters`,
  '/admin',
  '/admin/users',
  '/admin/users?query=person-99',
  '/admin/users?sort=last_sign_in&order=asc',
  '/admin/users?verified=yes&second_factor=no&last_seen=over_90d',
  '/admin/events',
  '/admin/events?order=newest',
  '/admin/jobs',
  '/admin/clients',
  '/admin/keys',
  '/admin/settings',
];

/** Events of the crowd: each has signed in, and one in a hundred is of interest. */
const EVENTS = `insert into audit_events (id, type, risk_level, user_id, actor_id, metadata, created_at)
  select printf('01900000-0000-7000-8000-%012d', row_number() over ()),
    iif(created_at % 100, 'session.signed_in', 'user.locked_out'),
    iif(created_at % 100, 'low', 'high'), id, id, '{}', created_at
  from users where email like 'person-%'`;

async function becomeAdmin(served: Served): Promise<Person> {
  const email = await registerVerified(served);
  const db = await served.mf.getD1Database('DB');
  await db.prepare(`update users set roles = '["user","admin"]' where email = ?`).bind(email).run();
  return signIn(served, email, '203.0.113.1');
}

/** Chooses all that a search finds for an act. Returns the path of the page that confirms it. */
async function draft(served: Served, admin: Person): Promise<string> {
  const jar = jarOf(admin.refresh);
  const list = await askPage(served.url, '/admin/users', { jar });
  const form = {
    csrf_token: tokenIn(list) ?? '',
    search: '/admin/users?query=person-1',
    act: 'disable',
    of: 'search',
  };
  const { status, to } = await askPage(served.url, '/admin/jobs', { jar, form });
  if (to === null) throw new Error(`the act is answered ${status}`);
  return to;
}

async function ask(served: Served, { access, refresh }: Person, path: string): Promise<number> {
  const isPage = !path.startsWith('/api/');
  const headers: Record<string, string> = isPage
    ? { Accept: 'text/html', Cookie: `refresh_token=${refresh}` }
    : { Authorization: `Bearer ${access}` };
  const response = await fetch(served.url + path, { headers, redirect: 'manual' });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path} is answered ${response.status}`);
  return text.length;
}

type MeasuredList = { name: string; bytes: number; cpu: Spread };

async function measureList(served: Served, admin: Person, name: string, rounds: number) {
  const measured: number[] = [];
  let bytes = 0;
  for (let round = 0; round <= rounds; round++) {
    const before = served.cpu();
    for (let n = 0; n < AT_ONCE; n++) bytes = await ask(served, admin, name);
    // The first only warms up.
    if (round > 0) measured.push((served.cpu() - before) / AT_ONCE);
  }
  return { name, bytes, cpu: spreadOf(measured) };
}

const describeLists = (users: number, lists: readonly MeasuredList[]): Section => ({
  title: `First pages with ${users.toLocaleString('en')} users`,
  columns: ['Page', 'Bytes', 'CPU ms'],
  rows: lists.map(({ name, bytes, cpu }) => [`\`${name}\``, bytes, toCell(cpu)]),
  notes: ['D1 is in it, which runs elsewhere in a deployment.'],
  charts: [
    {
      title: 'CPU of a list',
      unit: 'ms',
      parts: ['CPU'],
      bars: lists.map(({ name, cpu }) => ({ name, parts: [cpu.median] })),
    },
  ],
});

/**
 * Reports the CPU milliseconds of each list of administrators, its first page, with so many users.
 * D1 is in them, which runs elsewhere in a deployment.
 */
export async function reportLists(users: number, rounds: number): Promise<Report> {
  const served = await startService({ STAFF_SECOND_FACTOR: 'optional' });
  try {
    const admin = await becomeAdmin(served);
    const db = await served.mf.getD1Database('DB');
    await db.prepare(CROWD).bind(users, Date.now()).run();
    for (const sql of [FACTORS_OF_CROWD, EVENTS]) await db.prepare(sql).run();
    const confirmation = await draft(served, admin);
    await settle();
    const lists: MeasuredList[] = [];
    for (const path of LISTS) lists.push(await measureList(served, admin, path, rounds));
    const asked = await measureList(served, admin, confirmation, rounds);
    lists.push({ ...asked, name: 'the confirmation of 1,000 names' });
    return { sections: [describeLists(users, lists)], rounds, faults: [] };
  } finally {
    await served.stop();
  }
}
