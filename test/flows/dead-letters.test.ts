import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { consumeDeadLedger, consumeLedger } from '../../src/ledger/consume-ledger.ts';
import { consumeDeadJobs, consumeJobs } from '../../src/mail/consume-jobs.ts';
import { mailRefused } from '../../src/mail/mail-error.ts';
import { editUsers, giveRoles } from '../support/edit-users.ts';
import { takeLedger } from '../support/ledger.ts';
import { as, freshEmail, newcomer, refusal, register, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Letter = {
  id: string;
  queue: string;
  kind: string;
  user_id: string | null;
  state: string;
  why: string | null;
  deaths: number;
};
type Given = { id: string; body: unknown };

/** An app whose provider of mail refuses while `broken`, with somebody who administers it. */
async function world() {
  const mailer = { broken: false, sent: [] as string[] };
  const app = createTestApp({
    env: { LOGIN_SECOND_FACTOR: 'off' },
    mailer: async (mail) => {
      if (mailer.broken) throw mailRefused('The provider answered 422 no_such_box');
      mailer.sent.push(mail.to);
      app.mails.push(mail);
    },
  });
  const admin = await newcomer(app);
  await giveRoles(['admin'], { id: admin.user.id });
  const by = await signIn(app, admin.email);
  const person = await newcomer(app);
  await app.deliverJobs();
  mailer.sent = [];
  return { app, mailer, admin, by, person };
}

/** Delivers messages once, with ids of their own, to the consumer of a queue. */
async function deliver(app: TestApp, queue: 'jobs' | 'jobs-dead', given: Given[]) {
  const acked: string[] = [];
  const messages = given.map(({ id, body }) => ({
    ...{ id, body, timestamp: new Date(0), attempts: 1 },
    ack: () => void acked.push(id),
    retry: () => undefined,
  }));
  const late: Promise<unknown>[] = [];
  const services = app.servicesWith((work) => void late.push(work));
  const consume = queue === 'jobs' ? consumeJobs : consumeDeadJobs;
  await consume({ queue, messages } as unknown as MessageBatch, services);
  await Promise.all(late);
  return acked;
}

async function lettersOf(app: TestApp, by: { access_token: string }): Promise<Letter[]> {
  const answer = await app.admin['dead-letters'].$get({ query: {} }, as(by));
  expect(answer.status).toBe(200);
  return (await answer.json()).dead_letters;
}

const retry = (app: TestApp, by: { access_token: string }, id: string, reason?: string) =>
  app.admin['dead-letters'][':id'].retry.$post(
    { param: { id }, json: reason === undefined ? {} : { reason } },
    as(by),
  );
const drop = (app: TestApp, by: { access_token: string }, id: string, reason: string) =>
  app.admin['dead-letters'][':id'].$delete({ param: { id }, json: { reason } } as never, as(by));

/** A mail with a reset link that the provider refused for good. */
async function deadMail(app: TestApp, mailer: { broken: boolean }, email: string) {
  await app.post('/api/v1/auth/password/reset', { email });
  mailer.broken = true;
  const [body] = app.queued.splice(0);
  await deliver(app, 'jobs', [{ id: 'first', body }]);
  mailer.broken = false;
  return body;
}

const eventsOf = async (type: string) =>
  (
    await env.DB.prepare(
      'select user_id, actor_id, metadata from audit_events where type = ? order by id',
    )
      .bind(type)
      .all<{ user_id: string | null; actor_id: string; metadata: string }>()
  ).results.map((row) => ({ ...row, metadata: JSON.parse(row.metadata) as unknown }));

describe('a mail that was given up', () => {
  it('is kept sealed, told without what it says, and only once if it comes twice', async () => {
    const { app, mailer, by, person } = await world();
    const body = await deadMail(app, mailer, person.email);
    await deliver(app, 'jobs-dead', [{ id: 'first', body }]);
    expect(await lettersOf(app, by)).toEqual([
      expect.objectContaining({
        ...{ id: 'first', queue: 'jobs', user_id: person.user.id, state: 'dead', deaths: 1 },
        why: 'The provider answered 422 no_such_box',
      }),
    ]);
    const [row] = (await env.DB.prepare('select * from dead_letters').all()).results;
    const kept = JSON.stringify(row);
    expect(kept).not.toContain(person.email);
    expect(kept).not.toContain('payload');
    expect(String(row?.body)).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(JSON.stringify(app.logs)).not.toContain(person.email);
  });

  it('goes back on its queue once, however often it is asked at once, and goes when it is done', async () => {
    const { app, mailer, admin, by, person } = await world();
    await deadMail(app, mailer, person.email);
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((reason) => retry(app, by, 'first', reason)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(app.queued).toHaveLength(1);
    expect(await lettersOf(app, by)).toMatchObject([{ id: 'first', state: 'retrying' }]);
    await app.deliverLedger();
    expect(await eventsOf('admin.dead_letter_retried')).toEqual([
      {
        user_id: person.user.id,
        actor_id: admin.user.id,
        metadata: expect.objectContaining({ job_id: 'first', reason: expect.any(String) }),
      },
    ]);
    await app.deliverJobs();
    expect(mailer.sent).toEqual([person.email]);
    expect(await lettersOf(app, by)).toEqual([]);
    expect(await refusal(await retry(app, by, 'first'))).toEqual([404, 'not_found']);
  });

  it('is dead again if it fails again, counted once, and stays what it was', async () => {
    const { app, mailer, by, person } = await world();
    const first = await deadMail(app, mailer, person.email);
    await retry(app, by, 'first');
    const [again] = app.queued.splice(0);
    mailer.broken = true;
    await deliver(app, 'jobs', [{ id: 'second', body: again }]);
    // The same deaths, told once more.
    await deliver(app, 'jobs-dead', [
      { id: 'second', body: again },
      { id: 'first', body: first },
    ]);
    expect(await lettersOf(app, by)).toMatchObject([{ id: 'first', state: 'dead', deaths: 2 }]);
    mailer.broken = false;
    await retry(app, by, 'first');
    // A late copy of an earlier death does not end the try that is under way.
    await deliver(app, 'jobs-dead', [
      { id: 'second', body: again },
      { id: 'first', body: first },
    ]);
    expect(await lettersOf(app, by)).toMatchObject([{ state: 'retrying', deaths: 2 }]);
    await app.deliverJobs();
    expect(await lettersOf(app, by)).toEqual([]);
  });

  it('can be tried again if it was never heard of, or if the queue was away', async () => {
    const { app, mailer, by, person } = await world();
    await deadMail(app, mailer, person.email);
    const send = app.env.JOBS.send;
    Object.assign(app.env.JOBS, { send: () => Promise.reject(new Error('the queue is away')) });
    expect(await refusal(await retry(app, by, 'first'))).toEqual([503, 'storage_unavailable']);
    Object.assign(app.env.JOBS, { send });
    expect(await lettersOf(app, by)).toMatchObject([{ state: 'dead' }]);
    await retry(app, by, 'first');
    app.queued.splice(0);
    app.advance(2 * HOUR);
    const later = await signIn(
      app,
      (await app.servicesWith(() => undefined).stores.users.findById(by.user.id))?.email ?? '',
    );
    expect(await lettersOf(app, later)).toMatchObject([{ state: 'dead' }]);
    app.queued.splice(0);
    expect((await retry(app, later, 'first')).status).toBe(200);
    expect(app.queued).toHaveLength(1);
  });

  it.each([1, 3])('can be tried again if the queue was away, and D1 %i times', async (times) => {
    const { app, mailer, by, person } = await world();
    await deadMail(app, mailer, person.email);
    const { JOBS, DB } = app.env;
    const send = JOBS.send;
    let failed = 0;
    const fail = () => {
      if (++failed === times) Reflect.deleteProperty(DB, 'prepare');
      throw new Error('D1 is away');
    };
    const away = () => {
      Object.assign(DB, { prepare: fail });
      return Promise.reject(new Error('the queue is away'));
    };
    Object.assign(JOBS, { send: away });
    expect(await refusal(await retry(app, by, 'first'))).toEqual([503, 'storage_unavailable']);
    Object.assign(JOBS, { send });
    expect(failed).toBe(times);
    expect(await lettersOf(app, by)).toMatchObject([{ state: 'dead' }]);
  });

  it('is done once, though the queue took it and said that it did not', async () => {
    const { app, mailer, by, person } = await world();
    await deadMail(app, mailer, person.email);
    const send = app.env.JOBS.send;
    const lost = async (body: unknown) => {
      await send(body);
      throw new Error('the answer is lost');
    };
    Object.assign(app.env.JOBS, { send: lost });
    expect((await retry(app, by, 'first')).status).toBe(503);
    Object.assign(app.env.JOBS, { send });
    expect((await retry(app, by, 'first')).status).toBe(200);
    const bodies = app.queued.splice(0);
    expect(bodies).toHaveLength(2);
    await deliver(
      app,
      'jobs',
      bodies.map((body, n) => ({ id: `again-${n}`, body })),
    );
    // And once more, as queues do.
    await deliver(
      app,
      'jobs',
      bodies.map((body, n) => ({ id: `again-${n}`, body })),
    );
    expect(mailer.sent).toEqual([person.email]);
    expect(await lettersOf(app, by)).toEqual([]);
  });

  it('is not sent any more once it was dropped', async () => {
    const { app, mailer, by, person } = await world();
    await deadMail(app, mailer, person.email);
    await retry(app, by, 'first');
    await drop(app, by, 'first', 'not needed');
    await app.deliverJobs();
    expect([mailer.sent, await lettersOf(app, by)]).toEqual([[], []]);
  });

  it('is dropped for good, with who did it and why', async () => {
    const { app, mailer, admin, by, person } = await world();
    await deadMail(app, mailer, person.email);
    expect((await drop(app, by, 'first', 'no such box')).status).toBe(200);
    expect(await lettersOf(app, by)).toEqual([]);
    expect((await drop(app, by, 'first', 'again')).status).toBe(404);
    await app.deliverLedger();
    expect(await eventsOf('admin.dead_letter_dropped')).toMatchObject([
      { actor_id: admin.user.id, metadata: { reason: 'no such box' } },
    ]);
  });
});

describe('what is out of date', () => {
  it.each([
    ['an address that changed', 'another address'],
    ['a code that nobody waits for', 'nobody waits'],
    ['a message whose key is gone', 'AUTH_SECRET'],
  ])('is not sent, but said: %s', async (what, said) => {
    const { app, mailer, by, person } = await world();
    if (what.startsWith('a code')) {
      await app.auth.otp.request.$post({ json: { email: person.email } });
      mailer.broken = true;
      await deliver(app, 'jobs', [{ id: 'first', body: app.queued.splice(0)[0] }]);
      await env.DB.prepare('update dead_letters set died_at = died_at - ?')
        .bind(2 * HOUR)
        .run();
    } else await deadMail(app, mailer, person.email);
    if (what.startsWith('an address')) {
      const next = freshEmail();
      await editUsers('email = ?1, email_normalized = ?1 where id = ?2', next, person.user.id);
    }
    if (what.startsWith('a message'))
      await env.DB.prepare("update dead_letters set body = body || 'x'").run();
    app.queued.splice(0);
    const answer = await retry(app, by, 'first');
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({
      code: 'out_of_date',
      detail: expect.stringContaining(said),
    });
    expect(app.queued).toEqual([]);
    expect(await lettersOf(app, by)).toMatchObject([{ id: 'first', state: 'dead' }]);
    expect(await eventsOf('admin.dead_letter_retried')).toEqual([]);
  });

  it('goes with its user, also if it comes later, and after two weeks by itself', async () => {
    const { app, mailer, by, person } = await world();
    const body = await deadMail(app, mailer, person.email);
    const erase = await app.admin.users[':id'].$delete(
      { param: { id: person.user.id } } as never,
      as(by),
    );
    expect(erase.status).toBe(200);
    expect(await lettersOf(app, by)).toEqual([]);
    await deliver(app, 'jobs-dead', [{ id: 'first', body }]);
    expect(await lettersOf(app, by)).toEqual([]);

    const other = await register(app);
    await deadMail(app, mailer, other);
    const { flush } = app.servicesWith(() => undefined);
    app.advance(14 * DAY - 1);
    await flush();
    const kept = 'select count(*) as count from dead_letters';
    expect(await env.DB.prepare(kept).first('count')).toBe(1);
    app.advance(2);
    await flush();
    expect(await env.DB.prepare(kept).first('count')).toBe(0);
  });
});

describe('other queues', () => {
  it('keep what cannot be read, which trying again helps only if it can be read by then', async () => {
    const { app, by } = await world();
    await deliver(app, 'jobs-dead', [{ id: 'text', body: 'no job' }]);
    expect(await lettersOf(app, by)).toMatchObject([{ id: 'text', kind: 'unreadable' }]);
    expect(await refusal(await retry(app, by, 'text'))).toEqual([409, 'out_of_date']);
    await drop(app, by, 'text', 'unreadable');

    const services = () => app.servicesWith(() => undefined);
    const message = (id: string, body: unknown) =>
      ({
        id,
        body,
        attempts: 1,
        ack: () => undefined,
        retry: () => undefined,
      }) as unknown as Message;
    await consumeDeadLedger({ messages: [message('told', { entries: 'none' })] }, services());
    expect(await lettersOf(app, by)).toMatchObject([
      { id: 'told', queue: 'ledger', kind: 'ledger', state: 'dead', why: 'It cannot be read' },
    ]);
    takeLedger();
    await retry(app, by, 'told');
    const sent: unknown = takeLedger().find((one) => 'dead_letter' in one);
    await consumeDeadLedger({ messages: [message('told-2', sent)] }, services());
    expect(await lettersOf(app, by)).toMatchObject([{ id: 'told', state: 'dead', deaths: 2 }]);
    // A release that can read it.
    takeLedger();
    await retry(app, by, 'told');
    const next = takeLedger().find((one) => 'dead_letter' in one);
    await consumeLedger(
      { messages: [message('told-3', { ...next, v: 1, entries: [] })] },
      services(),
    );
    expect(await lettersOf(app, by)).toEqual([]);
  });

  it('are listed page by page, and counted', async () => {
    const { app, by } = await world();
    for (const n of [1, 2, 3, 4, 5]) {
      await deliver(app, 'jobs-dead', [{ id: `letter-${n}`, body: n }]);
      if (n % 2 === 0) app.advance(1000);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: '2', ...(cursor === undefined ? {} : { cursor }) } as never;
      const answer = await app.admin['dead-letters'].$get({ query }, as(by));
      const page = await answer.json();
      seen.push(...page.dead_letters.map(({ id }) => id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(['letter-5', 'letter-4', 'letter-3', 'letter-2', 'letter-1']);
    expect(await app.servicesWith(() => undefined).manageDeadLetters.count()).toBe(5);
    const wrong = await app.admin['dead-letters'].$get(
      { query: { cursor: 'x.y' } as never },
      as(by),
    );
    expect(wrong.status).toBe(400);
  });
});

it('staff sees dead letters, and is refused acts; nobody else sees them', async () => {
  const { app, mailer, admin, by, person } = await world();
  await deadMail(app, mailer, person.email);
  await giveRoles(['staff'], { id: admin.user.id });
  expect(await lettersOf(app, by)).toHaveLength(1);
  expect((await retry(app, by, 'first')).status).toBe(403);
  expect((await drop(app, by, 'first', 'x')).status).toBe(403);
  expect(app.queued).toEqual([]);
  await giveRoles(['admin'], { id: admin.user.id });
  app.advance(11 * 60_000);
  const refreshed = await app.auth.token.refresh.$post({ json: { refresh: by.refresh_token } });
  const stale = (await refreshed.json()) as unknown as { access_token: string };
  expect(await refusal(await retry(app, stale, 'first'))).toEqual([
    403,
    'reauthentication_required',
  ]);
  expect((await app.admin['dead-letters'].$get({ query: {} }, as(person))).status).toBeGreaterThan(
    400,
  );
});
