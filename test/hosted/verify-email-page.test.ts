import { describe, expect, it } from 'vitest';
import { pageForm } from '../support/page-form.ts';
import { freshEmail, PASSWORD, register, signIn, tokenOf, WRONG } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { resend, rowsOf, SQUATTERS, signUpAndRead } from '../support/unproved.ts';

const NEW = 'another-Horse-8-battery';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function open(app: TestApp, token: string, headers: Record<string, string> = {}) {
  const page = await app.fetch(`/verify-email?token=${token}`, { headers });
  return { status: page.status, text: await page.text() };
}
async function submit(
  app: TestApp,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) {
  const page = await app.fetch('/verify-email', pageForm(app, fields, headers));
  return { status: page.status, text: await page.text() };
}

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
  it('shows whose address it is, and when and from where it was registered, and changes nothing', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const token = await registerFrom(app, email, 'AT');
    const { status, text } = await open(app, token);
    expect(status).toBe(200);
    expect(text).toContain(email);
    expect(text).toContain('1 January 2200 at 12:00 UTC, Firefox, Austria');
    expect(text).not.toContain('type="password"');
    expect(await rowsOf(email)).toMatchObject([{ verified: 0 }]);
    expect((await submit(app, { token })).text).toContain('sign in');
    expect((await signIn(app, email)).user.email).toBe(email);
  });

  it('repeats no text written by the registrant', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const evil = 'Your account is suspended. Restore it at https://evil.example/r';
    await app.post(
      '/api/v1/auth/register',
      {
        email,
        password: PASSWORD,
        first_name: evil,
        username: 'evil-suspended',
        display_name: evil,
      },
      { 'User-Agent': `${evil}/1 x` },
    );
    const { text } = await open(app, tokenOf((await app.lastMail(email)).links[0]));
    expect(text).not.toMatch(/evil|suspended/);
    expect(text).toContain('an unknown browser');
  });

  it('asks for the password where needed, keeps the link after a wrong one, and shows every registration', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await signUpAndRead(app, email, { password: SQUATTERS });
    app.advance(60_000);
    const { token } = await signUpAndRead(app, email);
    const asked = await open(app, token);
    expect(asked.text).toContain('type="password"');
    expect(asked.text.match(/1 January 2200 at 12:0[01] UTC/g)).toHaveLength(2);
    const wrong = await submit(app, { token, password: WRONG });
    expect(wrong.status).toBe(401);
    expect(wrong.text).toContain('not the password');
    expect(wrong.text).toContain(token);
    expect((await submit(app, { token, password: PASSWORD })).status).toBe(200);
    expect((await signIn(app, email)).user.email).toBe(email);
  });

  it('asks for no password in the browser that registered', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const { cookie } = await signUpAndRead(app, email);
    await signUpAndRead(app, email, { password: SQUATTERS });
    const token = await resend(app, email);
    expect((await open(app, token, cookie)).text).not.toContain('type="password"');
    expect((await submit(app, { token }, cookie)).status).toBe(200);
    expect((await signIn(app, email)).user.email).toBe(email);
  });

  it('lets a user without a password choose a new one at once', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await signUpAndRead(app, email, { password: SQUATTERS });
    const token = await resend(app, email);
    const done = await submit(app, { token, password: '' });
    expect(done.status).toBe(200);
    const reset = /name="token" value="(rst_[^"]+)"/.exec(done.text)?.[1] ?? '';
    const fields = { token: reset, password: NEW, confirmation: NEW };
    const set = await app.fetch('/reset-password', pageForm(app, fields));
    expect(set.status).toBe(200);
    expect((await signIn(app, email, { password: NEW })).user.email).toBe(email);
  });

  it('reports a lost username', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const { token } = await signUpAndRead(app, email, { username: 'gauss' });
    await register(app, freshEmail(), { username: 'gauss' });
    expect((await submit(app, { token })).text).toContain('your username');
  });

  it('rejects forged, used and expired links', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const { token } = await signUpAndRead(app, email);
    expect((await open(app, 'vfy_made-up')).status).toBe(401);
    await submit(app, { token });
    expect((await open(app, token)).status).toBe(401);
    expect((await submit(app, { token })).status).toBe(401);
    const other = await signUpAndRead(app, freshEmail());
    app.advance(86_400_001);
    expect((await open(app, other.token)).status).toBe(401);
  });
});
