import { describe, expect, it } from 'vitest';
import { official, somebody } from '../../support/console-people.ts';
import { editUsers } from '../../support/edit-users.ts';
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
