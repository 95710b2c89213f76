import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { bulkAdmin, deliverAll, started } from '../../support/bulk.ts';
import { official, somebody } from '../../support/console-people.ts';
import { editUsers, giveRoles } from '../../support/edit-users.ts';
import type { PageClient } from '../../support/page-client.ts';
import { as, signIn } from '../../support/people.ts';
import { press } from '../../support/press-act.ts';
import { seedUsers } from '../../support/seed-users.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const CSV = '/admin/users.csv';

/** A download that is read chunk by chunk. */
async function downloading(app: TestApp, browser: PageClient) {
  const response = await app.fetch(CSV, {
    headers: { Cookie: browser.cookies() },
    ip: '203.0.113.7',
  });
  expect(response.status).toBe(200);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  return {
    /** Reads on to the end; returns the number of lines. */
    async rest(): Promise<number> {
      let lines = 0;
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return lines;
        lines += new TextDecoder().decode(value).split('\r\n').length - 1;
      }
    },
    first: () => reader.read(),
  };
}

describe('a download that is under way', () => {
  it.each([
    ['demoted', (id: string) => giveRoles(['staff'], { id })],
    ['disabled', (id: string) => editUsers("status = 'disabled' where id = ?", id)],
    [
      'signed out everywhere',
      (id: string) => editUsers('sign_in_epoch = sign_in_epoch + 1 where id = ?', id),
    ],
  ])('breaks once its admin is %s', async (_, end) => {
    const app = createTestApp();
    const { browser, id } = await official(app, 'admin');
    await seedUsers(10_000);
    const download = await downloading(app, browser);
    await download.first();
    await end(id);
    await expect(download.rest()).rejects.toThrow();
  });

  it('goes on to its end otherwise', async () => {
    const app = createTestApp();
    const { browser } = await official(app, 'admin');
    await seedUsers(3000);
    const download = await downloading(app, browser);
    expect(await download.rest()).toBeGreaterThan(3000);
  });
});

/** The job of an admin on somebody, begun and over, or stopped since the admin was demoted. */
async function aJob({ isDemoted = false } = {}) {
  const insider = await bulkAdmin();
  const user = await somebody(insider.app);
  const { id: job } = await started(insider.browser, 'terminate-sessions', [user.id]);
  if (isDemoted) await giveRoles(['user'], { id: insider.id });
  await deliverAll(insider.app);
  const other = await official(insider.app, 'admin');
  return { ...insider, job, other: other.browser };
}

describe('the events of a job', () => {
  it('are found by who started it, and lead to the job', async () => {
    const { id, job, other } = await aJob();
    const page = await other.open(`/admin/events?actor=${id}&order=newest`);
    expect(page.text).toContain('Job for many users started');
    expect(page.text).toContain('Job for many users finished');
    expect(page.links.map(({ href }) => href)).toContain(`/admin/jobs/${job}`);
    expect(page.links.map(({ href }) => href)).not.toContain(`/admin/users/${job}`);
  });

  it('forget who started it, and from where, once they are erased', async () => {
    const { email, id, other } = await aJob();
    const page = await other.open(`/admin/users/${id}`);
    await press(other, page, 'erase', { address: email });
    const { results } = await env.DB.prepare(
      "select actor_id, ip_address, user_agent from audit_events where type like 'admin.job%'",
    ).all<Record<string, string | null>>();
    expect(results).toHaveLength(2);
    for (const { actor_id, ip_address, user_agent } of results)
      expect([actor_id === id, ip_address, user_agent]).toEqual([false, null, null]);
  });

  it('name no operator for what the service has stopped by itself', async () => {
    const { job, other } = await aJob({ isDemoted: true });
    const page = await other.open(`/admin/events?event_type=admin.job_stopped&user=${job}`);
    expect(page.text).toContain('Job for many users stopped');
    expect(page.text).not.toContain('An operator');
    expect(page.text).toContain('Service');
  });
});

it('forgets nothing of an admin who drops a message that is about nobody', async () => {
  const { app, id, email } = await bulkAdmin();
  const by = await signIn(app, email);
  await env.DB.prepare(
    `insert into dead_letters (id, queue, kind, user_id, body, why, deaths, turn, died_at)
      values ('of-nobody', 'ledger', 'ledger', null, 'x', 'It cannot be read', 1, 1, ?)`,
  )
    .bind(app.clock())
    .run();
  const dropped = await app.admin['dead-letters'][':id'].$delete(
    { param: { id: 'of-nobody' }, json: { reason: 'Nothing to see' } } as never,
    as(by),
  );
  expect(dropped.status).toBe(200);
  await app.deliverLedger();
  const query = { actor: id, event_type: 'admin.dead_letter_dropped' } as never;
  const { events } = await (await app.admin.events.$get({ query }, as(by))).json();
  expect(events).toMatchObject([{ actor_id: id, metadata: { reason: 'Nothing to see' } }]);
});

it('does not take back what another admin has changed meanwhile', async () => {
  const { app, browser } = await bulkAdmin();
  const user = await somebody(app);
  const page = await browser.open(user.path);
  const done = await press(browser, page, 'roles', { staff: 'on' }, { follow: false });
  expect(done.status).toBe(303);
  const other = await official(app, 'admin');
  const theirs = await other.browser.open(user.path);
  await press(other.browser, theirs, 'roles', { staff: 'on', admin: 'on' });
  const after = await browser.open(user.path);
  expect(after.text).toContain('The roles are changed.');
  expect(after.text).not.toContain('Give back the former roles');
});
