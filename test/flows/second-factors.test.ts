import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { giveRoles } from '../support/edit-users.ts';
import { bringLedger } from '../support/ledger.ts';
import {
  type Answer,
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  signIn,
  tokenOf,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const AUTH = '/api/v1/auth';
const START = '2200-01-01T12:00:00.000Z';

const send = (app: TestApp, method: string, path: string, token: string, body: object) =>
  app.fetch(AUTH + path, {
    method,
    headers: { ...bearer(token), 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
const switchTo = (app: TestApp, token: string, enabled: boolean) =>
  send(app, 'PUT', '/mfa/email', token, { enabled, password: PASSWORD });
const enabledIn = async (response: Answer) =>
  ((await response.json()) as { mfa_enabled: boolean }).mfa_enabled;

type Exported = {
  user: { mfa_enabled: boolean; mfa_enabled_at: string | null };
  factors: { id: string; kind: string; created_at: string; last_used_at: string | null }[];
};
const exported = async (app: TestApp, token: string) =>
  (await (await app.auth.account.export.$get({}, { headers: bearer(token) })).json()) as Exported;

/** Completes both steps of a sign-in; returns its access token. */
async function signInTwice(app: TestApp, email: string): Promise<string> {
  app.advance(61_000);
  const login = await app.auth.login.$post({ json: { email, password: PASSWORD } });
  const { mfa_token } = (await login.json()) as { mfa_token: string };
  const otp = (await app.lastMail(email)).codes[0];
  const finished = await app.auth.login['otp-verify'].$post({ json: { otp, mfa_token } });
  expect(finished.status).toBe(200);
  return ((await finished.json()) as { access_token: string }).access_token;
}

describe('the mailed code as a second factor', () => {
  it('appears in the export, with its times and without a secret', async () => {
    const app = createTestApp();
    const { email, access_token: token } = await newcomer(app);
    expect(await exported(app, token)).toMatchObject({
      user: { mfa_enabled: false, mfa_enabled_at: null },
      factors: [],
    });
    expect(await enabledIn(await switchTo(app, token, true))).toBe(true);
    const { user, factors } = await exported(app, token);
    expect(user).toMatchObject({ mfa_enabled: true, mfa_enabled_at: START });
    expect(factors).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        kind: 'email_otp',
        label: null,
        created_at: START,
        last_used_at: null,
      },
    ]);
    const again = await signInTwice(app, email);
    await bringLedger();
    expect((await exported(app, again)).factors).toMatchObject([
      { id: factors[0]?.id, created_at: START, last_used_at: '2200-01-01T12:01:01.000Z' },
    ]);
  });

  it('is shown wherever the user is shown, and is enabled once by concurrent requests', async () => {
    const app = createTestApp();
    const { access_token: token, user } = await newcomer(app);
    const answers = await Promise.all(Array.from({ length: 5 }, () => switchTo(app, token, true)));
    expect(await Promise.all(answers.map(enabledIn))).toEqual(Array(5).fill(true));
    expect((await exported(app, token)).factors).toHaveLength(1);
    const profile = await send(app, 'PATCH', '/profile', token, { first_name: 'Ada' });
    const me = await app.auth.me.$get({}, { headers: bearer(token) });
    expect([await enabledIn(profile), await enabledIn(me)]).toEqual([true, true]);

    await giveRoles(['admin'], { id: user.id });
    const read = async (path: string) =>
      (await app.fetch(`/api/v1/admin${path}`, { headers: bearer(token) })).json();
    expect(await read(`/users/${user.id}`)).toMatchObject({ mfa_enabled: true });
    expect(await read('/users')).toMatchObject({ users: [{ mfa_enabled: true }] });
    expect(await read('/stats')).toMatchObject({ users: { second_factor: 1 } });

    expect(await enabledIn(await switchTo(app, token, false))).toBe(false);
    expect(await exported(app, token)).toMatchObject({
      user: { mfa_enabled_at: null },
      factors: [],
    });
    expect(await read('/stats')).toMatchObject({ users: { second_factor: 0 } });
  });

  it.each([
    ['is removed when a change of address is undone, if it was added since', false],
    ['is kept when a change of address is undone, if it is older', true],
  ])('%s', async (_title, older) => {
    const app = createTestApp();
    const { email, access_token: token, user } = await newcomer(app);
    if (older) await switchTo(app, token, true);
    app.advance(61_000);
    const change = { new_email: freshEmail(), password: PASSWORD };
    expect((await send(app, 'POST', '/email/change', token, change)).status).toBe(200);
    await app.deliverJobs();
    app.advance(61_000);
    if (!older) await switchTo(app, token, true);
    await app.deliverJobs();
    const notice = app.mails.findLast((mail) => mail.to === email && /about to/.test(mail.subject));
    const undoing = { token: tokenOf(notice?.links[0]) };
    const undone = await pressForm(app, '/undo-email-change', undoing);
    expect(undone.status).toBe(200);
    const left = await env.DB.prepare('select kind from user_factors where user_id = ?')
      .bind(user.id)
      .all();
    expect(left.results).toEqual(older ? [{ kind: 'email_otp' }] : []);
  });

  it('is deleted with the account', async () => {
    const app = createTestApp();
    const { email, access_token: token } = await newcomer(app);
    await switchTo(app, token, true);
    await send(app, 'DELETE', '/account', token, { password: PASSWORD });
    const left = await env.DB.prepare('select count(*) as n from user_factors').first<number>('n');
    expect(left).toBe(0);
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    const mail = await app.lastMail(email, ({ links }) => links.length > 0);
    const link = tokenOf(mail.links[0]);
    await app.auth.email.verify.$post({ json: { token: link } });
    expect((await signIn(app, email)).user).toMatchObject({ mfa_enabled: false });
  });
});
