import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { bulkBatchJob } from '../../../src/bulk/bulk-message.ts';
import {
  bulkAdmin,
  crowd,
  deliverAll,
  eventsOf,
  JOBS,
  jobRow,
  outcomes,
  started,
  statusOf,
  USERS,
} from '../../support/bulk.ts';
import { official, somebody } from '../../support/console-people.ts';
import { countHops } from '../../support/count-hops.ts';
import { giveRoles } from '../../support/edit-users.ts';
import { deafGuards, hookedGuards } from '../../support/faults.ts';
import { bearer, signIn } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';
import { watchQueries } from '../../support/watch-queries.ts';

/** Users of one batch. */
const BATCH = 6;

const batchesIn = (app: TestApp) =>
  app.queued.filter((message) => (message as { type: string }).type === bulkBatchJob.type);
const tally = (of: Record<string, string>) => {
  const counts: Record<string, number> = {};
  for (const outcome of Object.values(of)) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};
/** Runs a batch as the consumer does, by the message of a step. */
const run = (app: TestApp, jobId: string, step: number, key: string = crypto.randomUUID()) =>
  app.servicesWith(() => undefined).runBulkBatch({ jobId, step }, key);
const act = (app: TestApp, userId: string, name: 'disable' | 'enable') =>
  app
    .servicesWith(() => undefined)
    .actOnUser({
      userId,
      act: name,
      actorId: null,
      reason: null,
      client: {
        ipAddress: null,
        userAgent: null,
        languages: null,
        city: null,
        country: null,
        requestId: '',
      },
    });

