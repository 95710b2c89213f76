import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ConsolePerson, official, somebody } from '../../support/console-people.ts';
import { editUsers } from '../../support/edit-users.ts';
import type { OpenPage } from '../../support/page-client.ts';
import { bearer, signIn } from '../../support/people.ts';
import { press } from '../../support/press-act.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const ROUNDS = 2;
/** What takes an admin away. */
const TAKING = ['roles', 'disable', 'erase'] as const;
type Taking = (typeof TAKING)[number];
const PAIRS = TAKING.flatMap((one, index) => TAKING.slice(index).map((two) => [one, two] as const));

type Admin = ConsolePerson & { token: string };
/** One act on somebody, ready to be sent at the same moment as another. */
type Send = () => Promise<boolean>;

async function admin(app: TestApp): Promise<Admin> {
  const person = await official(app, 'admin');
  return { ...person, token: (await signIn(app, person.email)).access_token };
}

/** The form of an act on a page that is open, so that only the press is raced. */
async function byPage(by: Admin, on: ConsolePerson, act: Taking): Promise<Send> {
  const page = await by.browser.open(`/admin/users/${on.id}`);
  const fields = { roles: { admin: null }, disable: { sure: 'on' }, erase: { address: on.email } };
  // The page that it leads to may be refused while the other's act is being refused.
  return async () =>
    (await press(by.browser, page, act, fields[act], { follow: false })).status === 303;
}

async function byApi(app: TestApp, by: Admin, on: ConsolePerson, act: Taking): Promise<Send> {
  const path = `/api/v1/admin/users/${on.id}`;
  const requests = {
    roles: { method: 'PUT', path: `${path}/roles`, body: { roles: ['user'] } },
    disable: { method: 'POST', path: `${path}/disable`, body: {} },
    erase: { method: 'DELETE', path, body: {} },
  };
  const { path: to, method, body } = requests[act];
  const headers = { ...bearer(by.token), 'Content-Type': 'application/json' };
  return async () =>
    (await app.fetch(to, { method, headers, body: JSON.stringify(body) })).status === 200;
}

async function admins(): Promise<string[]> {
  const { results } = await env.DB.prepare(
    `select id from users where status = 'active' and roles like '%"admin"%'`,
  ).all<{ id: string }>();
  return results.map(({ id }) => id);
}

describe('two admins who take each other away at the same moment', () => {
  const app = createTestApp();
  beforeEach(async () => {
    await editUsers(`roles = '["user"]' where roles like '%admin%'`);
  });

  it.each(PAIRS)('%s and %s leave one, who works on', async (one, two) => {
    for (let round = 0; round < ROUNDS; round++)
      for (const how of ['page', 'api'] as const) {
        await editUsers(`roles = '["user"]' where roles like '%admin%'`);
        const [first, second] = [await admin(app), await admin(app)];
        const sends = [
          await byPage(first, second, one),
          how === 'page' ? await byPage(second, first, two) : await byApi(app, second, first, two),
        ];
        if (round % 2 === 1) sends.reverse();
        const done = await Promise.all(sends.map((send) => send()));
        expect([one, two, how, ...done.toSorted()]).toEqual([one, two, how, false, true]);
        const left = await admins();
        expect(left).toHaveLength(1);
        const last = [first, second].find(({ id }) => id === left[0]);
        expect((await last?.browser.open('/admin/users'))?.h1).toBe('Users');
      }
  });
});

/** Acts on a person by the same page, and what each leaves behind. */
type Row = Record<string, string | number | null> | null;
const ACTS: Record<string, [Record<string, string>, (row: Row) => boolean, string]> = {
  lock: [{}, (row) => row?.locked_until !== null, 'admin.locked'],
  disable: [{ sure: 'on' }, (row) => row?.status === 'disabled', 'admin.disabled'],
  roles: [{ staff: 'on' }, (row) => row?.roles === '["user","staff"]', 'admin.roles_changed'],
  'terminate-sessions': [{}, (row) => Number(row?.sign_in_epoch) > 0, 'admin.sessions_ended'],
  'force-reset': [{}, (row) => row?.password_hash === null, 'password.reset_forced'],
};
const ACT_PAIRS = Object.keys(ACTS).flatMap((one, index, all) =>
  all.slice(index).map((two) => [one, two] as const),
);

describe('two admins at the page of one person', () => {
  const app = createTestApp();

  it.each(ACT_PAIRS)('%s and %s at once: nothing that was done is lost', async (one, two) => {
    const [first, second] = await Promise.all([official(app, 'admin'), official(app, 'admin')]);
    const { id, path } = await somebody(app);
    const [mine, theirs] = [await first.browser.open(path), await second.browser.open(path)];
    const answers = await Promise.all([
      press(first.browser, mine, one, { ...ACTS[one]?.[0], reason: 'first' }),
      press(second.browser, theirs, two, { ...ACTS[two]?.[0], reason: 'second' }),
    ]);
    const row: Row = await env.DB.prepare('select * from users where id = ?').bind(id).first();
    const wasDone = (page: OpenPage) => page.statuses.length === 1;
    expect(answers.some(wasDone)).toBe(true);
    for (const [index, act] of [one, two].entries()) {
      const [page, by] = [answers[index], index === 0 ? 'first' : 'second'];
      const [, holds, type] = ACTS[act] ?? [];
      const events = await env.DB.prepare(
        "select count(*) as n from audit_events where user_id = ? and type = ? and metadata ->> 'reason' = ?",
      )
        .bind(id, type, by)
        .first<number>('n');
      const isDone = page !== undefined && wasDone(page);
      expect([act, page?.status, events]).toEqual([act, isDone ? 200 : 409, isDone ? 1 : 0]);
      if (isDone) expect([act, holds?.(row)]).toEqual([act, true]);
    }
  });

  it('an act of the API makes the page of before older, for every act', async () => {
    const { browser, email } = await official(app, 'admin');
    const token = (await signIn(app, email)).access_token;
    const user = await somebody(app);
    const page = await browser.open(user.path);
    const headers = { ...bearer(token), 'Content-Type': 'application/json' };
    const done = await app.fetch(`/api/v1${user.path}/lock`, { method: 'POST', headers });
    expect(done.status).toBe(200);
    const before = await env.DB.prepare('select * from users where id = ?').bind(user.id).first();
    const forms = page.forms.filter(({ method }) => method === 'post');
    const acts = forms.flatMap(({ fields }) => fields.act ?? []);
    expect(acts.length).toBeGreaterThan(5);
    for (const act of acts) {
      const fields: Record<string, string> = { sure: 'on', address: user.email, staff: 'on' };
      const stale = await press(browser, page, act, fields);
      expect([act, stale.status, stale.alerts.join()]).toEqual([
        act,
        409,
        expect.stringContaining('This user has changed since you opened the page'),
      ]);
    }
    expect(await env.DB.prepare('select * from users where id = ?').bind(user.id).first()).toEqual(
      before,
    );
  });
});
