import { describe, expect, it } from 'vitest';
import { AUDIT_EVENT_TYPES, type AuditEvent } from '../../../src/audit/event.ts';
import { editUsers } from '../../support/edit-users.ts';
import { createMeasuredApp } from '../../support/measured-app.ts';
import { createPageClient, type OpenPage, type PageClient } from '../../support/page-client.ts';
import { as, newcomer, register, WRONG } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const ACTIVITY = '/account/activity';
const SECURE = `${ACTIVITY}/secure`;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const EVIL = '<script>alert(1)</script>';
const NOWHERE = { ipAddress: null, userAgent: null, requestId: null };

/** A person in a browser, and what records events of theirs. */
async function someone(options: Parameters<typeof createTestApp>[0] = {}) {
  const app = createTestApp(options);
  const person = await newcomer(app);
  const browser = createPageClient(app);
  app.advance(1000);
  await browser.signIn(person.email);
  const { audit } = app.servicesWith(() => undefined);
  // Each later than the last: events of one moment are in no order.
  const record = (event: Partial<AuditEvent> & Pick<AuditEvent, 'type'>) => {
    app.advance(1000);
    return audit.record({ userId: person.user.id, origin: NOWHERE, at: app.clock(), ...event });
  };
  return { app, person, browser, record };
}

