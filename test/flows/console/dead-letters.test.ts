import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { KIND_WORDS } from '../../../src/console/dead-letters/kinds.ts';
import { consumeDeadJobs } from '../../../src/mail/consume-jobs.ts';
import { official, somebody } from '../../support/console-people.ts';
import { fillPath } from '../../support/console-routes.ts';
import { editUsers } from '../../support/edit-users.ts';
import type { OpenPage, PageClient } from '../../support/page-client.ts';
import { freshEmail, PASSWORD } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const LETTERS = '/admin/dead-letters';
const MINUTE = 60_000;
const OFF = { env: { LOGIN_SECOND_FACTOR: 'off' } };

/** Gives messages up, each of an id of its own. */
async function giveUp(app: TestApp, given: { id: string; body: unknown }[]): Promise<void> {
  const messages = given.map(({ id, body }) => ({
    ...{ id, body, timestamp: new Date(0), attempts: 6 },
    ack: () => undefined,
    retry: () => undefined,
  }));
  const batch = { queue: 'jobs-dead', messages } as unknown as MessageBatch;
  await consumeDeadJobs(
    batch,
    app.servicesWith(() => undefined),
  );
}

/** An admin in a browser, and a mail to somebody that was given up. */
async function world() {
  const app = createTestApp(OFF);
  const admin = await official(app, 'admin');
  const person = await somebody(app);
  await app.deliverJobs();
  await app.post('/api/v1/auth/password/reset', { email: person.email });
  const [body] = app.queued.splice(0);
  await giveUp(app, [{ id: 'first', body }]);
  return { app, admin, person, body, page: await admin.browser.open(LETTERS) };
}

const formOf = (page: OpenPage, act: string, id = 'first') =>
  page.forms.find(({ fields }) => fields.act === act && fields.id === id);

/** Sends the form of a letter as a page has it. */
function press(browser: PageClient, page: OpenPage, act: string, given = {}, sending = {}) {
  const form = formOf(page, act);
  if (form === undefined) throw new Error(`no ${act} on ${page.url}`);
  return browser.post(form.action, { ...form.fields, ...given }, sending);
}

const letters = async () =>
  (
    await env.DB.prepare('select id, retried_at from dead_letters order by id').all<{
      id: string;
      retried_at: number | null;
    }>()
  ).results;
async function events(app: TestApp) {
  await app.deliverLedger();
  const { results } = await env.DB.prepare(
    "select type, user_id, actor_id, metadata from audit_events where type like 'admin.dead%' order by id",
  ).all<{ type: string; user_id: string; actor_id: string; metadata: string }>();
  return results.map(({ metadata, ...row }) => ({ ...row, reason: JSON.parse(metadata).reason }));
}

