import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import {
  bulkAdmin,
  crowd,
  deliverAll,
  eventsOf,
  JOBS,
  jobRow,
  outcomes,
  review,
  start,
  started,
  statusOf,
  USERS,
} from '../../support/bulk.ts';
import { official, somebody } from '../../support/console-people.ts';
import { giveRoles } from '../../support/edit-users.ts';
import { createPageClient } from '../../support/page-client.ts';
import { PASSWORD } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

const jobsOf = async (actor: string) =>
  (
    await env.DB.prepare('select id, state from bulk_jobs where actor_id = ?')
      .bind(actor)
      .all<{ id: string; state: string }>()
  ).results;
const idsIn = (page: { links: { href: string }[] }) =>
  page.links
    .filter(({ href }) => href.startsWith(`${USERS}/`))
    .map(({ href }) => href.slice(USERS.length + 1));

describe('the confirmation', () => {
  it('names the act, what follows, how many, who, and who is left out and why', async () => {
    const { app, browser, id: self } = await bulkAdmin();
    const [user, other] = [await somebody(app), await somebody(app)];
    const [staff, admin] = [await official(app, 'staff'), await official(app, 'admin')];
    const gone = crypto.randomUUID();
    const ids = [user.id, other.id, staff.id, admin.id, self, gone];
    const page = await review(browser, 'disable', { ids });
    expect([page.status, page.h1]).toEqual([200, 'Disable their accounts']);
    expect(page.headings).toContain('2 users');
    expect(page.text).toContain('can’t sign in until an admin enables each account');
    for (const line of ['1 who is you', '1 with the role admin', '1 with the role staff'])
      expect(page.text).toContain(line);
    expect(page.text).toContain('1 whose account is gone');
    expect(idsIn(page).sort()).toEqual([user.id, other.id].sort());
    expect(page.text).toContain(user.email);
    // Nothing has happened yet.
    expect(await statusOf(user.id)).toBe('active');
    expect(JSON.stringify(app.queued)).not.toContain('admin.bulk_batch');
  });

  it('asks for a reason, and keeps what was typed', async () => {
    const { app, browser } = await bulkAdmin();
    const page = await review(browser, 'disable', { ids: [(await somebody(app)).id] });
    const without = await start(browser, page, null);
    expect([without.status, without.errors.reason]).toEqual([400, expect.stringContaining('why')]);
    const long = await start(browser, without, 'x'.repeat(501));
    expect([long.status, long.errors.reason]).toEqual([400, expect.stringContaining('500')]);
    expect(long.forms.find(({ action }) => action === page.url)?.fields.reason).toHaveLength(501);
    expect(JSON.stringify(app.queued)).not.toContain('admin.bulk_batch');
  });

  it('stores who was shown: nobody who fits the search later is touched', async () => {
    const { app, browser } = await bulkAdmin();
    const { ids, group } = await crowd(3);
    const page = await review(browser, 'disable', { search: `?query=${group}` });
    expect(idsIn(page)).toEqual(ids);
    const late = await crowd(1);
    await env.DB.prepare('update users set email_normalized = ? where id = ?')
      .bind(`${group}-late@example.com`, late.ids[0])
      .run();
    await start(browser, page);
    await app.deliverJobs();
    expect(await statusOf(ids[0] ?? '')).toBe('disabled');
    expect(await statusOf(late.ids[0] ?? '')).toBe('active');
  });

  it('starts a draft by its name alone: ids in the form are not read', async () => {
    const { app, browser } = await bulkAdmin();
    const [user, other] = [await somebody(app), await somebody(app)];
    const page = await review(browser, 'terminate-sessions', { ids: [user.id] });
    const form = page.forms.find(({ action }) => action === page.url)?.fields ?? {};
    const forged = { [`pick-${other.id}`]: 'on', user_ids: JSON.stringify([other.id]) };
    const fields = { ...form, ...forged, do: 'start', act: 'disable', reason: 'x' };
    await browser.post(page.url, fields);
    await app.deliverJobs();
    const job = page.url.split('/').at(-1) ?? '';
    expect(await outcomes(job)).toEqual({ [user.id]: 'done' });
    expect([await statusOf(user.id), await statusOf(other.id)]).toEqual(['active', 'active']);
  });

  it('is its admin’s own, and gets too old', async () => {
    const { app, browser } = await bulkAdmin();
    const page = await review(browser, 'disable', { ids: [(await somebody(app)).id] });
    const other = await official(app, 'admin');
    expect((await other.browser.open(page.url)).status).toBe(404);
    const form = (await other.browser.open(`${USERS}/${other.id}`)).forms[0]?.fields ?? {};
    const { csrf_token = '' } = form;
    const sent = { csrf_token, do: 'start', reason: 'x' };
    expect((await other.browser.post(page.url, sent)).status).toBe(404);
    app.advance(60 * 60_000);
    expect((await browser.open(page.url)).status).toBe(404);
    await app.servicesWith(() => undefined).flush();
    app.advance(1);
    await app.servicesWith(() => undefined).flush();
    expect(await jobRow(page.url.split('/').at(-1) ?? '')).toBeNull();
  });

  it('asks for a proof after ten minutes, and loses nothing', async () => {
    const { app, browser } = await bulkAdmin();
    const user = await somebody(app);
    const page = await review(browser, 'disable', { ids: [user.id] });
    app.advance(11 * 60_000);
    const asked = await start(browser, page, 'Ticket <17>');
    expect(asked.h1).toBe('Confirm it’s you');
    expect(JSON.stringify(app.queued)).not.toContain('admin.bulk_batch');
    const back = await browser.submit(
      asked,
      { password: PASSWORD },
      { action: '/account/step-up' },
    );
    expect([back.url, back.statuses.join()]).toEqual([
      page.url,
      expect.stringContaining('press the button again'),
    ]);
    expect(JSON.stringify(app.queued)).not.toContain('admin.bulk_batch');
    const fields = back.forms.find(({ action }) => action === page.url)?.fields;
    expect(fields?.reason).toBe('Ticket <17>');
    await browser.submit(back, {}, { action: page.url });
    await app.deliverJobs();
    expect(await statusOf(user.id)).toBe('disabled');
  });
});

