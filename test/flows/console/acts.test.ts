import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { official, somebody } from '../../support/console-people.ts';
import { giveRoles } from '../../support/edit-users.ts';
import type { OpenPage } from '../../support/page-client.ts';
import { PASSWORD } from '../../support/people.ts';
import { press } from '../../support/press-act.ts';
import { createTestApp } from '../../support/test-app.ts';

const REASON = 'Stolen laptop, ticket <4417>';

/** An admin with the page of somebody open. */
async function opened() {
  const app = createTestApp();
  const admin = await official(app, 'admin');
  const user = await somebody(app);
  return { app, admin, user, browser: admin.browser, page: await admin.browser.open(user.path) };
}
const statusOf = async (id: string) =>
  (await env.DB.prepare('select status from users where id = ?')
    .bind(id)
    .first<string>('status')) ?? 'gone';
const rolesOf = (id: string) =>
  env.DB.prepare('select roles from users where id = ?').bind(id).first<string>('roles');

const actsOn = (page: OpenPage) => page.forms.flatMap(({ fields }) => fields.act ?? []);

describe('an admin', () => {
  it('acts, and the history has what was done, by whom and why', async () => {
    const { app, admin, user, browser, page } = await opened();
    expect(actsOn(page)).not.toContain('enable');
    const done = await press(browser, page, 'disable', { reason: REASON, sure: 'on' });
    expect([done.url, done.statuses.join()]).toEqual([
      user.path,
      expect.stringContaining('The account is disabled.'),
    ]);
    expect(await statusOf(user.id)).toBe('disabled');
    expect(done.text).toContain(`Disabled: “${REASON}”`);
    expect(done.text).toContain('You');
    expect(actsOn(done)).not.toContain('disable');
    // Another reads who it was.
    const other = await (await official(app, 'staff')).browser.open(user.path);
    expect(other.links.map(({ href }) => href)).toContain(`/admin/users/${admin.id}`);
    const open = await browser.open(user.path);
    const enabled = await press(browser, open, 'enable');
    expect([enabled.statuses.length, await statusOf(user.id)]).toEqual([1, 'active']);
  });

  it.each(['lock', 'terminate-sessions', 'force-reset'])('may %s', async (act) => {
    const { browser, page } = await opened();
    const done = await press(browser, page, act, { reason: REASON });
    expect(done.statuses).toHaveLength(1);
    expect(done.text).toContain(`: “${REASON}”`);
  });

  it('unlocks whom they have locked', async () => {
    const { browser, page } = await opened();
    const locked = await press(browser, page, 'lock');
    expect(actsOn(locked)).not.toContain('lock');
    expect(actsOn(await press(browser, locked, 'unlock'))).toContain('lock');
  });

  it('gives and takes roles by ticking boxes', async () => {
    const { user, browser, page } = await opened();
    const staff = await press(browser, page, 'roles', { staff: 'on' });
    expect(await rolesOf(user.id)).toBe('["user","staff"]');
    expect(staff.text).toContain('Roles changed from user to user and staff');
    await press(browser, staff, 'roles', { staff: null });
    expect(await rolesOf(user.id)).toBe('["user"]');
  });

  it('confirms what is not to be done by mistake, or nothing happens', async () => {
    const { admin, user, browser, page } = await opened();
    const disable = await press(browser, page, 'disable', { reason: REASON });
    expect([disable.status, disable.errors['disable-sure']]).toEqual([
      400,
      expect.stringContaining('Tick this'),
    ]);
    const erase = await press(browser, disable, 'erase', { address: 'me', reason: REASON });
    expect([erase.status, erase.errors['erase-address']]).toEqual([
      400,
      expect.stringContaining('Type the address'),
    ]);
    // What was typed stands there still.
    const form = erase.forms.find(({ fields }) => fields.act === 'erase');
    expect(form?.fields).toMatchObject({ address: 'me', reason: REASON });
    expect(await statusOf(user.id)).toBe('active');
    const long = await press(browser, erase, 'lock', { reason: 'x'.repeat(501) });
    expect([long.status, long.errors['lock-reason']]).toEqual([
      400,
      expect.stringContaining('at most 500'),
    ]);
    const typed = { address: user.email.toUpperCase(), reason: REASON };
    const done = await press(browser, long, 'erase', typed);
    expect([done.url, done.statuses.join()]).toEqual([
      '/admin/users',
      expect.stringContaining('The account was erased'),
    ]);
    expect(await statusOf(user.id)).toBe('gone');
    // Under a pseudonym, with who did it and why.
    const erased = await env.DB.prepare(
      "select actor_id, metadata ->> 'reason' as reason, user_id <> ? as is_pseudonym from audit_events where type = 'account.erased'",
    )
      .bind(user.id)
      .all();
    expect(erased.results).toEqual([{ actor_id: admin.id, reason: REASON, is_pseudonym: 1 }]);
    expect((await press(browser, page, 'lock')).status).toBe(404);
  });

  it('is asked for a proof after ten minutes, keeps what was typed, and then does it', async () => {
    const { app, user, browser, page } = await opened();
    app.advance(11 * 60_000);
    const asked = await press(browser, page, 'disable', { reason: REASON, sure: 'on' });
    expect(asked.h1).toBe('Confirm it’s you');
    expect(await statusOf(user.id)).toBe('active');
    const back = await browser.submit(
      asked,
      { password: PASSWORD },
      { action: '/account/step-up' },
    );
    expect([back.url, back.statuses.join()]).toEqual([
      user.path,
      expect.stringContaining('press the button again'),
    ]);
    expect(await statusOf(user.id)).toBe('active');
    const done = await press(browser, back, 'disable');
    expect([await statusOf(user.id), done.status, done.alerts]).toEqual(['disabled', 200, []]);
    expect(done.text).toContain(`Disabled: “${REASON}”`);
  });

  it('stays, if they are the last', async () => {
    const { admin, browser } = await opened();
    await giveRoles(['user']);
    await giveRoles(['admin'], { id: admin.id });
    const own = await browser.open(`/admin/users/${admin.id}`);
    const tries: [string, Record<string, string | null>, string][] = [
      ['roles', { admin: null }, 'The last admin cannot be demoted.'],
      ['disable', { sure: 'on' }, 'The last admin cannot be disabled.'],
      ['erase', { address: admin.email }, 'The last admin cannot be erased.'],
    ];
    for (const [act, fields, why] of tries) {
      const refused = await press(browser, own, act, fields);
      expect([act, refused.status, refused.alerts.join()]).toEqual([
        act,
        403,
        expect.stringContaining(why),
      ]);
    }
    // Nothing has changed, so the page of before is as good as it was.
    const done = await press(browser, own, 'lock');
    expect([done.status, done.statuses.length]).toEqual([200, 1]);
    expect([await rolesOf(admin.id), await statusOf(admin.id)]).toEqual([
      '["user","admin"]',
      'active',
    ]);
  });
});

