import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import { eventsOf, JOBS, jobRow, outcomes, USERS } from '../../../support/bulk.ts';
import { giveRoles } from '../../../support/edit-users.ts';
import { defineFlow } from '../flow.ts';
import { defineFormFlow } from '../page-flow.ts';
import type { Person, World } from '../world.ts';
import { aPerson, asAnswer, deliverOnce } from './prepared.ts';
import { aGuest } from './visitors.ts';

/** Milliseconds after which the cron looks for a job of which nobody has heard. */
const LOST = 6 * 60_000;

/** An admin on the list of users, which shows one of them. */
async function atList(world: World) {
  const { person } = await aPerson(world);
  const { browser, ids, email } = await aGuest(world, USERS);
  const admin = ids[0] ?? '';
  await giveRoles(['admin'], { id: admin });
  const page = await browser.open(`${USERS}?query=${person.user.id}`);
  return { ids: [person.user.id, admin], person, browser, email, page };
}

const choosing = (person: Person, act: string) => ({
  action: JOBS,
  press: 'picked',
  fields: { act, [`pick-${person.user.id}`]: 'on' },
});

/** The same with a draft to be confirmed. */
async function atDraft(world: World, act = 'disable') {
  const { page: list, ...others } = await atList(world);
  const page = await others.browser.submit(list, choosing(others.person, act).fields, {
    action: JOBS,
    press: 'picked',
  });
  return { ...others, page, path: page.url, job: page.url.split('/').at(-1) ?? '' };
}

/** The same with a job whose first batch waits in the queue. */
async function atJob(world: World, act = 'disable') {
  const { page: draft, ...others } = await atDraft(world, act);
  const { browser, path } = others;
  const page = await browser.submit(draft, { reason: 'a test' }, { action: path });
  return { ...others, page };
}

/** Their act is done once, with one event, by a job that was started and has ended once. */
async function isDoneOnce(job: string, userId: string, type = 'admin.disabled') {
  expect(await outcomes(job)).toEqual({ [userId]: 'done' });
  expect((await jobRow(job))?.state).toBe('done');
  for (const kind of [type, 'admin.job_started', 'admin.job_finished'])
    expect([kind, (await eventsOf(kind, job)).length]).toEqual([kind, 1]);
}

/** What is left for the cron, where the message of a batch is lost. */
async function cron(world: World): Promise<void> {
  world.timeline.move(LOST);
  await world.app.servicesWith(() => undefined).flush();
  await world.wait(0);
}

const batchOf = (name: string, act: string, type: string) =>
  defineFlow({
    name: `a batch of a job: ${name}`,
    delivers: ['admin.bulk_batch'],
    prepare: (world) => atJob(world, act),
    act: deliverOnce,
    async expect(world, { job, person }) {
      await cron(world);
      await isDoneOnce(job, person.user.id, type);
      expect(await world.lives(person)).toBe(false);
    },
  });

export const BULK = [
  defineFormFlow({
    name: 'console: choose users for a job',
    page: JOBS,
    prepare: atList,
    form: (_, { person }) => choosing(person, 'disable'),
    async expect(world, { person }, _, arrived) {
      expect(arrived?.text).toContain(person.email);
      expect(await world.lives(person)).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'console: start a job',
    page: `${JOBS}/:id`,
    prepare: (world) => atDraft(world),
    form: (_, { path }) => ({ action: path, press: 'start', fields: { reason: 'a test' } }),
    madeAnyway: [`200 ${JOBS}/{id}`],
    async expect(world, { job, person }) {
      await cron(world);
      await isDoneOnce(job, person.user.id);
      expect(await world.signsIn(person.email)).toBe(403);
    },
  }),
  defineFormFlow({
    name: 'console: stop a job',
    page: `${JOBS}/:id`,
    prepare: (world) => atJob(world),
    form: (_, { path }) => ({ action: path, press: 'stop' }),
    madeAnyway: [`200 ${JOBS}/{id}`],
    async expect(world, { job, person }) {
      expect((await jobRow(job))?.state).toBe('stopped');
      expect(await eventsOf('admin.job_stopped', job)).toHaveLength(1);
      expect(await world.lives(person)).toBe(true);
    },
  }),
  batchOf('disable', 'disable', 'admin.disabled'),
  batchOf('end sessions', 'terminate-sessions', 'admin.sessions_ended'),
  defineFlow({
    name: 'a batch of a job: confirm again',
    async prepare(world) {
      const { email, id } = await world.signUp();
      await world.wait(0);
      // Time for another mail.
      world.timeline.move(LOST);
      const { browser, ids } = await aGuest(world, USERS);
      await giveRoles(['admin'], { id: ids[0] ?? '' });
      const page = await browser.open(`${USERS}?query=${id}`);
      const fields = { act: 'resend-verification', [`pick-${id}`]: 'on' };
      const draft = await browser.submit(page, fields, { action: JOBS, press: 'picked' });
      await browser.submit(draft, { reason: 'a test' }, { action: draft.url });
      return { ids, id, email, job: draft.url.split('/').at(-1) ?? '' };
    },
    act: deliverOnce,
    async expect(world, { job, id, email }) {
      await cron(world);
      await isDoneOnce(job, id, 'admin.verification_resent');
      const verified = await world.post('email/verify', { token: await world.mailedToken(email) });
      expect(verified.status).toBe(200);
    },
  }),
  defineFlow({
    name: 'a job whose message is lost, by the cron',
    async prepare(world) {
      const prepared = await atJob(world);
      world.queues.giveUp();
      await world.queues.deliverDead();
      await env.DB.prepare('update bulk_jobs set heard_at = heard_at - ?').bind(LOST).run();
      return prepared;
    },
    act: (world) => asAnswer(() => world.app.servicesWith(() => undefined).flush()),
    async expect(world, { job, person }) {
      await isDoneOnce(job, person.user.id);
      expect(await world.lives(person)).toBe(false);
    },
  }),
];
