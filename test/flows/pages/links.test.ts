import { describe, expect, it } from 'vitest';
import { giveRoles } from '../../support/edit-users.ts';
import { createPageClient } from '../../support/page-client.ts';
import { as, freshEmail, newcomer, PASSWORD, tokenOf, WRONG } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';
import { setUpTotp, signInWithTotp } from '../../support/totp.ts';

const DEAD = 'This link no longer works';

type Linked = { link: string; names: string[] };

/** The latest mailed link to a page, in path and query. */
async function linkTo(app: TestApp, page: string): Promise<string> {
  await app.deliverJobs();
  const links = app.mails.flatMap((mail) => mail.links).filter((link) => link.includes(`${page}?`));
  const { pathname, search } = new URL(links.at(-1) ?? `missing:${page}`);
  return pathname + search;
}

async function moved(app: TestApp) {
  const person = await newcomer(app);
  const next = freshEmail();
  app.advance(1000);
  const json = { new_email: next, password: PASSWORD };
  await app.auth.email.change.$post({ json }, as(person));
  await app.deliverJobs();
  return { ...person, next };
}

/** How each page comes to a link, and what it names. */
const PAGES: Record<
  string,
  { make: (app: TestApp) => Promise<Linked>; done: string; way: string }
> = {
  '/unlock-account': {
    async make(app) {
      const { email } = await newcomer(app);
      for (let tries = 0; tries < 6; tries++)
        await app.auth.login.$post({ json: { email, password: WRONG } });
      return { link: await linkTo(app, '/unlock-account'), names: [] };
    },
    done: 'Your account is unlocked',
    way: '/sign-in',
  },
  '/change-email': {
    async make(app) {
      const { email, next } = await moved(app);
      return { link: await linkTo(app, '/change-email'), names: [email, next] };
    },
    done: 'Your email address has changed',
    way: '/account',
  },
  '/undo-email-change': {
    async make(app) {
      const { email } = await moved(app);
      const change = tokenOf(`https://auth.test${await linkTo(app, '/change-email')}`);
      await app.auth.email.change.confirm.$post({ json: { token: change } });
      return { link: await linkTo(app, '/undo-email-change'), names: [email] };
    },
    done: 'Your account keeps its address',
    way: '/sign-in',
  },
  '/undo-factor-change': {
    async make(app) {
      const person = await newcomer(app);
      const device = await setUpTotp(app, person);
      const mine = await signInWithTotp(app, person.email, device);
      await app.auth.mfa[':id'].$delete({ param: { id: device.id } }, as(mine));
      return { link: await linkTo(app, '/undo-factor-change'), names: [] };
    },
    done: 'The change is taken back',
    way: '/forgot-password',
  },
  '/cancel-factor-removal': {
    async make(app) {
      const person = await newcomer(app);
      await setUpTotp(app, person);
      const admin = await newcomer(app);
      await giveRoles(['user', 'admin'], { id: admin.user.id });
      const path = `/api/v1/admin/users/${person.user.id}/remove-factors`;
      const answer = await app.post(path, {}, as(admin).headers);
      expect(answer.status).toBe(200);
      return { link: await linkTo(app, '/cancel-factor-removal'), names: [] };
    },
    done: 'Nothing is removed',
    way: '/sign-in',
  },
};

describe.each(Object.entries(PAGES))('the page %s', (path, { make, done, way }) => {
  const open = () => createTestApp({ env: { STAFF_SECOND_FACTOR: 'optional' } });

  it('says what it does, does it once, says what it has done, and leads on', async () => {
    const app = open();
    const { link, names } = await make(app);
    for (let scans = 0; scans < 3; scans++) await createPageClient(app).open(link);
    const browser = createPageClient(app);
    const page = await browser.open(link);
    expect(page.status).toBe(200);
    for (const name of names) expect(page.text).toContain(name);
    const pressed = await browser.submit(page);
    expect([pressed.status, pressed.url, pressed.h1]).toEqual([200, path, done]);
    expect(pressed.links.map(({ href }) => href)).toContain(way);
    expect(pressed.statuses).toHaveLength(1);
    // A second press, and the page that is loaded again, say what the first has done.
    expect((await browser.submit(page)).h1).toBe(done);
    expect((await browser.open(path)).h1).toBe(done);
    // Elsewhere it is dead, before anything is pressed, and by the button.
    const other = createPageClient(app);
    const dead = await other.open(link);
    expect([dead.status, dead.h1]).toEqual([401, DEAD]);
    expect(dead.links.map(({ href }) => href)).toContain('/sign-in');
    expect((await other.open(path)).h1).toBe(DEAD);
  });

  it('is dead without a link of its own', async () => {
    const app = open();
    const browser = createPageClient(app);
    for (const token of ['?token=unl_made-up', '?token=', '']) {
      const page = await browser.open(path + token);
      expect([page.status, page.h1]).toEqual([401, DEAD]);
    }
  });

  it('takes no form of another site, and none without our cookie', async () => {
    const app = open();
    const { link } = await make(app);
    const browser = createPageClient(app);
    const page = await browser.open(link);
    for (const origin of ['null', 'https://evil.test']) {
      const refused = await browser.submit(page, {}, { headers: { Origin: origin } });
      expect(refused.status).toBe(403);
    }
    const off = createPageClient(app, { cookies: false });
    const without = await off.submit(await off.open(link));
    expect([without.status, without.h1]).toEqual([403, 'Your browser didn’t send our cookie']);
    expect((await browser.open(link)).status).toBe(200);
  });

  it('performs two presses at once only once', async () => {
    const app = open();
    const { link } = await make(app);
    const pages = await Promise.all(
      [0, 1].map(async () => {
        const browser = createPageClient(app);
        return { browser, page: await browser.open(link) };
      }),
    );
    const pressed = await Promise.all(pages.map(({ browser, page }) => browser.submit(page)));
    expect(pressed.map(({ h1 }) => h1).sort()).toEqual([DEAD, done].sort());
  });
});

describe('the page that confirms a new address', () => {
  it('is dead at once after the sessions were ended', async () => {
    const app = createTestApp();
    const person = await moved(app);
    const link = await linkTo(app, '/change-email');
    expect((await createPageClient(app).open(link)).status).toBe(200);
    app.advance(1000);
    const json = { old_password: PASSWORD, new_password: 'another-Horse-8-battery' };
    const changed = await app.auth.password.change.$post({ json }, as(person));
    expect(changed.status).toBe(200);
    expect((await createPageClient(app).open(link)).h1).toBe(DEAD);
  });
});

describe('the page of a change that is not taken back at once', () => {
  it('says what is left to do, in the order in which it works', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    app.advance(1000);
    await setUpTotp(app, person);
    const link = await linkTo(app, '/undo-factor-change');
    const browser = createPageClient(app);
    const waits = await browser.submit(await browser.open(link));
    expect(waits.h1).toBe('The change will be taken back');
    expect(waits.statuses).toEqual(['Everyone is signed out.']);
    const steps = [...waits.html.matchAll(/<li><div class="tight"><p>(.*?)<\/p>/g)];
    expect(steps.map(([, step]) => step)).toEqual([
      expect.stringMatching(/password from before the change.* before you choose a new one/),
      expect.stringMatching(/^Choose a new password/),
      expect.stringMatching(/^On .*2\d{3}.*, we’ll remove what was added/),
    ]);
    const first = await browser.submit(await browser.open(link), { password: PASSWORD });
    expect(first.h1).toBe('The change is taken back');
    expect(first.text).toMatch(/Choose a new password.*Check your recovery codes/s);
  });
});
