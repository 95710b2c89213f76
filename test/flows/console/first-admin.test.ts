import { expect, it } from 'vitest';
import { codeAt, stepAt } from '../../../src/second-step/totp/one-time-passwords.ts';
import { fromBase32 } from '../../support/base32.ts';
import { createPageClient, type OpenPage, type PageClient } from '../../support/page-client.ts';
import { freshEmail, newcomer, PASSWORD, tokenOf } from '../../support/people.ts';
import { press } from '../../support/press-act.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

/** As a deployment is: whoever works here signs in with two steps. */
const DEPLOYED = { env: { STAFF_SECOND_FACTOR: 'required' } };

async function signIn(browser: PageClient, email: string): Promise<OpenPage> {
  const fields = { email_or_username: email, password: PASSWORD };
  return browser.submit(await browser.open('/sign-in'), fields, { action: '/sign-in' });
}

/** Sets up an authenticator app where the console leads, and comes back with its code. */
async function enrol(app: TestApp, browser: PageClient): Promise<OpenPage> {
  const refused = await browser.open('/admin/users');
  expect(refused.links.map(({ text }) => text)).toEqual(['Set up a second step']);
  const security = await browser.follow(refused, 'Set up a second step');
  const scan = await browser.submit(await browser.follow(security, 'Set up an app'), {});
  const key = /(?:[A-Z2-7]{4} ){4,}[A-Z2-7]{1,4}/.exec(scan.text)?.[0] ?? '';
  const code = () => codeAt(fromBase32(key.replaceAll(' ', '')), stepAt(app.clock()));
  await browser.submit(scan, { otp: await code() }, { action: scan.url });
  app.advance(90_000);
  const again = await browser.open('/admin/users');
  const proof = await browser.follow(again, 'Use my second step');
  return browser.submit(proof, { otp: await code() });
}

it('the command line makes the first admin, and everything else is done from the page', async () => {
  const app = createTestApp(DEPLOYED);
  const email = freshEmail();
  await app.servicesWith(() => undefined).operator.create(email);
  // They choose a password by the link in the mail.
  const { links } = await app.lastMail(email);
  const first = createPageClient(app);
  const reset = await first.open(`/reset-password?token=${tokenOf(links[0])}`);
  await first.submit(reset, { password: PASSWORD, confirmation: PASSWORD });
  await signIn(first, email);
  const users = await enrol(app, first);
  expect([users.url, users.h1]).toEqual(['/admin/users', 'Users']);

  // Somebody else signs up, and becomes the second admin.
  const person = await newcomer(app);
  const found = await first.submit(users, { query: person.email }, { press: 'Search' });
  const page = await first.follow(found, person.email);
  const made = await press(first, page, 'roles', { admin: 'on', reason: 'helps out' });
  expect(made.text).toContain('Roles changed from user to user and admin: “helps out”');
  const second = createPageClient(app);
  await signIn(second, person.email);
  const theirs = await enrol(app, second);
  expect(theirs.h1).toBe('Users');

  // Who demotes the first one, and is the last from then on.
  const list = await second.submit(theirs, { query: email }, { press: 'Search' });
  const demoted = await press(second, await second.follow(list, email), 'roles', { admin: null });
  expect(demoted.text).toContain('Roles changed from user and admin to user');
  expect((await first.open('/admin/users')).h1).toBe('You can’t open this page');
  const own = await second.open(`/admin/users/${person.user.id}`);
  const refused = await press(second, own, 'roles', { admin: null });
  expect(refused.alerts.join()).toContain('The last admin cannot be demoted.');

  // Every other act, up to the end of the account.
  let open = demoted;
  const acts = ['lock', 'unlock', 'terminate-sessions', 'force-reset', 'disable', 'enable'];
  for (const act of [...acts, 'remove-factors', 'keep-factors', 'remove-factors']) {
    open = await press(second, open, act, { sure: 'on', reason: act });
    expect([act, open.status, open.statuses.length]).toEqual([act, 200, 1]);
  }
  const gone = await press(second, open, 'erase', { address: email });
  expect(gone.statuses.join()).toContain('The account was erased');
  const left = await second.submit(gone, { query: email }, { press: 'Search' });
  expect(left.headings).toContain('Nobody fits that');
});
