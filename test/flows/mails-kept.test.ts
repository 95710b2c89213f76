import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { consumeJobs, MOST_TRIES } from '../../src/mail/consume-jobs.ts';
import { mailDelayed, mailRefused } from '../../src/mail/mail-error.ts';
import { MAIL_KINDS } from '../../src/mail/mail-kind.ts';
import {
  as,
  freshEmail,
  newcomerByMail,
  PASSWORD,
  registerByMail,
  signIn,
} from '../support/people.ts';
import { createTestApp, type TestApp, type TestAppOptions } from '../support/test-app.ts';

const [wrangler = ''] = Object.values(
  import.meta.glob<string>('../../wrangler.toml', {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Row = { user_id: string; id: string; kind: string; outcome: string; tries: number };
type Way = 'takes it' | 'is away' | 'refuses it';

const rows = async (userId?: string): Promise<Row[]> => {
  const all = (await env.DB.prepare('select * from mails order by tried_at, id').all<Row>())
    .results;
  return userId === undefined ? all : all.filter((row) => row.user_id === userId);
};
const of = async (userId: string) =>
  (await rows(userId)).map(({ kind, outcome, tries }) => [kind, outcome, tries]);

/** An app whose provider of mail is as `way` says. */
function world(options: TestAppOptions = {}) {
  const provider = { way: 'takes it' as Way, sent: 0 };
  const app = createTestApp({
    ...options,
    mailer: async (mail) => {
      if (provider.way === 'is away') throw mailDelayed('The provider answered 503');
      if (provider.way === 'refuses it') throw mailRefused('The provider answered 422');
      provider.sent++;
      app.mails.push(mail);
    },
  });
  return { app, provider };
}

/** Delivers a message once, with an id of its own. Returns what the queue is told. */
async function deliver(app: TestApp, body: unknown, { id = 'mail-1', attempts = 1 } = {}) {
  const told: string[] = [];
  const message = {
    ...{ id, body, attempts, timestamp: new Date(0) },
    ack: () => void told.push('ack'),
    retry: () => void told.push('retry'),
  };
  const services = app.servicesWith(() => undefined);
  await consumeJobs({ queue: 'jobs', messages: [message] } as unknown as MessageBatch, services);
  return told;
}

/** Somebody whose mails so far are forgotten, and the message of a reset that they ask for. */
async function asking(app: TestApp) {
  const person = await newcomerByMail(app);
  await app.deliverJobs();
  await env.DB.prepare('delete from mails').run();
  await app.post('/api/v1/auth/password/reset', { email: person.email });
  return { person, body: app.queued.splice(0)[0] };
}

async function askToMove(app: TestApp, token: string, next: string) {
  const json = { new_email: next, password: PASSWORD };
  expect((await app.auth.email.change.$post({ json }, as(token))).status).toBe(200);
}

describe('a mail', () => {
  it('is kept by its kind for whoever was meant, without address, link or code', async () => {
    const { app } = world();
    const { user, email, access_token: token } = await newcomerByMail(app);
    expect(await of(user.id)).toContainEqual(['verification', 'sent', 1]);
    await app.post('/api/v1/auth/password/reset', { email });
    await app.post('/api/v1/auth/otp/request', { email });
    await app.post('/api/v1/auth/forgot-password', { email });
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    await app.deliverJobs();
    const kinds = (await rows(user.id)).map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['reset_link', 'sign_in_code', 'reset_code', 'already_registered']),
    );
    expect(kinds.every((kind) => (MAIL_KINDS as readonly string[]).includes(kind))).toBe(true);
    const kept = JSON.stringify(await rows());
    expect(kept).not.toContain('@');
    for (const { links, codes } of app.mails)
      for (const secret of [...links.map((link) => link.split('=').at(-1) ?? link), ...codes])
        expect(kept).not.toContain(secret);
    // A change of address: mails to the former one are those of the user who was meant.
    const next = freshEmail();
    await askToMove(app, token, next);
    await app.deliverJobs();
    expect((await rows(user.id)).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['email_change', 'email_change_asked']),
    );
  });

  it('to an address that is taken looks in one’s own data as if it were free', async () => {
    const { app } = world();
    const other = await registerByMail(app);
    const { user, access_token: token } = await newcomerByMail(app);
    await env.DB.prepare('delete from mails').run();
    await askToMove(app, token, other);
    await app.deliverJobs();
    expect(app.mails.map(({ to }) => to)).toContain(other);
    const kinds = (await rows(user.id)).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['email_change', 'email_change_asked']);
    expect((await rows()).every(({ user_id }) => user_id === user.id)).toBe(true);
  });

  it('to nobody leaves nothing', async () => {
    const { app } = world();
    const before = await rows();
    for (const path of ['password/reset', 'otp/request', 'forgot-password', 'email/resend'])
      await app.post(`/api/v1/auth/${path}`, { email: freshEmail() });
    expect((await app.deliverJobs()).acked).toBe(4);
    expect(await rows()).toEqual(before);
  });

  it.each<[Way, number, string]>([
    ['takes it', 1, 'sent'],
    ['refuses it', 1, 'refused'],
    ['is away', 1, 'retried'],
    ['is away', MOST_TRIES, 'given_up'],
  ])('tells that the provider %s at try %i: %s', async (way, attempts, outcome) => {
    const { app, provider } = world();
    const { person, body } = await asking(app);
    provider.way = way;
    const told = await deliver(app, body, { attempts });
    expect(told).toEqual([way === 'is away' ? 'retry' : 'ack']);
    expect(await of(person.user.id)).toEqual([['reset_link', outcome, 1]]);
  });

  it('that is tried again is one mail, with its last outcome and how often it was tried', async () => {
    const { app, provider } = world();
    const { person, body } = await asking(app);
    provider.way = 'is away';
    for (const attempts of [1, 2]) await deliver(app, body, { attempts });
    expect(await of(person.user.id)).toEqual([['reset_link', 'retried', 2]]);
    provider.way = 'takes it';
    await deliver(app, body, { attempts: 3 });
    expect(await of(person.user.id)).toEqual([['reset_link', 'sent', 3]]);
    // The note of success was lost, and the provider refuses what it knows.
    provider.way = 'refuses it';
    await deliver(app, body, { attempts: 4 });
    expect(await of(person.user.id)).toEqual([['reset_link', 'sent', 4]]);
  });

  it('that was put back as a dead letter stays the mail that it was', async () => {
    const { app, provider } = world();
    const { person, body } = await asking(app);
    provider.way = 'refuses it';
    await deliver(app, body, { id: 'first' });
    await env.DB.prepare("update dead_letters set turn = 2 where id = 'first'").run();
    provider.way = 'takes it';
    const again = { ...(body as object), dead_letter: { id: 'first', turn: 2 } };
    await deliver(app, again, { id: 'second' });
    expect(await of(person.user.id)).toEqual([['reset_link', 'sent', 2]]);
  });

  it('is neither lost nor sent again when it cannot be kept', async () => {
    let broken = false;
    const { DB } = env;
    const failing = new Proxy(DB, {
      get: (db, name) => {
        if (name === 'batch' && broken) return () => Promise.reject(new Error('D1 is away'));
        const value: unknown = Reflect.get(db, name);
        return typeof value === 'function' ? value.bind(db) : value;
      },
    });
    const { app, provider } = world({ env: { DB: failing } });
    const { person, body } = await asking(app);
    provider.sent = 0;
    broken = true;
    expect(await deliver(app, body)).toEqual(['ack']);
    expect(provider.sent).toBe(1);
    expect(await rows()).toEqual([]);
    expect(app.logs.map(({ event }) => event)).toContain('mails_not_noted');
    broken = false;
    // And nothing is kept of a user who is gone by then.
    await env.DB.prepare('delete from users where id = ?').bind(person.user.id).run();
    await deliver(app, body, { attempts: 2 });
    expect(await rows()).toEqual([]);
  });

  it('has as many tries as the queue makes', () => {
    const jobs = wrangler.match(/queue = "latchkey(-\w+)?-jobs",?\s[^}[]*?max_retries = (\d+)/g);
    expect(jobs).toHaveLength(3);
    for (const one of jobs ?? []) expect(one).toMatch(new RegExp(`= ${MOST_TRIES - 1}$`));
  });
});