describe('a job', () => {
  it('disables each, ends their sessions, and tells who, why and by which job', async () => {
    const { app, browser, id: actor } = await bulkAdmin();
    const user = await somebody(app);
    const tokens = await signIn(app, user.email);
    const { id, page } = await started(browser, 'disable', [user.id]);
    expect([page.headings.includes('Running'), page.headers.get('Refresh')]).toEqual([true, '10']);
    await deliverAll(app);
    expect([await statusOf(user.id), await outcomes(id)]).toEqual([
      'disabled',
      { [user.id]: 'done' },
    ]);
    const me = await app.auth.me.$get({}, { headers: bearer(tokens.access_token) });
    expect(me.status).toBe(401);
    expect(await eventsOf('admin.disabled', id)).toEqual([
      { user_id: user.id, actor_id: actor, metadata: { reason: 'A leak', job: id } },
    ]);
    const facts = { job: id, act: 'disable', reason: 'A leak' };
    expect(await eventsOf('admin.job_started', id)).toEqual([
      { user_id: id, actor_id: actor, metadata: { ...facts, users: 1 } },
    ]);
    expect(await eventsOf('admin.job_finished', id)).toEqual([
      { user_id: id, actor_id: actor, metadata: { ...facts, done: 1, skipped: 0, failed: 0 } },
    ]);
    // It is in their history, and the page looks no more.
    expect((await browser.open(user.path)).text).toContain('Disabled: “A leak”');
    const over = await browser.open(page.url);
    expect([over.headings.includes('Finished'), over.headers.get('Refresh')]).toEqual([true, null]);
    expect(over.html).toContain('<progress value="1" max="1"');
  });

  it('ends the sessions of each, who may sign in again', async () => {
    const { app, browser } = await bulkAdmin();
    const user = await somebody(app);
    const tokens = await signIn(app, user.email);
    const { id } = await started(browser, 'terminate-sessions', [user.id]);
    await deliverAll(app);
    const me = await app.auth.me.$get({}, { headers: bearer(tokens.access_token) });
    expect(me.status).toBe(401);
    await signIn(app, user.email);
    expect(await eventsOf('admin.sessions_ended', id)).toHaveLength(1);
  });

  it('mails a confirmation again, within the limits, and to nobody who has confirmed since', async () => {
    const { app, browser } = await bulkAdmin();
    const { ids } = await crowd(3, { proved: false });
    const [one = '', two = '', proved = ''] = ids;
    const addressOf = (id: string) =>
      env.DB.prepare('select email from users where id = ?').bind(id).first<string>('email');
    const first = await started(browser, 'resend-verification', ids);
    await env.DB.prepare('update users set email_verified_at = 1 where id = ?').bind(proved).run();
    await deliverAll(app);
    expect(await outcomes(first.id)).toEqual({
      [one]: 'done',
      [two]: 'done',
      [proved]: 'skipped: confirmed',
    });
    const mailed = () => app.mails.filter(({ subject }) => /confirm|verify/i.test(subject));
    const to = [await addressOf(one), await addressOf(two)].sort();
    expect(
      mailed()
        .map((mail) => mail.to)
        .sort(),
    ).toEqual(expect.arrayContaining(to));
    expect(mailed().map((mail) => mail.to)).not.toContain(await addressOf(proved));
    expect(await eventsOf('admin.verification_resent', first.id)).toHaveLength(2);
    const before = mailed().length;
    // Too soon for another, as when somebody asks for it themselves.
    await started(browser, 'resend-verification', [one]);
    await deliverAll(app);
    expect(mailed()).toHaveLength(before);
  });

  it('passes over who became staff or admin, was erased, or was disabled since', async () => {
    const { app, browser } = await bulkAdmin();
    const people = [];
    for (let n = 0; n < 5; n++) people.push(await somebody(app));
    const [staff, admin, gone, off, left] = people.map(({ id }) => id) as [
      string,
      string,
      string,
      string,
      string,
    ];
    const { id, path } = await started(browser, 'disable', [staff, admin, gone, off, left]);
    await giveRoles(['staff'], { id: staff });
    await giveRoles(['admin'], { id: admin });
    await act(app, off, 'disable');
    await env.DB.prepare('delete from users where id = ?').bind(gone).run();
    await deliverAll(app);
    expect(await outcomes(id)).toEqual({
      [staff]: 'skipped: staff',
      [admin]: 'skipped: admin',
      [gone]: 'skipped: gone',
      [off]: 'skipped: disabled',
      [left]: 'done',
    });
    expect([await statusOf(staff), await statusOf(admin)]).toEqual(['active', 'active']);
    // The page shows who and why, and no name of who is gone.
    const page = await browser.open(path);
    expect(page.headings).toContain('Skipped: 4 users');
    for (const why of ['Is staff', 'Is an admin', 'The account is gone', 'Is disabled already'])
      expect(page.text).toContain(why);
    expect(page.text).toContain('Somebody whose account is gone');
    expect((await browser.open(`${path}?show=done`)).links.map(({ href }) => href)).toContain(
      `${USERS}/${left}`,
    );
    const kept = JSON.stringify([
      await jobRow(id),
      (await env.DB.prepare('select * from bulk_users').all()).results,
    ]);
    for (const { email } of people) expect(kept).not.toContain(email);
  });

  it.each([
    ['demoted', 'actor_demoted', 'no admin any more', (id: string) => giveRoles(['staff'], { id })],
    [
      'disabled',
      'actor_disabled',
      'was disabled',
      (id: string, app: TestApp) => act(app, id, 'disable'),
    ],
    [
      'erased',
      'actor_gone',
      'is gone',
      (id: string) => env.DB.prepare('delete from users where id = ?').bind(id).run(),
    ],
  ])('stops once its admin is %s, between two batches', async (_, why, words, change) => {
    const { app, browser, id: actor } = await bulkAdmin();
    const other = await official(app, 'admin');
    const { ids } = await crowd(BATCH + 1);
    const { id, path } = await started(browser, 'disable', ids);
    await app.deliverJobs();
    expect(tally(await outcomes(id))).toEqual({ done: BATCH, waiting: 1 });
    await change(actor, app);
    await deliverAll(app);
    expect(tally(await outcomes(id))).toEqual({ done: BATCH, waiting: 1 });
    expect(await jobRow(id)).toMatchObject({
      state: 'stopped',
      stopped_why: why,
      stopped_by: null,
    });
    expect(await eventsOf('admin.job_stopped', id)).toMatchObject([
      { actor_id: null, metadata: { why } },
    ]);
    expect((await other.browser.open(path)).text).toContain(words);
  });
});

describe('the stop button', () => {
  it('stops before the next user, for any admin and without a proof, and once', async () => {
    const { app, browser } = await bulkAdmin();
    const other = await official(app, 'admin');
    const { ids } = await crowd(BATCH);
    const job = await started(browser, 'disable', ids);
    app.advance(11 * 60_000);
    const page = await other.browser.open(job.path);
    let turns = 0;
    const stopping = createTestApp({
      env: {
        ACCOUNT_GUARD: hookedGuards(async (method, call) => {
          // While the third user is being disabled.
          if (method === 'prepare' && ++turns === 3)
            await other.browser.submit(page, {}, { action: job.path });
          return call();
        }),
      },
    });
    await run(stopping, job.id, 0);
    expect(tally(await outcomes(job.id))).toEqual({ done: 3, waiting: BATCH - 3 });
    await other.browser.submit(page, {}, { action: job.path });
    expect(await eventsOf('admin.job_stopped', job.id)).toMatchObject([{ actor_id: other.id }]);
    await deliverAll(app);
    expect(tally(await outcomes(job.id))).toEqual({ done: 3, waiting: BATCH - 3 });
    const stopped = await browser.open(job.path);
    expect(stopped.headings).toContain('Stopped');
    expect(stopped.links.map(({ text }) => text)).toContain(other.email);
    expect(stopped.forms.filter(({ action }) => action === job.path)).toEqual([]);
  });
});

