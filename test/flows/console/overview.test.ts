import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { spanInWords } from '../../../src/console/overview/utc.ts';
import { official } from '../../support/console-people.ts';
import { countHops } from '../../support/count-hops.ts';
import { giveRoles } from '../../support/edit-users.ts';
import { brokenDatabase, brokenKv } from '../../support/faults.ts';
import { createPageClient } from '../../support/page-client.ts';
import { freshEmail, newcomerByMail, PASSWORD, WRONG } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OFF = { LOGIN_SECOND_FACTOR: 'off' };

const storesOf = (app: TestApp) => app.servicesWith(() => undefined).stores;

/** The rows of the table below a heading, each as its cells. */
function tableOf(html: string, id: string): string[][] {
  const [, figure = ''] = html.split(` id="${id}"`);
  const [table = ''] = figure.slice(figure.indexOf('<table')).split('</table>');
  return [...table.matchAll(/<tr.*?<\/tr>/gs)].map(([row]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) =>
      cell.replaceAll(/<[^>]*>/g, ''),
    ),
  );
}

/** The picture below a heading; none where nothing happened. */
function pictureOf(html: string, id: string): string | null {
  const [, figure = ''] = html.split(` id="${id}"`);
  return figure.split('</figure>')[0]?.match(/<svg[^>]*role="img".*?<\/svg>/s)?.[0] ?? null;
}

/** A browser of staff, whose service can be exchanged for one with something broken. */
async function staff(app = createTestApp({ env: OFF })) {
  let served: TestApp = app;
  const { email } = await newcomerByMail(app);
  await giveRoles(['staff'], { email });
  const browser = createPageClient({ fetch: (...request) => served.fetch(...request) });
  await browser.signIn(email);
  return {
    app,
    browser,
    serve: (next: TestApp) => {
      served = next;
    },
  };
}

describe('the days of a period', () => {
  it.each([
    ['2026-11-22', '2026-11-28', '22 to 28 November 2026, UTC.'],
    ['2026-10-30', '2026-11-28', '30 October to 28 November 2026, UTC.'],
    ['2026-12-26', '2027-01-01', '26 December 2026 to 1 January 2027, UTC.'],
  ])('from %s to %s are %s', (from, to, words) => {
    const span = { step: 'day', from: `${from}T00:00:00Z`, to: `${to}T12:00:00Z` } as const;
    expect(spanInWords(span)).toBe(`${words} Counted up to 12:00 today`);
  });
});