describe('what is chosen', () => {
  it('is at most 1,000: the newest of a search, with a clear word', async () => {
    const { browser } = await bulkAdmin();
    const { ids, group } = await crowd(1001);
    const page = await review(browser, 'disable', { search: `?query=${group}` });
    expect(page.headings).toContain('1,000 users');
    expect(page.text).toContain('The search finds more users than a job may have');
    expect(idsIn(page)).toEqual(ids.slice(0, 1000));
    const exact = await crowd(1000);
    const whole = await review(browser, 'disable', { search: `?query=${exact.group}` });
    expect(whole.headings).toContain('1,000 users');
    expect(whole.text).not.toContain('finds more users');
    const forged = await review(browser, 'disable', { ids });
    expect([forged.status, forged.alerts.join()]).toEqual([
      400,
      expect.stringContaining('at most 1000 users'),
    ]);
  });

  it.each([
    ['nobody', {}, 'Nobody is chosen'],
    ['what is no id', { 'pick-1 or 1=1': 'on' }, 'couldn’t read that form'],
    ['an act that there is none of', { act: 'erase' }, 'couldn’t read that form'],
    ['a search that is broken', { of: 'search', search: '/admin/users?role=boss' }, 'Search again'],
  ])('is refused if it is %s', async (_, fields, why) => {
    const { browser, id } = await bulkAdmin();
    const page = await browser.open(USERS);
    const form = page.forms.find(({ action }) => action === JOBS)?.fields ?? {};
    const sent = { ...form, act: 'disable', of: 'picked', ...fields };
    const refused = await browser.post(JOBS, sent);
    expect([refused.status, refused.alerts.join()]).toEqual([400, expect.stringContaining(why)]);
    expect(await jobsOf(id)).toEqual([]);
  });

  it('goes by the search as a whole, not by its page', async () => {
    const { browser } = await bulkAdmin();
    const { ids, group } = await crowd(5);
    const search = `?query=${group}&limit=2&cursor=${ids[1]}`;
    expect(idsIn(await review(browser, 'disable', { search }))).toEqual(ids);
  });

  it('leaves out for whom there is nothing to do', async () => {
    const { browser } = await bulkAdmin();
    const [proved, unproved] = [await crowd(1), await crowd(1, { proved: false })];
    const ids = [...proved.ids, ...unproved.ids];
    const page = await review(browser, 'resend-verification', { ids });
    expect(idsIn(page)).toEqual(unproved.ids);
    expect(page.text).toContain('1 with a confirmed address already');
    const nobody = await review(browser, 'resend-verification', { ids: proved.ids });
    expect(nobody.text).toContain('Nobody is left');
    expect(nobody.forms.filter(({ action }) => action === nobody.url)).toEqual([]);
  });
});