describe('the mails of a user', () => {
  it('go with the user, and are in what the user may download', async () => {
    const { app } = world();
    const one = await newcomerByMail(app);
    const other = await newcomerByMail(app);
    await app.deliverJobs();
    const answer = await app.auth.account.export.$get({}, as(one));
    expect(answer.status).toBe(200);
    const { mails } = (await answer.json()) as { mails: object[] };
    expect(mails).toHaveLength((await rows(one.user.id)).length);
    expect(mails).toContainEqual({
      ...{ kind: 'verification', outcome: 'sent', tries: 1 },
      first_tried_at: new Date(app.clock()).toISOString(),
      last_tried_at: new Date(app.clock()).toISOString(),
    });
    const kept = await rows(other.user.id);
    expect(kept).not.toEqual([]);
    expect(
      (await app.auth.account.$delete({ json: { password: PASSWORD } }, as(one))).status,
    ).toBeLessThan(300);
    await app.deliverJobs();
    expect(await rows()).toEqual(kept);
  });

  it('are kept for 90 days, and found and flushed by indexes', async () => {
    const { app } = world();
    const { user, email } = await newcomerByMail(app);
    await app.deliverJobs();
    const flush = () => app.servicesWith(() => undefined).flush();
    app.advance(90 * DAY);
    await signIn(app, email);
    await app.post('/api/v1/auth/password/reset', { email });
    await app.deliverJobs();
    await flush();
    expect(await of(user.id)).toContainEqual(['verification', 'sent', 1]);
    app.advance(1);
    await flush();
    const left = (await rows(user.id)).map(({ kind }) => kind);
    expect(left).toContain('reset_link');
    expect(left).not.toContain('verification');
    const plan = async (query: string) =>
      (await env.DB.prepare(`explain query plan ${query}`).all<{ detail: string }>()).results
        .map(({ detail }) => detail)
        .join('; ');
    expect(await plan("select * from mails where user_id = 'a' order by tried_at desc")).toMatch(
      /SEARCH mails USING PRIMARY KEY \(user_id=\?\)/,
    );
    expect(await plan('select id from mails where tried_at < 1 limit 9')).toContain(
      'SEARCH mails USING COVERING INDEX mails_tried_at',
    );
  });
});