describe('the overview', () => {
  it('tells of a first day in whole sentences, without empty pictures', async () => {
    const { browser } = await staff();
    const page = await browser.open('/admin');
    expect([page.status, page.h1]).toEqual([200, 'Overview']);
    expect(page.text).toContain('26 December 2199 to 1 January 2200, UTC. Counted up to 12:00');
    for (const says of ['Nobody was locked out', 'No session was renewed', 'hasn’t run yet'])
      expect(page.text).toContain(says);
    expect(page.html).not.toContain('id="providers"');
    expect(pictureOf(page.html, 'lockouts')).toBeNull();
    expect(tableOf(page.html, 'lockouts')).toHaveLength(8);
  });

  it('shows what happened as pictures, and the same numbers as tables', async () => {
    const google = JSON.stringify([{ id: 'google', client_id: 'latchkey' }]);
    const provider = { SOCIAL_PROVIDERS: google, SOCIAL_GOOGLE_SECRET: 'a secret of a provider' };
    const { app, browser } = await staff(createTestApp({ env: { ...OFF, ...provider } }));
    const { email, refresh_token: refresh } = await newcomerByMail(app);
    await app.auth.login.$post({ json: { email, password: WRONG } });
    await app.auth.token.refresh.$post({ json: { refresh } });
    await app.auth.token.refresh.$post({ json: { refresh: 'none of ours' } });
    await app.auth.register.$post({ json: { email: freshEmail(), password: PASSWORD } });
    const at = app.clock() - (app.clock() % HOUR);
    const counts = {
      'try:password:locked': 3,
      'try:email_otp:limited': 2,
      'try:password:disabled': 4,
      'try:passkey:failed': 1,
      'event:account.locked': 2,
      'grant_refresh:rotated': 7,
      'try:provider-google:ok': 2,
      'try:provider-google:locked': 1,
      'provider:google:begun': 9,
      'provider:google:ok': 3,
      'provider:google:unreachable': 4,
      'provider:acme:invalid': 1,
      'mail:retried': 5,
      'event:mail.dead_lettered': 1,
    };
    await app.deliverJobs();
    await app.deliverLedger();
    await app.handOverFigures();
    await storesOf(app).figures.add([{ hour: at, counts }]);
    const page = await browser.open('/admin?period=day');
    const lastOf = (id: string) => tableOf(page.html, id).at(-1);
    expect(tableOf(page.html, 'sign-ins')[0]).toEqual([
      'Hour',
      'Signed in',
      'Wrong secret',
      'Locked or limited',
      'Not allowed in',
      'Our fault',
    ]);
    expect(tableOf(page.html, 'sign-ins')).toHaveLength(25);
    expect(lastOf('sign-ins')).toEqual(['1 Jan, 12:00', '3', '1', '6', '4', '1']);
    expect(tableOf(page.html, 'providers').slice(1)).toEqual([
      ['acme', '0', '0', '0', '0', '1'],
      ['Google', '9', '3', '0', '4', '0'],
    ]);
    expect(lastOf('sign-ups')).toEqual(['1 Jan, 12:00', '3', '2', '0']);
    expect(lastOf('refreshes')).toEqual(['1 Jan, 12:00', '1', '1', '7', '0']);
    expect(lastOf('lockouts')?.slice(0, 2)).toEqual(['1 Jan, 12:00', '2']);
    expect(lastOf('mails')).toEqual(['1 Jan, 12:00', '4', '5', '1']);
    for (const id of ['sign-ins', 'sign-ups', 'refreshes', 'lockouts', 'mails'])
      expect(pictureOf(page.html, id)).toMatch(/aria-label="[^"]+in the table below\."/);
    // No two lines of a picture are told apart by colour alone.
    for (const id of ['sign-ins', 'refreshes', 'mails']) {
      const lines = pictureOf(page.html, id)?.match(/class="l\d"[^>]*?(?= d=)/g) ?? [];
      expect(lines).toHaveLength(3);
      expect(new Set(lines).size).toBe(3);
    }
    const known = (await browser.open('/admin')).links;
    expect(known.map(({ href }) => href)).toEqual(
      expect.arrayContaining(['/admin/users?status=locked', '/admin/users?status=disabled']),
    );
  });

  it('takes a day, a week and a month by links, and says which it is', async () => {
    const { browser } = await staff();
    const rows = [];
    for (const period of ['Day', 'Week', 'Month']) {
      const page = await browser.follow(await browser.open('/admin'), period);
      const [, current] = page.html.match(/aria-current="page">(Day|Week|Month)</) ?? [];
      rows.push([current, tableOf(page.html, 'sign-ins').length]);
    }
    expect(rows).toEqual([
      ['Day', 25],
      ['Week', 8],
      ['Month', 31],
    ]);
    const wrong = await browser.open('/admin?period=century');
    expect([wrong.status, wrong.text.includes('We don’t know that period')]).toEqual([400, true]);
  });

  it('holds a day or a week against the one before, where there was one', async () => {
    const { app, browser } = await staff();
    expect((await browser.open('/admin')).text).not.toContain('than the');
    const now = app.clock() - (app.clock() % HOUR);
    const counted = { [now]: 1e5, [now - 24 * HOUR]: 25e3, [now - 7 * 24 * HOUR]: 5e5 };
    await storesOf(app).figures.add(
      Object.entries(counted).map(([hour, n]) => ({
        hour: Number(hour),
        counts: { 'sign_in:pwd': n },
      })),
    );
    const told = async (period: string) =>
      /\d+% \w+ than the \w+ before/.exec(
        (await browser.open(`/admin?period=${period}`)).text,
      )?.[0];
    expect(await told('week')).toBe('75% fewer than the week before');
    expect(await told('day')).toBe('300% more than the day before');
    expect(await told('month')).toBeUndefined();
  });

  it('shows numbers of any size', async () => {
    const { app, browser } = await staff();
    const hour = app.clock() - (app.clock() % HOUR);
    const counts = { 'refresh:rotated': 12_345_678_901, 'sign_in:pwd': 1 };
    await storesOf(app).figures.add([{ hour, counts }]);
    const { html } = await browser.open('/admin');
    expect(tableOf(html, 'refreshes').at(-1)?.[1]).toBe('12,345,678,901');
    expect(html).toContain('<span>20B</span><span>10B</span><span>0</span>');
    for (const number of html.match(/ (?:d|x|y|width|height)="[^"]*"/g) ?? [])
      expect(number).not.toMatch(/NaN|Infinity|e\+/);
  });
});

describe('while something is down', () => {
  const down = {
    metrics: async () => {
      throw new Error('the queue does not respond');
    },
  };
  it.each([
    ['D1', { DB: brokenDatabase() }, ['Not answering: D1', 'The figures aren’t known'], ['Guards']],
    ['KV', { KV: brokenKv() }, ['Not answering: KV'], ['Not known at the moment']],
    [
      'the queue',
      { JOBS: { ...env.JOBS, ...down } },
      ['Not answering: the job queue', 'Not known at the moment'],
      ['The figures aren’t known'],
    ],
    [
      'the ledger',
      { LEDGER: { ...env.LEDGER, ...down } },
      ['Not known at the moment'],
      ['Not answering:'],
    ],
  ])('%s, the rest of the overview can be read', async (_, broken, says, never) => {
    const { browser, serve } = await staff();
    serve(createTestApp({ env: { ...OFF, ...broken } }));
    const page = await browser.open('/admin');
    expect([page.status, page.h1]).toEqual([200, 'Overview']);
    for (const text of says) expect(page.text).toContain(text);
    for (const text of never) expect(page.text).not.toContain(text);
    expect(page.headings).toContain('Health');
  });
});

describe('the clean-up', () => {
  it('is told of with what it removed, and loudly once it stays away', async () => {
    const { app, browser } = await staff();
    await storesOf(app).figures.noteRun('flush', {
      at: app.clock(),
      report: { sessions: 212, revoked_tokens: 1904, audit_events: 0, complete: true },
    });
    const fresh = await browser.open('/admin');
    expect(fresh.text).toContain('212 ended sessions, 1,904 revoked tokens.');
    expect(fresh.text).not.toMatch(/clean-up last ran|hasn’t run/);
    app.advance(44 * MINUTE);
    expect((await browser.open('/admin')).text).not.toContain('The clean-up last ran');
    app.advance(MINUTE);
    const late = await browser.open('/admin');
    expect(late.text).toContain('The clean-up last ran 45 minutes ago');
    await storesOf(app).figures.noteRun('flush', {
      at: app.clock(),
      report: { sessions: 2000, complete: false },
    });
    const busy = await browser.open('/admin');
    expect(busy.text).toContain('The clean-up doesn’t finish');
  });
});

it('reads each store once and all at once, whatever the period', async () => {
  const { browser, serve } = await staff();
  for (const period of ['day', 'month']) {
    const counter = countHops({ ...env });
    serve(createTestApp({ env: { ...OFF, ...counter.env } }));
    await browser.open('/admin');
    await counter.rest();
    counter.reset();
    await browser.open(`/admin?period=${period}`);
    const { hops, calls } = counter.read();
    // One to know who asks, one for everything else.
    expect(hops, calls.join(', ')).toBeLessThanOrEqual(2);
    expect(calls.filter((call) => /d1|replica/.test(call)).length).toBeLessThanOrEqual(9);
  }
});

it('says how many dead letters there are, and leads to them', async () => {
  const { browser } = await staff();
  const none = await browser.open('/admin');
  expect(none.text).toContain('Dead letters: none');
  const add = (count: number) =>
    env.DB.prepare(
      `insert into dead_letters (id, queue, kind, body, deaths, turn, died_at)
        with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
        select ? || i, 'jobs', 'password.reset', 'x', 1, 1, 1 from n`,
    )
      .bind(count, `many-${count}-`)
      .run();
  await add(3);
  expect((await browser.open('/admin')).text).toMatch(/Dead letters: 3\b/);
  await add(1200);
  const many = await browser.open('/admin');
  expect(many.text).toContain('Dead letters: 1,000 or more');
  expect((await browser.follow(many, 'See dead letters')).h1).toBe('Dead letters');
});

it('is for staff and admins alike', async () => {
  const app = createTestApp({ env: OFF });
  for (const role of ['staff', 'admin'] as const) {
    const { browser } = await official(app, role);
    expect((await browser.open('/admin')).h1).toBe('Overview');
  }
});