describe('two admins at once', () => {
  it('a page that is older than the user says so, and does nothing', async () => {
    const { app, user, browser, page } = await opened();
    const other = (await official(app, 'admin')).browser;
    await press(other, await other.open(user.path), 'roles', { staff: 'on' });
    const acts: [string, Record<string, string>][] = [
      ['roles', { admin: 'on' }],
      ['disable', { sure: 'on' }],
      ['force-reset', {}],
      ['erase', { address: user.email }],
    ];
    for (const [act, fields] of acts) {
      const stale = await press(browser, page, act, fields);
      expect([act, stale.status, stale.alerts.join()]).toEqual([
        act,
        409,
        expect.stringContaining('This user has changed since you opened the page'),
      ]);
    }
    expect([await rolesOf(user.id), await statusOf(user.id)]).toEqual([
      '["user","staff"]',
      'active',
    ]);
    // The page that says so is as new as the user.
    await press(browser, await browser.open(user.path), 'disable', { sure: 'on' });
    expect(await statusOf(user.id)).toBe('disabled');
  });

  it('only one of two changes of the same page is made, at the same moment too', async () => {
    const { app, user, browser, page } = await opened();
    const other = (await official(app, 'admin')).browser;
    const theirs = await other.open(user.path);
    const both = await Promise.all([
      press(browser, page, 'roles', { staff: 'on' }),
      press(other, theirs, 'roles', { admin: 'on' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [, mine] = both.map(({ status }) => status === 200);
    expect(await rolesOf(user.id)).toBe(mine ? '["user","admin"]' : '["user","staff"]');
  });
});

describe('staff', () => {
  it('read everything, find no buttons, and are told why when they act all the same', async () => {
    const { app, user, page } = await opened();
    const { browser } = await official(app, 'staff');
    const seen = await browser.open(user.path);
    expect([seen.status, actsOn(seen)]).toEqual([200, []]);
    expect(seen.text).toContain('You’re staff: you can read everything here');
    expect(seen.text).toContain('Account created');
    const { pageCsrf } = app.servicesWith(() => undefined);
    const sid = JSON.parse(atob(browser.jar.get('__Host-refresh_token')?.split('.')[1] ?? '')).sid;
    const form = page.forms.find(({ fields }) => fields.act === 'lock');
    const fields = { ...form?.fields, csrf_token: pageCsrf.make({ session: sid }) };
    const refused = await browser.post(user.path, fields);
    expect([refused.status, refused.alerts.join()]).toEqual([
      403,
      expect.stringContaining('only admins may change an account'),
    ]);
    expect(refused.text).not.toContain('Locked:');
    const locked = env.DB.prepare('select locked_until from users where id = ?').bind(user.id);
    expect(await locked.first('locked_until')).toBeNull();
  });
});
