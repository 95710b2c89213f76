import { describe, expect, it } from 'vitest';
import { official, somebody } from '../../support/console-people.ts';
import { editUsers } from '../../support/edit-users.ts';
import { seedUsers } from '../../support/seed-users.ts';
import { createTestApp } from '../../support/test-app.ts';

const USERS = '/admin/users';

async function console() {
  const app = createTestApp();
  return { app, ...(await official(app, 'staff')) };
}

describe('the list of users', () => {
  it('finds by the beginning of an address, and by a whole id', async () => {
    const { app, browser } = await console();
    const [found, other] = [await somebody(app), await somebody(app)];
    for (const query of [found.email.slice(0, -4).toUpperCase(), found.id]) {
      const page = await browser.open(USERS);
      const list = await browser.submit(page, { query }, { action: USERS, press: 'Search' });
      expect(list.links.map(({ href }) => href)).toContain(found.path);
      expect(list.text).not.toContain(other.email);
      // What was asked for stands there still.
      expect(list.forms[0]?.fields.query).toBe(query.toLowerCase());
    }
  });

  it('finds by status and by role, and shows both', async () => {
    const { app, browser, email } = await console();
    const { id, path } = await somebody(app);
    await editUsers("status = 'disabled' where id = ?", id);
    const disabled = await browser.open(`${USERS}?status=disabled&query=${id}`);
    expect(disabled.links.map(({ href }) => href)).toContain(path);
    expect(disabled.text).toContain('Disabled');
    expect((await browser.open(`${USERS}?status=active&query=${id}`)).headings).toContain(
      'Nobody fits that',
    );
    const staff = await browser.open(`${USERS}?role=staff&query=${email}`);
    expect(staff.links.map(({ text }) => text)).toContain(email);
    expect((await browser.open(`${USERS}?role=admin&query=${email}`)).headings).toContain(
      'Nobody fits that',
    );
  });

  it('goes on page by page, and back to the first, with what was asked', async () => {
    const { app, browser } = await console();
    const people = [await somebody(app), await somebody(app), await somebody(app)];
    const usersOn = (page: { links: { href: string }[] }) =>
      page.links.filter(({ href }) => href.startsWith(`${USERS}/`)).map(({ href }) => href);
    const first = await browser.open(`${USERS}?limit=2&status=active`);
    const second = await browser.follow(first, 'Next 2');
    expect(second.url).toContain('status=active');
    const seen = [...usersOn(first), ...usersOn(second)];
    expect(new Set(seen).size).toBe(4);
    expect(seen).toEqual(expect.arrayContaining(people.map(({ path }) => path)));
    const back = await browser.follow(second, 'Back to the first');
    expect([back.url, usersOn(back)]).toEqual([
      first.url.replace(/(\?)(limit=2)&(status=active)/, '$1$3&$2'),
      usersOn(first),
    ]);
  });

  it.each([
    ['cursor', "x' or 1=1 --"],
    ['cursor', '01234567'],
    ['cursor', '00000000-0000-7000-8000-000000000000'],
    ['status', 'erased'],
    ['role', '%'],
    ['limit', '100000'],
  ])('leaves out a %s of %s, and says so', async (name, value) => {
    const { browser, email } = await console();
    const query = new URLSearchParams({ query: email, [name]: value });
    const page = await browser.open(`${USERS}?${query}`);
    expect([page.status, page.text.includes('We couldn’t read all of that address')]).toEqual([
      400,
      true,
    ]);
    expect(page.links.map(({ text }) => text)).toContain(email);
  });

  it('finds by name and by each filter, shows what is in use, and takes each back', async () => {
    const { app, browser } = await console();
    const { id, path } = await somebody(app);
    await somebody(app);
    await editUsers(
      "display_name = 'Zoë', name_normalized = 'zoë', last_login_at = null where id = ?",
      id,
    );
    const page = await browser.open(USERS);
    const fields = { query: 'ZOË', verified: 'yes', second_factor: 'no', last_seen: 'never' };
    const list = await browser.submit(page, fields, { action: USERS, press: 'Search' });
    const usersOn = (shown: typeof list) =>
      shown.links.filter(({ href }) => href.startsWith(`${USERS}/`)).map(({ href }) => href);
    expect([list.status, usersOn(list)]).toEqual([200, [path]]);
    expect(list.forms[0]?.fields).toMatchObject({ ...fields, query: 'zoë' });
    const words = ['“zoë”', 'Email confirmed: Yes', 'Second step: None', 'Last sign-in: Never'];
    for (const word of words) {
      const without = await browser.follow(list, `Remove the filter ${word} ×`);
      expect([without.text.includes(word), usersOn(without)]).toEqual([false, [path]]);
    }
    const all = await browser.follow(list, 'Clear all');
    expect([all.url.endsWith(USERS), usersOn(all).length]).toEqual([true, 3]);
  });

  it('is sorted by its headings, which say how', async () => {
    const { app, browser } = await console();
    const people = [await somebody(app), await somebody(app)];
    await editUsers('created_at = 1, last_login_at = 2 where id = ?', people[0]?.id ?? '');
    await editUsers('created_at = 2, last_login_at = 1 where id = ?', people[1]?.id ?? '');
    const [a, b] = people.map(({ path }) => path);
    const sorted = async (page: Awaited<ReturnType<typeof browser.open>>) => ({
      by: /aria-sort="(\w+)"[^>]*><a[^>]*>([^<]+)/.exec(page.html)?.slice(1),
      paths: page.links.map(({ href }) => href).filter((href) => href === a || href === b),
    });
    const first = await browser.open(USERS);
    expect(await sorted(first)).toEqual({ by: ['descending', 'Created'], paths: [b, a] });
    const up = await browser.follow(first, 'Created');
    expect(await sorted(up)).toEqual({ by: ['ascending', 'Created'], paths: [a, b] });
    const seen = await browser.follow(up, 'Last sign-in');
    expect(await sorted(seen)).toEqual({ by: ['descending', 'Last sign-in'], paths: [a, b] });
    const rare = await browser.follow(seen, 'Last sign-in');
    expect(await sorted(rare)).toEqual({ by: ['ascending', 'Last sign-in'], paths: [b, a] });
  });

  it('shows the first page for a cursor of another list, and says so', async () => {
    const { app, browser } = await console();
    for (let i = 0; i < 3; i++) await somebody(app);
    const first = await browser.open(`${USERS}?limit=2&status=active`);
    const next = first.links.find(({ text }) => text === 'Next 2')?.href ?? '';
    expect((await browser.open(next)).status).toBe(200);
    const other = await browser.open(next.replace('status=active', 'verified=yes'));
    expect([other.status, other.text.includes('We couldn’t read all of that')]).toEqual([
      400,
      true,
    ]);
    expect(other.links.map(({ text }) => text)).not.toContain('Back to the first');
  });

  it('says when it has looked through many, and goes on', async () => {
    const { browser } = await console();
    await seedUsers(10_000);
    const first = await browser.open(`${USERS}?second_factor=no&query=p&status=locked&order=asc`);
    expect(first.status).toBe(200);
    const cut = await browser.open(`${USERS}?query=user-&verified=no&last_seen=never&limit=100`);
    expect(cut.text).toContain('Looked through 5,000 people');
    expect((await browser.follow(cut, 'Go on')).status).toBe(200);
  });

  it('shows what users wrote as text', async () => {
    const { app, browser } = await console();
    const { id, path } = await somebody(app);
    const evil = '<img src=x onerror=alert(1)>';
    await editUsers(
      'display_name = ?, first_name = ?, username = ? where id = ?',
      evil,
      evil,
      evil,
      id,
    );
    for (const at of [`${USERS}?query=${id}`, path, `${USERS}?query=${encodeURIComponent(evil)}`]) {
      const page = await browser.open(at);
      expect(page.html).not.toContain('<img');
      expect(page.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    }
    expect((await browser.open(path)).html).toContain('<bdi>&lt;img');
  });
});
