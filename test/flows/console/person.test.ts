import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { official, somebody } from '../../support/console-people.ts';
import { editUsers } from '../../support/edit-users.ts';
import { deafGuards } from '../../support/faults.ts';
import type { OpenPage, PageClient } from '../../support/page-client.ts';
import { newcomer, signIn } from '../../support/people.ts';
import { press } from '../../support/press-act.ts';
import { createTestApp } from '../../support/test-app.ts';
import { setUpTotp } from '../../support/totp.ts';

async function opened() {
  const app = createTestApp();
  const admin = await official(app, 'admin');
  const user = await somebody(app);
  return { app, admin, user, browser: admin.browser, page: await admin.browser.open(user.path) };
}

/** The history alone: the rest of a page says some of the same. */
const historyOn = ({ html }: OpenPage) => {
  const from = html.indexOf('id="history"');
  return html.slice(html.indexOf('<tbody', from), html.indexOf('</tbody>', from));
};
const undo = (browser: PageClient, page: OpenPage, button: string) =>
  browser.submit(page, {}, { press: button });

describe('a person’s page', () => {
  it('shows when each session began, was last used and ends, as a picture and in words', async () => {
    const { app, browser, user } = await opened();
    await signIn(app, user.email);
    app.advance(3_600_000);
    const page = await browser.open(user.path);
    const sessions = page.html.match(/<rect/g)?.length ?? 0;
    expect(sessions).toBeGreaterThanOrEqual(4);
    // Two bars for each session: until its last use, and until its end.
    expect(page.text.match(/last used/g)).toHaveLength(sessions / 2);
    expect(page.html).toMatch(/Signed in .*last used .*1 hour ago.*ends on <time/s);
  });

  it('names who acted, by one look-up, and the erased as such', async () => {
    const { app, admin, user, browser } = await opened();
    const others = [await official(app, 'admin'), await official(app, 'admin')];
    await editUsers("display_name = 'Ines Duarte' where id = ?", others[0]?.id ?? '');
    for (const { browser: theirs } of others)
      await press(theirs, await theirs.open(user.path), 'terminate-sessions');
    const named = await browser.open(user.path);
    expect(named.links).toContainEqual({
      href: `/admin/users/${others[0]?.id}`,
      text: 'Ines Duarte',
    });
    expect(named.links).toContainEqual({
      href: `/admin/users/${others[1]?.id}`,
      text: others[1]?.email,
    });
    await press(browser, await browser.open(`/admin/users/${others[0]?.id}`), 'erase', {
      address: others[0]?.email ?? '',
    });
    await press(browser, named, 'lock');
    const later = await browser.open(user.path);
    expect(historyOn(later)).toContain('An erased account');
    expect(historyOn(later)).toContain('You');
    expect(later.text).not.toContain('Ines Duarte');
    expect(later.links.map(({ href }) => href)).not.toContain(`/admin/users/${admin.id}`);
  });

  it('narrows the history down to a kind, a risk or some days', async () => {
    const { browser, page, user } = await opened();
    await press(browser, page, 'lock', { reason: 'R-lock' });
    const all = await browser.open(user.path);
    expect(historyOn(all)).toContain('Account created');
    // The day of every test.
    const today = '2200-01-01';
    const filters: [Record<string, string>, boolean, boolean][] = [
      [{ event_type: 'admin.locked' }, true, false],
      [{ event_type: 'user.registered' }, false, true],
      [{ risk_level: 'high' }, true, false],
      [{ from: today, to: today }, true, true],
      [{ to: '2199-12-31' }, false, false],
      [{ from: '2200-01-02' }, false, false],
    ];
    for (const [fields, hasLock, hasStart] of filters) {
      const found = await browser.submit(all, fields, { press: 'Filter' });
      const history = historyOn(found);
      expect([fields, found.status, history.includes('R-lock')]).toEqual([fields, 200, hasLock]);
      expect(history.includes('Account created')).toBe(hasStart);
      // What was asked for stands there still.
      const form = found.forms.find(({ method }) => method === 'get');
      expect(form?.fields).toMatchObject(fields);
    }
  });

  it('goes on page by page with what was asked, and back', async () => {
    const { app, browser, user } = await opened();
    const { audit } = app.servicesWith(() => undefined).stores;
    const origin = { ipAddress: null, userAgent: null, requestId: null };
    for (let index = 0; index < 60; index++)
      await audit.record({
        type: 'user.profile_changed',
        userId: user.id,
        origin,
        metadata: { reason: `n${index}.` },
        at: 7_258_118_400_000 + index,
      });
    const first = await browser.open(`${user.path}?event_type=user.profile_changed`);
    const second = await browser.follow(first, 'Older events');
    const seen = [first, second].flatMap((page) => historyOn(page).match(/n\d+\./g) ?? []);
    expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => `n${59 - index}.`));
    expect(second.links.map(({ text }) => text)).not.toContain('Older events');
    const back = await browser.follow(second, 'Latest events');
    expect(historyOn(back)).toBe(historyOn(first));
    const everything = await browser.follow(second, 'Everything');
    expect(historyOn(everything)).toContain('n59.');
  });

  it.each([
    ['cursor', "x' or 1=1 --"],
    ['cursor', '00000000-0000-7000-8000-000000000000'],
    ['cursor', 'of somebody else'],
    ['event_type', 'session.*'],
    ['risk_level', 'none'],
    ['from', '2026-13-45'],
    ['to', 'tomorrow'],
  ])('leaves out a %s that is %s, and says so', async (name, value) => {
    const { app, admin, browser, user } = await opened();
    const { audit } = app.servicesWith(() => undefined).stores;
    const [foreign] = await audit.listAll(admin.id);
    const given = value === 'of somebody else' ? (foreign?.id ?? '') : value;
    const page = await browser.open(`${user.path}?${new URLSearchParams({ [name]: given })}`);
    expect([page.status, page.text.includes('We couldn’t read all of that address')]).toEqual([
      400,
      true,
    ]);
    expect(historyOn(page)).toContain('Account created');
  });

  it('has what was done a moment ago, or fails, whatever got lost on the way', async () => {
    const { app, admin, user } = await opened();
    // The guard is not told of the act, and D1 does not answer whoever asks for the history.
    const broken = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('commit') } });
    const { actOnUser } = broken.servicesWith(() => undefined);
    const client = { ipAddress: null, userAgent: null, languages: null, city: null, country: null };
    await actOnUser({
      userId: user.id,
      act: 'lock',
      actorId: admin.id,
      reason: 'R-lost',
      client: { ...client, requestId: 'r' },
    });
    const shown = await admin.browser.open(user.path);
    expect(historyOn(shown)).toContain('R-lost');
    const deaf = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('learnHistory') } });
    const { viewUsers } = deaf.servicesWith(() => undefined);
    await expect(viewUsers.see(user.id)).rejects.toThrow();
    expect((await app.servicesWith(() => undefined).viewUsers.see(user.id)).user.id).toBe(user.id);
  });
});