describe('one press', () => {
  it('starts one job, pressed twice at once, again, and in two tabs', async () => {
    const { app, browser, id } = await bulkAdmin();
    const user = await somebody(app);
    const page = await review(browser, 'disable', { ids: [user.id] });
    const tab = await browser.open(page.url);
    const pressed = await Promise.all([
      start(browser, page),
      start(browser, page),
      start(browser, tab),
    ]);
    expect(pressed.map(({ status, url }) => [status, url])).toEqual(
      pressed.map(() => [200, page.url]),
    );
    await app.deliverJobs();
    expect((await start(browser, page, 'Again')).url).toBe(page.url);
    while (app.queued.length > 0) await app.deliverJobs();
    expect(await jobsOf(id)).toHaveLength(1);
    const job = page.url.split('/').at(-1) ?? '';
    expect(await eventsOf('admin.job_started', job)).toHaveLength(1);
    expect(await eventsOf('admin.disabled', job)).toHaveLength(1);
    expect(await eventsOf('admin.job_finished', job)).toHaveLength(1);
    expect((await jobRow(job))?.reason).toBe('A leak');
  });
});

describe('a queue that is down', () => {
  it('leaves a job that has started and says that it waits, until the cron sends it', async () => {
    const { app, browser } = await bulkAdmin();
    const user = await somebody(app);
    const page = await review(browser, 'disable', { ids: [user.id] });
    const send = () => Promise.reject(new Error('down'));
    const down = createTestApp({ env: { JOBS: { send } } });
    const there = createPageClient(down);
    for (const [name, value] of browser.jar) there.jar.set(name, value);
    expect((await start(there, page)).status).toBe(503);
    const shown = await browser.open(page.url);
    expect(shown.text).toContain('Running');
    expect(shown.text).toContain('Nobody’s turn has come yet.');
    app.advance(5 * 60_000 + 1);
    await app.servicesWith(() => undefined).flush();
    await deliverAll(app);
    const over = await browser.open(page.url);
    expect(over.text).toContain('Finished');
    expect(over.text).not.toContain('turn has come yet');
  });
});

describe('staff', () => {
  it('read jobs, and can neither choose, start nor stop', async () => {
    const { app, browser, email } = await bulkAdmin();
    const user = await somebody(app);
    const staff = await official(app, 'staff');
    const before = await official(app, 'admin');
    const draft = await review(browser, 'disable', { ids: [user.id] });
    const { path, id } = await started(browser, 'terminate-sessions', [user.id]);
    const list = await staff.browser.open(JOBS);
    expect(list.links.map(({ href }) => href)).toContain(path);
    const page = await staff.browser.open(path);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('Running')]);
    expect(page.links.map(({ text }) => text)).toContain(email);
    const users = await staff.browser.open(USERS);
    for (const shown of [list, page, users])
      expect(shown.forms.filter(({ action }) => action.startsWith(JOBS))).toEqual([]);
    expect(users.html).not.toContain('pick-');
    // With a form of their own, as one who was an admin when it was opened.
    const opened = await before.browser.open(path);
    await giveRoles(['staff'], { id: before.id });
    expect((await before.browser.submit(opened, {}, { action: path })).status).toBe(403);
    const { csrf_token = '' } = opened.forms.find(({ action }) => action === path)?.fields ?? {};
    const pick = { csrf_token, act: 'disable', of: 'picked', [`pick-${user.id}`]: 'on' };
    expect((await before.browser.post(JOBS, pick)).status).toBe(403);
    await giveRoles(['staff'], { email });
    const refused = await start(browser, draft);
    expect([refused.status, refused.alerts.join()]).toEqual([
      403,
      expect.stringContaining('only admins'),
    ]);
    expect((await jobRow(id))?.state).toBe('running');
  });
});