/** The sentences of a page, newest first. */
const linesOf = ({ html }: OpenPage) =>
  [...html.matchAll(/<div class="what"><p>(.*?)<\/p>/gs)].map(([, line = '']) =>
    line
      .replaceAll(/<[^>]+>/g, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );

const wrongPassword = (app: TestApp, email: string) =>
  app.auth.login.$post({ json: { email, password: WRONG } });

describe('/account/activity', () => {
  it('tells a history in words, each sign-in as one line, by day', async () => {
    const { app, person, browser } = await someone();
    app.advance(1000);
    for (let tries = 0; tries < 2; tries++) await wrongPassword(app, person.email);
    app.advance(86_400_000);
    const cf = { city: 'Kraków', country: 'PL' } as IncomingRequestCfProperties;
    const body = JSON.stringify({ email: person.email, password: 'correct-Horse-7-battery' });
    const headers = { 'User-Agent': FIREFOX, 'Content-Type': 'application/json' };
    const ip = '198.51.100.77';
    await app.fetch('/api/v1/auth/login', { method: 'POST', headers, body, cf, ip });
    const page = await browser.open(ACTIVITY);
    expect([page.status, page.h1]).toEqual([200, 'Activity']);
    expect(page.headings.slice(1, 3)).toEqual([
      'Today, Thursday 2 January',
      'Yesterday, Wednesday 1 January',
    ]);
    expect(linesOf(page).slice(0, 3)).toEqual([
      'You signed in with your password New place',
      'Someone typed a wrong password, twice Refused',
      'You signed in with your password New device',
    ]);
    expect(linesOf(page).slice(3).sort()).toEqual([
      'You confirmed your email address',
      'You created your account',
      'You signed in with your password',
    ]);
    expect(page.text).toContain('12:00 · Firefox on Linux · Kraków, Poland');
    expect(page.text).toMatch(/in the last \d+ days\. Times are in /);
  });

  it('has a sentence for each event that a person may see', async () => {
    const { browser, record } = await someone();
    const all = async () => {
      const page = await browser.open(ACTIVITY);
      const more = page.links.some(({ text }) => text === 'Show older activity');
      const older = more ? await browser.follow(page, 'Show older activity') : null;
      return [...linesOf(page), ...(older === null ? [] : linesOf(older))];
    };
    const before = (await all()).length;
    const hidden = [
      'session.refreshed',
      'account.erased',
      'limit.hit',
      'mail.dead_lettered',
      'admin.verification_resent',
      'admin.users_exported',
      // About clients, jobs and messages, not about a person.
      ...AUDIT_EVENT_TYPES.filter((type) => /^admin\.(?:client|job|dead_letter)_/.test(type)),
    ];
    for (const type of AUDIT_EVENT_TYPES) await record({ type });
    const lines = await all();
    expect(lines.length - before).toBe(AUDIT_EVENT_TYPES.length - hidden.length);
    for (const line of lines) expect(line).toMatch(/^[A-Z][^_{}]+[a-z]/);
  });

  it('tells by what, why and whom, but not which administrator', async () => {
    const { browser, record } = await someone();
    const { user: admin } = await newcomer(createTestApp());
    const origin = { ipAddress: '192.0.2.200', userAgent: FIREFOX, requestId: null };
    const official = { actorId: admin.id, origin, metadata: { reason: 'a secret reason' } };
    await record({ type: 'factor.added', metadata: { kind: 'passkey' } });
    await record({ type: 'factor.removed', metadata: { kind: 'constructor' } });
    await record({ type: 'session.ended', metadata: { reason: 'idle' } });
    await record({ type: 'password.reset_forced', ...official });
    await record({ type: 'admin.locked', ...official });
    const page = await browser.open(ACTIVITY);
    expect(linesOf(page).slice(0, 5)).toEqual([
      'An administrator locked your account for a while',
      'An administrator removed your password, and we emailed you a link',
      'A device was signed out because it wasn’t used for a long time',
      'You removed a second step',
      'You added a passkey',
    ]);
    for (const secret of [admin.id, '192.0.2.200', 'a secret reason'])
      expect(page.html).not.toContain(secret);
  });

  it('shows nothing that a client wrote, and only what is the person’s own', async () => {
    const { app, browser, person, record } = await someone();
    const stranger = await newcomer(app);
    await app.auth.profile.$patch({ json: { first_name: 'Mallory' } }, as(stranger));
    const origin = { ipAddress: '192.0.2.9', userAgent: EVIL, requestId: EVIL };
    const metadata = { amr: EVIL, reason: EVIL, kind: EVIL, what: EVIL };
    for (const type of ['session.started', 'session.ended', 'factor.added'] as const)
      await record({ type, origin, metadata });
    const page = await browser.open(
      `${ACTIVITY}?kind=${encodeURIComponent(EVIL)}&user_id=${stranger.user.id}`,
    );
    expect(page.html).not.toContain('<script>alert');
    expect(page.text).toContain('Unknown browser · 192.0.2.9');
    expect(page.html).toContain(person.email);
    expect(linesOf(page)).not.toContain('You changed your profile');
  });

  it('shows one kind, and goes on with it', async () => {
    const { browser, record } = await someone();
    for (let n = 0; n < 60; n++) await record({ type: 'password.changed' });
    await record({ type: 'user.profile_changed' });
    const start = await browser.open(ACTIVITY);
    const shown = await browser.submit(start, { kind: 'security' }, { action: ACTIVITY });
    expect(shown.url).toBe(`${ACTIVITY}?kind=security`);
    expect(shown.forms.find(({ action }) => action === ACTIVITY)?.fields.kind).toBe('security');
    expect(linesOf(shown)).toEqual(Array.from({ length: 50 }, () => 'You changed your password'));
    const older = await browser.follow(shown, 'Show older activity');
    expect(linesOf(older).length).toBe(10);
    expect(older.links.map(({ text }) => text)).not.toContain('Show older activity');
    expect((await browser.follow(older, 'Show the latest activity')).url).toBe(shown.url);
    const signIns = linesOf(await browser.open(`${ACTIVITY}?kind=sign_ins`));
    expect(signIns).toEqual([
      'You signed in with your password New device',
      'You signed in with your password',
    ]);
    const apps = await browser.open(`${ACTIVITY}?kind=apps`);
    expect([linesOf(apps), apps.headings]).toEqual([
      [],
      expect.arrayContaining(['There’s nothing here']),
    ]);
    await record({ type: 'token.revoked' });
    expect(linesOf(await browser.open(`${ACTIVITY}?kind=apps`))).toEqual([
      'An app gave up its access',
    ]);
  });

  it('takes a cursor that makes no sense for none, and one of others for a time', async () => {
    const { app, browser } = await someone();
    const start = linesOf(await browser.open(ACTIVITY));
    for (const before of ['x', "' or 1=1 --", EVIL, '0'.repeat(2000)]) {
      const page = await browser.open(`${ACTIVITY}?before=${encodeURIComponent(before)}`);
      expect([page.status, linesOf(page)]).toEqual([200, start]);
    }
    app.advance(1000);
    const stranger = await newcomer(app);
    const { logs } = await (
      await app.client.api.v1.audit.logs.$get({ query: {} }, as(stranger))
    ).json();
    const own = linesOf(await browser.open(`${ACTIVITY}?before=${logs.at(0)?.id}`));
    expect(own).toEqual(start);
    const end = await browser.open(`${ACTIVITY}?before=00000000-0000-7000-8000-000000000000`);
    expect(end.text).toContain('That’s everything. There’s nothing older.');
  });

  it('goes by the day and the hour of the person', async () => {
    const { browser, person } = await someone();
    await editUsers('timezone = ? where id = ?', 'Pacific/Kiritimati', person.user.id);
    const page = await browser.open(ACTIVITY);
    expect(page.headings[1]).toBe('Today, Thursday 2 January');
    expect(page.text).toContain('02:00 ·');
    expect(page.text).toContain('Times are in Line Islands Time');
  });

  it('is as the API of limits, and costs one wait', async () => {
    const email = await register(createTestApp());
    const { app, measure } = createMeasuredApp();
    const browser = createPageClient(app);
    await browser.signIn(email);
    await browser.open(ACTIVITY);
    expect(await measure(() => browser.open(ACTIVITY, { follow: false }))).toEqual([
      200,
      '1 guard.history',
      '1 guard.listSessions',
      '1 guard.liveByRefresh',
    ]);
    expect(await measure(() => browser.open(SECURE, { follow: false }))).toEqual([
      200,
      '1 guard.liveByRefresh',
    ]);
  });
});

describe('securing an account', () => {
  const secure = (browser: PageClient, page: OpenPage) =>
    browser.submit(page, {}, { action: SECURE });

  it('explains, ends all other sessions, and leads on to a new password', async () => {
    const { app, person, browser } = await someone();
    const page = await browser.follow(await browser.open(ACTIVITY), 'Secure my account');
    expect([page.url, page.h1]).toEqual([SECURE, 'Secure your account']);
    expect((await app.auth.me.$get({}, as(person))).status).toBe(200);
    const next = await secure(browser, page);
    expect([next.url, next.h1, next.statuses]).toEqual([
      SECURE,
      'Now choose a new password',
      ['Your other device is signed out'],
    ]);
    expect((await app.auth.me.$get({}, as(person))).status).toBe(401);
    expect(next.links).toContainEqual({
      href: '/account/security/password',
      text: 'Choose a new password',
    });
    // A second press, or the back button.
    const again = await secure(browser, page);
    expect(again.statuses).toEqual(['You were signed in nowhere else']);
  });

  it('leads to the ways in where there is no password', async () => {
    const { browser, person } = await someone();
    await editUsers('password_hash = null where id = ?', person.user.id);
    const next = await secure(browser, await browser.open(SECURE));
    expect(next.h1).toBe('Now look at how you sign in');
    expect(next.links).toContainEqual({ href: '/account/security', text: 'See how I sign in' });
  });

  it('ends nothing for a session that is over', async () => {
    const { app, person, browser } = await someone();
    const page = await browser.open(SECURE);
    await app.auth.sessions['terminate-all'].$post({}, as(person));
    const late = await secure(browser, page);
    expect(late.url).toBe(`/sign-in?return_to=${encodeURIComponent(SECURE)}`);
    expect(late.text).toContain('nothing was saved');
    expect((await app.auth.me.$get({}, as(person))).status).toBe(200);
  });
});