describe('the notice after an act', () => {
  const undone: [string, Record<string, string>, string, string, string][] = [
    ['disable', { sure: 'on' }, 'Enable again', 'status', 'active'],
    ['lock', {}, 'Unlock again', 'locked_until', 'null'],
    ['roles', { staff: 'on' }, 'Give back the former roles', 'roles', '["user"]'],
  ];
  it.each(undone)('takes back a %s', async (act, fields, button, column, before) => {
    const { browser, page, user } = await opened();
    const read = async () =>
      String(
        await env.DB.prepare(`select ${column} from users where id = ?`)
          .bind(user.id)
          .first(column),
      );
    const done = await press(browser, page, act, fields);
    expect(await read()).not.toBe(before);
    const back = await undo(browser, done, button);
    expect([back.status, await read()]).toEqual([200, before]);
    expect(historyOn(back)).toContain('Taken back right after it was done.');
  });

  it('stops a removal of second steps that waits, and so does its act', async () => {
    const app = createTestApp();
    const { browser } = await official(app, 'admin');
    const person = await newcomer(app);
    await setUpTotp(app, person);
    const path = `/admin/users/${person.user.id}`;
    const waits = () =>
      env.DB.prepare('select 1 as n from factor_removals where user_id = ?')
        .bind(person.user.id)
        .first('n');
    const asked = await press(browser, await browser.open(path), 'remove-factors');
    expect([await waits(), asked.text.includes('Who asked: You')]).toEqual([1, true]);
    const kept = await undo(browser, asked, 'Stop the removal');
    expect([kept.statuses.length, await waits()]).toEqual([1, null]);
    expect(historyOn(kept)).toContain('Removal of second steps stopped');
    await press(browser, kept, 'remove-factors', { reason: 'again' });
    const later = await browser.open(path);
    await press(browser, later, 'keep-factors', { reason: 'found it' });
    expect(await waits()).toBeNull();
    // At once, with nothing left to stop.
    const gone = await press(browser, await browser.open(path), 'remove-factors', {
      identified: 'on',
    });
    expect(gone.statuses.join()).toContain('Their second steps are removed.');
    expect(gone.forms.map(({ buttons }) => buttons[0]?.text)).not.toContain('Stop the removal');
    expect(gone.text).toContain('Second steps None.');
  });

  it('has nothing for what cannot be taken back', async () => {
    const { browser, page } = await opened();
    const done = await press(browser, page, 'terminate-sessions');
    expect(done.forms.some(({ fields }) => fields.reason?.startsWith('Taken back'))).toBe(false);
  });
});