describe('batches', () => {
  it('that come twice, at once, do nothing twice', async () => {
    const { app, browser } = await bulkAdmin();
    const { ids } = await crowd(BATCH + 5);
    const { id } = await started(browser, 'disable', ids);
    for (const step of [0, 0, 1, 1]) {
      const key = crypto.randomUUID();
      const came = [run(app, id, step, key), run(app, id, step, key), run(app, id, step)];
      await Promise.allSettled(came);
    }
    await deliverAll(app);
    expect(tally(await outcomes(id))).toEqual({ done: BATCH + 5 });
    const events = await eventsOf('admin.disabled', id);
    expect(new Set(events.map((event) => event.user_id)).size).toBe(BATCH + 5);
    expect(events).toHaveLength(BATCH + 5);
    expect(await eventsOf('admin.job_finished', id)).toHaveLength(1);
  });

  it('act once on each even if both hold the job', async () => {
    const { app, browser } = await bulkAdmin();
    const { ids } = await crowd(6);
    const { id } = await started(browser, 'disable', ids);
    // As after a batch that went on past its time: the job is free again while it acts.
    let free = 0;
    const slow = createTestApp({
      env: {
        ACCOUNT_GUARD: hookedGuards(async (method, call) => {
          if (method === 'prepare' && ++free === 2) {
            await env.DB.prepare('update bulk_jobs set lease_until = 0 where id = ?')
              .bind(id)
              .run();
            await run(app, id, 0);
          }
          return call();
        }),
      },
    });
    await run(slow, id, 0);
    expect(tally(await outcomes(id))).toEqual({ done: 6 });
    expect(await eventsOf('admin.disabled', id)).toHaveLength(6);
  });

  it('do not act on who becomes an admin while their turn is on', async () => {
    const { app, browser } = await bulkAdmin();
    const { ids } = await crowd(1);
    const [user = ''] = ids;
    const { id } = await started(browser, 'disable', ids);
    let turns = 0;
    const racing = createTestApp({
      env: {
        ACCOUNT_GUARD: hookedGuards(async (method, call) => {
          if (method === 'prepare' && ++turns === 1)
            await env.DB.prepare(
              `update users set version = version + 1, roles = '["user","admin"]' where id = ?`,
            )
              .bind(user)
              .run();
          return call();
        }),
      },
    });
    await run(racing, id, 0);
    await deliverAll(app);
    expect([await statusOf(user), await outcomes(id)]).toEqual([
      'active',
      { [user]: 'skipped: admin' },
    ]);
    expect(await eventsOf('admin.disabled', id)).toEqual([]);
  });

  it('do not multiply, however often their messages come', async () => {
    const { app, browser } = await bulkAdmin();
    const { ids } = await crowd(3 * BATCH);
    const { id } = await started(browser, 'terminate-sessions', ids);
    app.queued.push({ type: bulkBatchJob.type, payload: { jobId: id, step: 0 } });
    await app.deliverJobs();
    expect(batchesIn(app)).toHaveLength(1);
    await app.deliverJobs();
    app.queued.push({ type: bulkBatchJob.type, payload: { jobId: id, step: 0 } });
    app.queued.push({ type: bulkBatchJob.type, payload: { jobId: id, step: 1 } });
    await app.deliverJobs();
    expect(batchesIn(app)).toHaveLength(0);
    expect((await jobRow(id))?.state).toBe('done');
  });

  it('send the next one only once they are recorded, and again if that was lost', async () => {
    const { browser, ...admin } = await bulkAdmin();
    const { ids } = await crowd(BATCH + 1);
    const { id } = await started(browser, 'terminate-sessions', ids);
    const deaf = createTestApp({
      env: {
        JOBS: {
          send: () => Promise.reject(new Error('the queue is down')),
          metrics: () => env.JOBS.metrics(),
        },
      },
    });
    await expect(run(deaf, id, 0, 'the message')).rejects.toThrow();
    expect([(await jobRow(id))?.step, tally(await outcomes(id))]).toEqual([
      1,
      { done: BATCH, waiting: 1 },
    ]);
    const { app } = admin;
    app.queued.length = 0;
    await run(app, id, 0, 'the message');
    expect(batchesIn(app)).toMatchObject([{ payload: { jobId: id, step: 1 } }]);
    await deliverAll(app);
    expect((await jobRow(id))?.state).toBe('done');
  });

  it('go on where one died, and by the cron if the message is lost', async () => {
    const { app, browser } = await bulkAdmin();
    const { ids } = await crowd(5);
    const { id } = await started(browser, 'disable', ids);
    app.queued.length = 0;
    let turns = 0;
    const dying = createTestApp({
      env: {
        ACCOUNT_GUARD: hookedGuards((method, call) =>
          method === 'prepare' && ++turns === 3 ? new Promise(() => undefined) : call(),
        ),
      },
    });
    void run(dying, id, 0).catch(() => undefined);
    await expect.poll(async () => tally(await outcomes(id)).done).toBe(2);
    // The job is taken, and nothing runs.
    await expect(run(app, id, 0)).rejects.toThrow();
    const { flush } = app.servicesWith(() => undefined);
    await flush();
    expect(batchesIn(app)).toEqual([]);
    app.advance(6 * 60_000);
    await flush();
    expect(batchesIn(app)).toHaveLength(1);
    await deliverAll(app);
    expect(tally(await outcomes(id))).toEqual({ done: 5 });
    expect(await eventsOf('admin.disabled', id)).toHaveLength(5);
  });

  it('try somebody who fails again, then give them up, and do the others', async () => {
    const { app, browser, id: actor } = await bulkAdmin();
    const { ids } = await crowd(3);
    const [poison = ''] = ids;
    const { id, path } = await started(browser, 'disable', ids);
    const broken = createTestApp({
      env: {
        ACCOUNT_GUARD: {
          getByName: (name: string) =>
            (name === poison
              ? (deafGuards('prepare') as typeof env.ACCOUNT_GUARD)
              : env.ACCOUNT_GUARD
            ).getByName(name),
        },
      },
    });
    broken.queued.push(...app.queued.splice(0));
    await broken.deliverJobs();
    expect(await outcomes(id)).toMatchObject({ [poison]: 'waiting: error' });
    expect(tally(await outcomes(id))).toEqual({ done: 2, 'waiting: error': 1 });
    await deliverAll(broken);
    expect(tally(await outcomes(id))).toEqual({ done: 2, 'failed: error': 1 });
    expect(await eventsOf('admin.job_finished', id)).toMatchObject([
      { actor_id: actor, metadata: { done: 2, failed: 1 } },
    ]);
    expect((await browser.open(path)).headings).toContain('Failed: 1 user');
  });

  it('cost the same however many users the job has, and stay far below the limits', async () => {
    const { browser } = await bulkAdmin();
    const costs: number[] = [];
    for (const size of [BATCH + 1, 1000]) {
      const { ids, group } = await crowd(size);
      const page = await browser.open(`${USERS}?query=${group}`);
      const { fields = {} } = page.forms.find(({ action }) => action === JOBS) ?? {};
      const draft = await browser.post(JOBS, { ...fields, act: 'disable', of: 'search' });
      await browser.submit(draft, { reason: 'A leak' }, { action: draft.url });
      const id = draft.url.split('/').at(-1) ?? '';
      expect(tally(await outcomes(id))).toEqual({ waiting: ids.length });
      const counted = countHops({ ...env });
      const app = createTestApp({
        env: { DB: counted.env.DB, ACCOUNT_GUARD: counted.env.ACCOUNT_GUARD },
      });
      await run(app, id, 0);
      costs.push(counted.read().calls.length);
      expect(tally(await outcomes(id)).done).toBe(BATCH);
    }
    expect(costs[1]).toBe(costs[0]);
    // Six a user: look, read, prepare, write, commit, read; and few a batch.
    expect(costs[1]).toBeLessThanOrEqual(6 * BATCH + 6);
  });

  it.each(['disable', 'terminate-sessions', 'resend-verification'])(
    'ask D1 so little to %s that ten messages at once fit into one invocation',
    async (act) => {
      const { browser } = await bulkAdmin();
      const { ids } = await crowd(BATCH + 1, { proved: act !== 'resend-verification' });
      const { id } = await started(browser, act, ids);
      const watched = watchQueries(env.DB);
      const DB = watched.DB as unknown as D1Database;
      await run(createTestApp({ env: { DB } }), id, 0);
      expect(tally(await outcomes(id)).done).toBe(BATCH);
      // Cloudflare's limit of D1 queries for an invocation, and the `max_batch_size` of the queue.
      expect(10 * watched.asked()).toBeLessThanOrEqual(1000);
    },
  );
});

describe('what is kept', () => {
  it('goes 30 days after its end, and not before', async () => {
    const { app, browser } = await bulkAdmin();
    const { ids } = await crowd(1);
    const { id } = await started(browser, 'terminate-sessions', ids);
    await deliverAll(app);
    const { flush } = app.servicesWith(() => undefined);
    app.advance(30 * 86_400_000);
    await flush();
    expect([(await jobRow(id))?.state, Object.keys(await outcomes(id))]).toEqual(['done', ids]);
    app.advance(1);
    await flush();
    expect([await jobRow(id), await outcomes(id)]).toEqual([null, {}]);
  });
});
