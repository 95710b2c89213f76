import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { giveRoles } from '../support/edit-users.ts';
import { addPasskey, tryPasskey } from '../support/passkeys.ts';
import {
  as,
  mailedCode,
  newcomer,
  pendingIn,
  refusal,
  signIn,
  type Tokens,
  tokenOf,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { setUpTotp } from '../support/totp.ts';

const HOUR = 3_600_000;
const CRON_SECRET = 'a-secret-of-the-operator-for-the-cron';
const PAGE = '/cancel-factor-removal';

async function world(vars: Record<string, unknown> = {}) {
  const app = createTestApp({ env: { CRON_SECRET, STAFF_SECOND_FACTOR: 'optional', ...vars } });
  const admin = await newcomer(app);
  await giveRoles(['user', 'admin'], { id: admin.user.id });
  const person = await newcomer(app);
  const device = await setUpTotp(app, person);
  const staff = await signIn(app, admin.email);
  return { app, admin: staff, adminEmail: admin.email, person, device };
}

const act = (app: TestApp, by: Tokens, id: string, body: object = {}) =>
  app.post(`/api/v1/admin/users/${id}/remove-factors`, body, as(by).headers);

const flush = async (app: TestApp) => {
  const headers = { 'X-Cron-Secret': CRON_SECRET };
  const response = await app.fetch('/api/v1/auth/cron/flush-tokens', { method: 'POST', headers });
  return ((await response.json()) as { flushed: { removed_factors: number } }).flushed;
};

const press = (app: TestApp, token: string) => pressForm(app, PAGE, { token });

async function linkIn(app: TestApp, email: string): Promise<string> {
  await app.deliverJobs();
  const links = app.mails.filter(({ to }) => to === email).flatMap((mail) => mail.links);
  return tokenOf(links.findLast((link) => link.includes(PAGE)));
}

const kindsOf = async (by: Tokens) =>
  (
    await env.DB.prepare('select kind from user_factors where user_id = ?')
      .bind(by.user.id)
      .all<{ kind: string }>()
  ).results.map(({ kind }) => kind);

const eventsOf = async (by: Tokens) =>
  (
    await env.DB.prepare(
      `select type from audit_events where user_id = ? and
       (type like 'admin.factor%' or type like 'factor.removal%') order by created_at`,
    )
      .bind(by.user.id)
      .all<{ type: string }>()
  ).results.map(({ type }) => type);

const view = async (app: TestApp, by: Tokens, id: string) =>
  (await (await app.fetch(`/api/v1/admin/users/${id}`, as(by))).json()) as {
    factor_removal: object | null;
  };

const isLive = async (app: TestApp, by: Tokens) => (await app.auth.me.$get({}, as(by))).status;

describe('an administrator who removes factors', () => {
  it('does so at once for an owner who was identified, and ends all sessions', async () => {
    const { app, admin, person } = await world();
    expect((await act(app, admin, person.user.id, { identified: true })).status).toBe(200);
    expect(await kindsOf(person)).toEqual([]);
    expect(await isLive(app, person)).toBe(401);
    await app.deliverJobs();
    const subjects = app.mails.filter(({ to }) => to === person.email).map((mail) => mail.subject);
    expect(subjects).toContainEqual(expect.stringMatching(/sign-in .* was removed/));
    expect(await eventsOf(person)).toEqual(['admin.factors_removed']);
    const codes = await env.DB.prepare('select count(*) as n from recovery_codes').first('n');
    expect(codes).toBe(0);
    expect((await signIn(app, person.email)).user.id).toBe(person.user.id);
  });

  it('removes passkeys too', async () => {
    const { app, admin } = await world();
    const other = await newcomer(app);
    const { authenticator } = await addPasskey(app, other);
    await act(app, admin, other.user.id, { identified: true });
    expect((await tryPasskey(app, authenticator)).status).toBe(401);
    expect((await signIn(app, other.email)).user.id).toBe(other.user.id);
  });

  it('does so after 24 hours otherwise, of which the owner is told', async () => {
    const { app, admin, person } = await world();
    const body = { reason: 'Lost the phone.' };
    expect((await act(app, admin, person.user.id, body)).status).toBe(200);
    expect((await app.lastMail(person.email)).subject).toMatch(/about to be removed/);
    const at = app.clock();
    expect((await view(app, admin, person.user.id)).factor_removal).toEqual({
      actor_id: admin.user.id,
      reason: 'Lost the phone.',
      requested_at: new Date(at).toISOString(),
      due_at: new Date(at + 24 * HOUR).toISOString(),
    });
    app.advance(24 * HOUR - 1);
    expect((await flush(app)).removed_factors).toBe(0);
    expect(await kindsOf(person)).toEqual(['totp']);
    app.advance(1);
    const runs = await Promise.all(Array.from({ length: 5 }, () => flush(app)));
    expect(runs.some(({ removed_factors }) => removed_factors === 1)).toBe(true);
    expect(await kindsOf(person)).toEqual([]);
    expect(await eventsOf(person)).toEqual(['admin.factor_removal_asked', 'admin.factors_removed']);
    await app.deliverJobs();
    const told = app.mails.filter(
      ({ to, subject }) => to === person.email && /was removed/.test(subject),
    );
    expect(told).toHaveLength(1);
    const { actor_id } = (await env.DB.prepare(
      "select actor_id from audit_events where type = 'admin.factors_removed'",
    ).first<{ actor_id: string }>()) ?? { actor_id: '' };
    expect(actor_id).toBe(admin.user.id);
  });

  it('begins the 24 hours anew by asking again', async () => {
    const { app, admin, person, adminEmail } = await world();
    await act(app, admin, person.user.id);
    app.advance(23 * HOUR);
    await act(app, await signIn(app, adminEmail), person.user.id);
    app.advance(2 * HOUR);
    await flush(app);
    expect(await kindsOf(person)).toEqual(['totp']);
    app.advance(22 * HOUR);
    await flush(app);
    expect(await kindsOf(person)).toEqual([]);
  });

  it('waits for nothing that its owner cannot be told of', async () => {
    const { app, admin, person } = await world();
    const JOBS = { send: () => Promise.reject(new Error('the queue is down')) };
    const mute = createTestApp({
      env: { CRON_SECRET, STAFF_SECOND_FACTOR: 'optional', JOBS },
    });
    mute.advance(app.clock() - mute.clock());
    expect((await act(mute, admin, person.user.id)).status).toBe(503);
    expect((await view(app, admin, person.user.id)).factor_removal).toBeNull();
    app.advance(25 * HOUR);
    await flush(app);
    expect(await kindsOf(person)).toEqual(['totp']);
  });

  it('needs the role and a fresh proof', async () => {
    const { app, admin, person } = await world();
    const staff = await newcomer(app);
    await giveRoles(['user', 'staff'], { id: staff.user.id });
    expect(await refusal(await act(app, staff, person.user.id))).toEqual([403, 'forbidden']);
    app.advance(11 * 60_000);
    expect(await refusal(await act(app, admin, person.user.id, { identified: true }))).toEqual([
      403,
      'reauthentication_required',
    ]);
    expect(await kindsOf(person)).toEqual(['totp']);
  });

  it('leaves an account that must have two steps one to set up, and no dead end', async () => {
    const { app, admin, person } = await world();
    await act(app, admin, person.user.id, { identified: true });
    await env.DB.prepare('update users set password_hash = null, version = version + 1').run();
    const strict = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    strict.advance(app.clock() - strict.clock() + 60_000);
    const { email } = person;
    await strict.auth.otp.request.$post({ json: { email } });
    const otp = await mailedCode(strict, email);
    const answer = await strict.auth.otp.verify.$post({
      json: { email, otp, token_delivery: 'body' },
    });
    const { mfa_token } = await pendingIn(answer);
    const device = await setUpTotp(strict, mfa_token);
    expect(await kindsOf(person)).toEqual(['totp']);
    expect(device.recoveryCodes).toHaveLength(10);
  });
});

describe('the link that cancels a removal of factors', () => {
  it('cancels it, once, after all sessions have ended', async () => {
    const { app, admin, person } = await world();
    await act(app, admin, person.user.id);
    const token = await linkIn(app, person.email);
    await app.post(
      `/api/v1/admin/users/${person.user.id}/terminate-sessions`,
      {},
      as(admin).headers,
    );
    app.advance(23 * HOUR);
    expect((await app.fetch(`${PAGE}?token=${token}`)).status).toBe(200);
    expect((await press(app, token)).status).toBe(200);
    expect((await press(app, token)).status).toBe(401);
    app.advance(2 * HOUR);
    await flush(app);
    expect(await kindsOf(person)).toEqual(['totp']);
    expect(await eventsOf(person)).toEqual([
      'admin.factor_removal_asked',
      'factor.removal_cancelled',
    ]);
  });

  it('is refused once the removal has been carried out', async () => {
    const { app, admin, person } = await world();
    await act(app, admin, person.user.id);
    const token = await linkIn(app, person.email);
    app.advance(25 * HOUR);
    await flush(app);
    expect((await press(app, token)).status).toBe(401);
  });

  it('either cancels or is refused, in a race with the cron', async () => {
    for (let round = 0; round < 5; round++) {
      const { app, admin, person } = await world();
      await act(app, admin, person.user.id);
      const token = await linkIn(app, person.email);
      app.advance(24 * HOUR);
      const [pressed] = await Promise.all([press(app, token), flush(app), flush(app)]);
      const isCancelled = pressed.status === 200;
      expect(await kindsOf(person)).toEqual(isCancelled ? ['totp'] : []);
      expect(await eventsOf(person)).toEqual([
        'admin.factor_removal_asked',
        isCancelled ? 'factor.removal_cancelled' : 'admin.factors_removed',
      ]);
    }
  });
});
