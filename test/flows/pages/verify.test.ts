import { describe, expect, it } from 'vitest';
import { createPageClient } from '../../support/page-client.ts';
import { freshEmail, PASSWORD, register, signIn, tokenOf, WRONG } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';
import { resend, rowsOf, SQUATTERS, signUpAndRead } from '../../support/unproved.ts';

const NEW = 'another-Horse-8-battery';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const pathOf = (token: string) => `/verify-email?token=${token}`;

/** Registers like a browser in a given country. */
async function registerFrom(app: TestApp, email: string, country: string): Promise<string> {
  const answer = await app.fetch('/api/v1/auth/register', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'User-Agent': FIREFOX },
    body: JSON.stringify({ email, password: PASSWORD }),
    cf: { country },
  });
  expect(answer.status).toBe(201);
  return tokenOf((await app.lastMail(email)).links[0]);
}

describe('the page that verifies an address', () => {
  it('shows whose address it is, when and from where it was registered, and changes nothing', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const token = await registerFrom(app, email, 'AT');
    const browser = createPageClient(app);
    const page = await browser.open(pathOf(token));
    expect([page.status, page.h1]).toEqual([200, 'Was this you?']);
    expect(page.text).toContain(email);
    for (const fact of ['1 January 2200', '12:00', 'Coordinated', 'Firefox', 'Austria'])
      expect(page.text).toContain(fact);
    expect(page.html).not.toContain('type="password"');
    for (let scans = 0; scans < 3; scans++) await createPageClient(app).open(pathOf(token));
    expect(await rowsOf(email)).toMatchObject([{ verified: 0 }]);
    const done = await browser.submit(page, {}, { press: 'yes', follow: false });
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/account']);
    expect([...browser.jar.keys()]).toContain('__Host-refresh_token');
    expect((await signIn(app, email)).user.email).toBe(email);
  });

  it('lets the reader disown the registration, whose password is then void', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const { token } = await signUpAndRead(app, email, { password: SQUATTERS });
    const browser = createPageClient(app);
    const page = await browser.open(pathOf(token));
    const choose = await browser.submit(page, {}, { press: 'no' });
    expect([choose.status, choose.h1]).toEqual([200, 'Choose a new password']);
    expect(choose.text).toContain('Your email address is confirmed');
    expect([...browser.jar.keys()]).not.toContain('__Host-refresh_token');
    expect(await rowsOf(email)).toMatchObject([{ verified: 1, has_password: 0 }]);
    const saved = await browser.submit(choose, { password: NEW, confirmation: NEW });
    expect(saved.url).toBe('/sign-in');
    expect((await signIn(app, email, { password: NEW })).user.email).toBe(email);
  });

  it('leaves the app of the person who said no with their way back', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const owner = createPageClient(app);
    const fields = { email, password: SQUATTERS };
    await owner.submit(await owner.open('/sign-up?return_to=/back'), fields);
    const token = tokenOf((await app.lastMail(email)).links[0]);
    const reader = createPageClient(app);
    const page = await reader.open(pathOf(token));
    const choose = await reader.submit(page, {}, { press: 'no' });
    const saved = await reader.submit(choose, { password: NEW, confirmation: NEW });
    expect(saved.url).toBe('/sign-in?return_to=%2Fback');
  });

  it('repeats no text written by the registrant', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const evil = 'Your account is suspended. Restore it at https://evil.example/r';
    const named = { first_name: evil, username: 'evil-suspended', display_name: evil };
    const agent = { 'User-Agent': `${evil}/1 x` };
    await app.post('/api/v1/auth/register', { email, password: PASSWORD, ...named }, agent);
    const token = tokenOf((await app.lastMail(email)).links[0]);
    const { html } = await createPageClient(app).open(pathOf(token));
    expect(html).not.toMatch(/evil|suspended/);
    expect(html).toContain('Unknown browser');
  });

  it('asks for the password where needed, keeps the link after a wrong one, and shows every registration', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await signUpAndRead(app, email, { password: SQUATTERS });
    app.advance(60_000);
    const { token } = await signUpAndRead(app, email);
    const browser = createPageClient(app);
    const asked = await browser.open(pathOf(token));
    expect(asked.forms[0]?.controls.password?.type).toBe('password');
    expect(asked.text.match(/1 January 2200/g)).toHaveLength(2);
    const wrong = await browser.submit(asked, { password: WRONG }, { press: 'yes' });
    expect([wrong.status, wrong.errors.password]).toEqual([
      401,
      expect.stringContaining('isn’t the password'),
    ]);
    const none = await browser.submit(asked, {}, { press: 'yes' });
    expect([none.status, none.errors.password]).toEqual([
      400,
      expect.stringContaining('or choose a new one'),
    ]);
    const done = await browser.submit(wrong, { password: PASSWORD }, { press: 'yes' });
    expect(done.url).toBe('/account/profile');
    expect((await signIn(app, email)).user.email).toBe(email);
  });

  it('only wants a press in the browser that registered', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const browser = createPageClient(app);
    await browser.submit(await browser.open('/sign-up'), { email, password: PASSWORD });
    await app.deliverJobs();
    await signUpAndRead(app, email, { password: SQUATTERS });
    const token = await resend(app, email);
    const page = await browser.open(pathOf(token));
    expect([page.h1, page.html.includes('type="password"')]).toEqual([
      'Confirm your email address',
      false,
    ]);
    expect((await browser.submit(page)).url).toBe('/account/profile');
    expect((await signIn(app, email)).user.email).toBe(email);
  });

  it('lets a user without a password choose a new one at once', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await signUpAndRead(app, email, { password: SQUATTERS });
    const token = await resend(app, email);
    const browser = createPageClient(app);
    const choose = await browser.submit(await browser.open(pathOf(token)), {}, { press: 'no' });
    const saved = await browser.submit(choose, { password: NEW, confirmation: NEW });
    expect(saved.url).toBe('/sign-in');
    expect((await signIn(app, email, { password: NEW })).user.email).toBe(email);
  });

  it('reports a lost username, signed in or choosing a password', async () => {
    const app = createTestApp();
    for (const press of ['yes', 'no']) {
      const email = freshEmail();
      const { token } = await signUpAndRead(app, email, { username: `gauss-${press}` });
      await register(app, freshEmail(), { username: `gauss-${press}` });
      const browser = createPageClient(app, { ip: `203.0.113.${press.length}` });
      const page = await browser.submit(await browser.open(pathOf(token)), {}, { press });
      expect([page.status, page.text]).toEqual([200, expect.stringContaining('your username')]);
      expect(page.url).toContain(press === 'yes' ? '/verify-email' : '/reset-password');
    }
  });

  it('leads to the second step where one is due', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = freshEmail();
    const { token } = await signUpAndRead(app, email);
    const browser = createPageClient(app);
    const page = await browser.open(`${pathOf(token)}&return_to=/there`);
    const done = await browser.submit(page, {}, { press: 'yes' });
    expect(done.url).toBe('/second-step?return_to=%2Fthere');
    expect([...browser.jar.keys()]).toContain('__Host-sign-in');
    expect([...browser.jar.keys()]).not.toContain('__Host-refresh_token');
    expect(await rowsOf(email)).toMatchObject([{ verified: 1 }]);
  });

  it('says of a dead link that it is dead, and sends another', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const { token } = await signUpAndRead(app, email);
    const browser = createPageClient(app);
    const opened = await browser.open(pathOf(token));
    await browser.submit(opened, {}, { press: 'yes' });
    const again = await browser.submit(opened, {}, { press: 'yes' });
    const other = await signUpAndRead(app, freshEmail());
    const ways = [await browser.open('/verify-email?token=vfy_made-up'), again];
    ways.push(await browser.open(pathOf(token)), await browser.open('/verify-email'));
    app.advance(86_400_001);
    ways.push(await browser.open(pathOf(other.token)));
    for (const dead of ways) {
      expect([dead.status, dead.h1]).toEqual([401, 'This link no longer works']);
      expect(dead.links.map(({ href }) => href)).toContain('/sign-in');
    }
    const [dead] = ways;
    if (dead === undefined) throw new Error('none');
    const waiting = freshEmail();
    await signUpAndRead(app, waiting);
    app.advance(61_000);
    const sent = await browser.submit(dead, { email: waiting });
    expect(sent.url).toBe('/sign-up/sent');
    const elsewhere = await createPageClient(app).open('/sign-up/sent?return_to=/account/sessions');
    const asked = await createPageClient(app).follow(elsewhere, 'Send it again');
    expect([asked.url, asked.h1]).toEqual([
      '/sign-up/resend?return_to=%2Faccount%2Fsessions',
      'Confirm your email address',
    ]);
    const link = tokenOf((await app.lastMail(waiting)).links[0]);
    expect((await createPageClient(app).open(pathOf(link))).status).toBe(200);
  });

  it('needs its own form', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const { token } = await signUpAndRead(app, email);
    const browser = createPageClient(app);
    const page = await browser.open(pathOf(token));
    const sandboxed = await browser.submit(page, {}, { headers: { Origin: 'null' } });
    expect(sandboxed.status).toBe(403);
    const off = createPageClient(app, { cookies: false });
    const without = await off.submit(await off.open(pathOf(token)));
    expect([without.status, without.h1]).toEqual([403, 'Your browser didn’t send our cookie']);
    expect(without.forms[0]?.fields.token).toBe(token);
    expect(await rowsOf(email)).toMatchObject([{ verified: 0 }]);
  });
});