describe('the page of dead letters', () => {
  it('says what, whom, why, when and how often, and nothing of what it says', async () => {
    const { app, admin, person, page } = await world();
    await env.DB.prepare("update dead_letters set deaths = 37, why = 'The provider said no'").run();
    const opened = await admin.browser.open(LETTERS);
    expect([opened.status, opened.h1]).toEqual([200, 'Dead letters']);
    const told = ['Email to set a new password', 'The provider said no', '37', 'Given up'];
    for (const text of told) expect(opened.text).toContain(text);
    expect(opened.links.map(({ href }) => href)).toContain(person.path);
    expect(opened.html).toMatch(/<time[^>]*>[^<]+<\/time>/);
    expect(opened.text).not.toContain(person.email);
    const consequence = ['goes back on its queue, once', 'gone for good'];
    for (const text of consequence) expect(page.text).toContain(text);
    // Every kind of message has words.
    const kinds = app.servicesWith(() => undefined).handlers.map(({ type }) => type);
    expect(Object.keys(KIND_WORDS).sort()).toEqual([...kinds, 'ledger', 'unreadable'].sort());
  });

  it('tries again what is asked, and says who did it and why among the events', async () => {
    const { app, admin, person, page } = await world();
    const done = await press(admin.browser, page, 'retry', { reason: 'The box is there now' });
    expect([done.url, done.statuses.join()]).toEqual([
      LETTERS,
      expect.stringContaining('being tried again'),
    ]);
    expect(app.queued).toHaveLength(1);
    expect([formOf(done, 'retry'), formOf(done, 'drop')]).toEqual([undefined, expect.anything()]);
    expect(await events(app)).toEqual([
      {
        type: 'admin.dead_letter_retried',
        user_id: person.id,
        actor_id: admin.id,
        reason: 'The box is there now',
      },
    ]);
    const told = await admin.browser.open('/admin/events');
    expect(told.text).toContain('A failed message was tried again');
    expect(told.text).toContain('The box is there now');
    await app.deliverJobs();
    expect(app.mails.at(-1)?.to).toBe(person.email);
    expect((await admin.browser.open(LETTERS)).headings).toContain('Nothing was given up');
  });

  it('drops what is asked, with who did it and why', async () => {
    const { app, admin, person, page } = await world();
    const done = await press(admin.browser, page, 'drop', { reason: 'No such box' });
    expect(done.statuses.join()).toContain('dropped');
    expect([await letters(), app.queued]).toEqual([[], []]);
    expect(await events(app)).toEqual([
      {
        type: 'admin.dead_letter_dropped',
        user_id: person.id,
        actor_id: admin.id,
        reason: 'No such box',
      },
    ]);
  });

  it('puts it on its queue once, however many admins press at once', async () => {
    const { app, admin, page } = await world();
    const other = await official(app, 'admin');
    app.queued.splice(0);
    const theirs = await other.browser.open(LETTERS);
    const answers = await Promise.all([
      press(admin.browser, page, 'retry', {}, { follow: false }),
      press(other.browser, theirs, 'retry', {}, { follow: false }),
      press(admin.browser, page, 'retry', {}, { follow: false }),
      press(other.browser, theirs, 'retry', {}, { follow: false }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409]);
    for (const { status, alerts } of answers)
      if (status === 409) expect(alerts.join()).toContain('being tried again already');
    expect(app.queued).toHaveLength(1);
    expect(await events(app)).toHaveLength(1);
    expect((await letters())[0]?.retried_at).not.toBeNull();
  });

  it('drops it once, however many admins press at once', async () => {
    const { app, admin, page } = await world();
    const other = await official(app, 'admin');
    const theirs = await other.browser.open(LETTERS);
    const answers = await Promise.all([
      press(admin.browser, page, 'drop', {}, { follow: false }),
      press(other.browser, theirs, 'drop', {}, { follow: false }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(await events(app)).toHaveLength(1);
  });
});

describe('what is not done', () => {
  it('is an act of staff, who read why', async () => {
    const { app, page } = await world();
    const staff = await official(app, 'staff');
    app.queued.splice(0);
    const read = await staff.browser.open(LETTERS);
    expect([read.status, read.forms.filter(({ method }) => method === 'post')]).toEqual([200, []]);
    expect(read.text).toContain('You’re staff');
    const { forms } = await staff.browser.open('/account/profile');
    const csrf_token = forms.find(({ fields }) => 'csrf_token' in fields)?.fields.csrf_token ?? '';
    for (const act of ['retry', 'drop']) {
      const refused = await press(staff.browser, page, act, { csrf_token });
      expect([refused.status, refused.alerts.join()]).toEqual([
        403,
        expect.stringContaining('only admins may'),
      ]);
    }
    expect([app.queued, await events(app)]).toEqual([[], []]);
    expect(await letters()).toHaveLength(1);
  });

  it('waits for a fresh proof, keeps what was typed, and is then one press away', async () => {
    const { app, admin, page } = await world();
    app.advance(11 * MINUTE);
    const reason = 'Typed <before> the proof';
    const proof = await press(admin.browser, page, 'drop', { reason });
    expect(proof.url).toMatch(/^\/account\/step-up/);
    expect(await letters()).toHaveLength(1);
    const back = await admin.browser.submit(proof, { password: PASSWORD });
    expect([back.url, back.statuses.join()]).toEqual([
      LETTERS,
      expect.stringContaining('press the button again'),
    ]);
    expect(formOf(back, 'drop')?.fields.reason).toBe(reason);
    expect(formOf(back, 'retry')?.fields.reason).toBe('');
    expect(back.html).toMatch(/<details[^>]* open/);
    await press(admin.browser, back, 'drop');
    expect([await letters(), await events(app)]).toEqual([
      [],
      [expect.objectContaining({ reason })],
    ]);
  });

  it('is an act of a page that is older than the letter', async () => {
    const { app, admin, body, page } = await world();
    await press(admin.browser, page, 'retry');
    const [again] = app.queued.splice(0);
    for (const act of ['retry', 'drop']) {
      const refused = await press(admin.browser, page, act, { reason: 'I was away' });
      expect([refused.status, refused.alerts.join()]).toEqual([
        409,
        expect.stringContaining('being tried again already'),
      ]);
    }
    await giveUp(app, [
      { id: 'second', body: again },
      { id: 'first', body },
    ]);
    app.queued.splice(0);
    for (const act of ['retry', 'drop']) {
      const refused = await press(admin.browser, page, act, { reason: 'I was away' });
      expect([refused.status, refused.alerts.join()]).toEqual([
        409,
        expect.stringContaining('failed again'),
      ]);
      expect(formOf(refused, act)?.fields.reason).toBe('I was away');
    }
    expect(app.queued).toEqual([]);
    expect(await letters()).toMatchObject([{ id: 'first', retried_at: null }]);
    expect((await events(app)).map(({ type }) => type)).toEqual(['admin.dead_letter_retried']);
    // The page as it is now does it.
    await press(admin.browser, await admin.browser.open(LETTERS), 'drop');
    expect(await letters()).toEqual([]);
  });

  it.each([
    ['an address that changed', 'another address'],
    ['a message whose key is gone', 'AUTH_SECRET'],
    ['a letter that is gone', 'isn’t in the list any more'],
    ['somebody who was erased', 'isn’t in the list any more'],
  ])('is said in words: %s', async (what, said) => {
    const { app, admin, person, page } = await world();
    const next = freshEmail();
    if (what.startsWith('an address'))
      await editUsers('email = ?1, email_normalized = ?1 where id = ?2', next, person.id);
    if (what.startsWith('a message'))
      await env.DB.prepare("update dead_letters set body = body || 'x'").run();
    if (what.startsWith('a letter')) await env.DB.prepare('delete from dead_letters').run();
    if (what.startsWith('somebody')) {
      const at = await admin.browser.open(person.path);
      const form = at.forms.find(({ fields }) => fields.act === 'erase');
      await admin.browser.post(person.path, { ...form?.fields, address: person.email });
    }
    app.queued.splice(0);
    const refused = await press(admin.browser, page, 'retry');
    expect([refused.status, refused.h1]).toEqual([409, 'Dead letters']);
    expect(refused.alerts.join()).toContain(said);
    expect([app.queued, await events(app)]).toEqual([[], []]);
  });

  it('is a form that none of our pages has, and a reason that is too long', async () => {
    const { admin, page } = await world();
    const forged = [{ act: 'read' }, { id: '../x' }, { id: '' }, { seen: 'x'.repeat(101) }];
    for (const fields of forged) {
      const refused = await press(admin.browser, page, 'drop', fields);
      expect([fields, refused.status]).toEqual([fields, 400]);
      expect(refused.alerts.join()).toContain('couldn’t read that form');
    }
    const reason = 'x'.repeat(501);
    const long = await press(admin.browser, page, 'drop', { reason });
    expect([long.status, long.alerts.join()]).toEqual([400, expect.stringContaining('500')]);
    expect(formOf(long, 'drop')?.fields.reason).toBe(reason);
    expect(await letters()).toHaveLength(1);
  });
});

describe('a list of many', () => {
  it('goes on page by page, and an act leads back to its page', async () => {
    const { app, admin } = await world();
    await env.DB.prepare('delete from dead_letters').run();
    for (const n of [1, 2, 3, 4, 5]) {
      app.advance(1000);
      await giveUp(app, [{ id: `letter-${n}`, body: n }]);
    }
    const idsOn = ({ forms }: OpenPage) =>
      forms.flatMap(({ fields }) => (fields.act === 'drop' ? (fields.id ?? []) : []));
    const first = await admin.browser.open(`${LETTERS}?limit=2`);
    const second = await admin.browser.follow(first, 'Go on');
    expect(idsOn(first)).toEqual(['letter-5', 'letter-4']);
    expect(idsOn(second)).toEqual(['letter-3', 'letter-2', 'letter-1']);
    const form = formOf(second, 'drop', 'letter-2');
    const done = await admin.browser.post(LETTERS, form?.fields ?? {});
    expect([done.url, idsOn(done)]).toEqual([second.url, ['letter-3', 'letter-1']]);
    app.advance(11 * MINUTE);
    const other = formOf(done, 'drop', 'letter-1');
    const proof = await admin.browser.post(LETTERS, { ...other?.fields, reason: 'Later' });
    const back = await admin.browser.submit(proof, { password: PASSWORD });
    expect([back.url, formOf(back, 'drop', 'letter-1')?.fields.reason]).toEqual([
      second.url,
      'Later',
    ]);
    const top = await admin.browser.follow(back, 'Back to the first');
    expect(idsOn(top)).toHaveLength(4);
  });

  it.each(['x.y', '~', '9'.repeat(600), `'"><img src=x>`])(
    'begins at the top at a cursor that is none, and says so: %s',
    async (cursor) => {
      const { admin } = await world();
      const page = await admin.browser.open(`${LETTERS}?${new URLSearchParams({ cursor })}`);
      expect(page.status).toBe(400);
      expect(page.text).toContain('We couldn’t read all of that address');
      expect([formOf(page, 'drop') === undefined, page.html.includes('<img')]).toEqual([
        false,
        false,
      ]);
    },
  );

  it('shows what is stored as text, and makes no link of it', async () => {
    const { admin } = await world();
    const evil = `'"><img src=x onerror=alert(1)> https://evil.example`;
    await env.DB.prepare('update dead_letters set kind = ?1, why = ?1, user_id = ?1')
      .bind(evil)
      .run();
    const page = await admin.browser.open(LETTERS);
    expect(page.text).toContain(evil);
    expect(page.html).not.toContain('<img');
    for (const { href } of page.links) expect(href).toMatch(/^[/#]/);
    expect(fillPath(LETTERS)).toBe(LETTERS);
  });
});
