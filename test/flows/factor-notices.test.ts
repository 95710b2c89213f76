import { env } from 'cloudflare:workers';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { giveRoles } from '../support/edit-users.ts';
import { hookedDatabase } from '../support/faults.ts';
import { addPasskey, offerPasskey, tryPasskey } from '../support/passkeys.ts';
import {
  as,
  newcomer,
  PASSWORD,
  refusal,
  type Tokens,
  tokenOf,
  tokensIn,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { beginTotp, confirmTotp, setUpTotp, signInWithTotp } from '../support/totp.ts';
import { createAuthenticator } from '../support/virtual-authenticator.ts';

const PAGE = '/undo-factor-change';
const HOUR = 3_600_000;
const CRON_SECRET = 'a-secret-of-the-operator-for-the-cron';
const NEW = 'another-Horse-8-battery';
/** Milliseconds after which a change that was not made never will be. */
const DECIDED = 30_000;

const press = (app: TestApp, token: string, password = '') =>
  pressForm(app, PAGE, { token, password });
const kindsOf = async ({ user }: Tokens) =>
  (
    await env.DB.prepare('select kind from user_factors where user_id = ? order by created_at')
      .bind(user.id)
      .all<{ kind: string }>()
  ).results.map(({ kind }) => kind);
const subjectsTo = (app: TestApp, email: string, about: RegExp) =>
  app.mails.filter(({ to, subject }) => to === email && about.test(subject));
const remove = (app: TestApp, by: Tokens, id: string) =>
  app.auth.mfa[':id'].$delete({ param: { id } }, as(by));

/** The link of the latest mail that tells of a change of factors. */
async function linkIn(app: TestApp, email: string): Promise<string> {
  const { links } = await app.lastMail(email, (mail) =>
    mail.links.some((link) => link.includes(PAGE)),
  );
  return tokenOf(links.find((link) => link.includes(PAGE)));
}

/** An app whose queue refuses messages, and whose batches fail, while it is told so. */
function frail(settings: Record<string, unknown> = {}) {
  const state = { isMute: false, fails: false };
  const JOBS = {
    send: async (body: unknown) => {
      if (state.isMute) throw new Error('the queue is down');
      app.queued.push(structuredClone(body));
    },
    metrics: () => env.JOBS.metrics(),
  };
  const DB = hookedDatabase((call) =>
    state.fails ? Promise.reject(new Error('D1 is down')) : call(),
  );
  const app: TestApp = createTestApp({ env: { JOBS, DB, CRON_SECRET, ...settings } });
  return { app, state };
}

/** Someone with an app, and a session of a moment ago. */
async function holder(app: TestApp) {
  const person = await newcomer(app);
  app.advance(1000);
  const device = await setUpTotp(app, person);
  const mine = await signInWithTotp(app, person.email, device);
  await app.deliverJobs();
  return { person, device, mine };
}

describe('a change that its owner cannot be told of', () => {
  it('is not made: an app, which the same code adds later', async () => {
    const { app, state } = frail();
    const person = await newcomer(app);
    const { id, code } = await beginTotp(app, person);
    const otp = await code();
    state.isMute = true;
    expect((await confirmTotp(app, person, id, otp)).status).toBe(503);
    expect(await kindsOf(person)).toEqual([]);
    state.isMute = false;
    const again = await confirmTotp(app, person, id, otp);
    expect([again.status, await again.json()]).toEqual([
      200,
      expect.objectContaining({ recovery_codes: expect.objectContaining({ length: 10 }) }),
    ]);
    await app.deliverJobs();
    expect(subjectsTo(app, person.email, /was added/)).toHaveLength(1);
  });

  it('is not made: a passkey', async () => {
    const { app, state } = frail();
    const person = await newcomer(app);
    const authenticator = await createAuthenticator();
    const asked = await app.auth.passkeys.register.options.$post({}, as(person));
    const credential = await authenticator.create((await asked.json()) as never);
    const register = () =>
      app.post('/api/v1/auth/passkeys/register', { credential }, as(person).headers);
    state.isMute = true;
    expect((await register()).status).toBe(503);
    expect(await kindsOf(person)).toEqual([]);
    state.isMute = false;
    expect((await register()).status).toBe(201);
    await app.deliverJobs();
    expect(subjectsTo(app, person.email, /was added/)).toHaveLength(1);
  });

  it('is not made: a removal, new recovery codes, the mailed second step', async () => {
    const { app, state } = frail();
    const { person, device, mine } = await holder(app);
    const codes = () => app.auth.mfa['recovery-codes'].$post({}, as(mine));
    const mailed = () =>
      app.auth.mfa.email.$put({ json: { enabled: true, password: PASSWORD } }, as(mine));
    const acts = [mailed, codes, () => remove(app, mine, device.id)];
    state.isMute = true;
    for (const act of acts) expect((await act()).status).toBe(503);
    expect(await kindsOf(person)).toEqual(['totp']);
    state.isMute = false;
    const { length } = app.mails;
    for (const act of acts) {
      expect((await act()).status).toBe(200);
      await app.deliverJobs();
    }
    const told = app.mails.slice(length).map(({ subject }) => subject);
    expect(told).toEqual([
      expect.stringMatching(/turned on|was added|is on/),
      expect.stringMatching(/recovery codes/),
      expect.stringMatching(/was removed/),
    ]);
  });

  it('is not made by a link that takes one back, which works later', async () => {
    const { app, state } = frail();
    const { person, device, mine } = await holder(app);
    expect((await remove(app, mine, device.id)).status).toBe(200);
    const token = await linkIn(app, person.email);
    state.isMute = true;
    expect((await press(app, token)).status).toBe(503);
    expect(await kindsOf(person)).toEqual([]);
    state.isMute = false;
    expect((await press(app, token)).status).toBe(200);
    expect(await kindsOf(person)).toEqual(['totp']);
    await app.deliverJobs();
    expect(subjectsTo(app, person.email, /was taken back/)).toHaveLength(1);
  });

  it('is not made by an administrator who knows the owner', async () => {
    const { app, state } = frail({ STAFF_SECOND_FACTOR: 'optional' });
    const { person } = await holder(app);
    const admin = await newcomer(app);
    await giveRoles(['admin'], { id: admin.user.id });
    const path = `/api/v1/admin/users/${person.user.id}/remove-factors`;
    const order = () => app.post(path, { identified: true }, as(admin).headers);
    state.isMute = true;
    expect((await order()).status).toBe(503);
    expect(await kindsOf(person)).toEqual(['totp']);
    state.isMute = false;
    expect((await order()).status).toBe(200);
    await app.deliverJobs();
    expect(subjectsTo(app, person.email, /was removed/)).toHaveLength(1);
  });
});

describe('a mail about a change of factors', () => {
  it('is not sent of one that failed', async () => {
    const { app, state } = frail();
    const { person, device, mine } = await holder(app);
    state.fails = true;
    expect((await remove(app, mine, device.id)).status).toBe(503);
    state.fails = false;
    app.advance(DECIDED);
    const { length } = app.mails;
    expect(await app.deliverJobs()).toMatchObject({ retried: 0 });
    expect([app.mails.length - length, await kindsOf(person)]).toEqual([0, ['totp']]);
  });

  it('waits for the change, which is no error', async () => {
    const app = createTestApp();
    const { person, device, mine } = await holder(app);
    const { length } = app.mails;
    const early: object[] = [];
    const DB = hookedDatabase(async (call) => {
      if (early.length === 0 && slow.queued.length > 0) early.push(await slow.deliverJobs());
      return call();
    });
    const slow: TestApp = createTestApp({ env: { DB } });
    slow.advance(app.clock() - slow.clock());
    expect((await remove(slow, mine, device.id)).status).toBe(200);
    expect(early).toEqual([{ acked: 0, retried: 1 }]);
    expect([slow.mails, slow.logs.filter(({ level }) => level === 'error')]).toEqual([[], []]);
    app.queued.push(...slow.sent);
    await app.deliverJobs();
    expect(app.mails.slice(length)).toMatchObject([{ to: person.email }]);
    expect(app.mails.at(-1)?.subject).toMatch(/was removed/);
  });

  it('knows a first factor by what D1 has, not by a try that failed', async () => {
    const { app, state } = frail();
    const person = await newcomer(app);
    app.advance(1000);
    const { id, code } = await beginTotp(app, person);
    const otp = await code();
    state.fails = true;
    expect((await confirmTotp(app, person, id, otp)).status).toBe(503);
    state.fails = false;
    app.advance(2000);
    expect((await confirmTotp(app, person, id, otp)).status).toBe(200);
    const token = await linkIn(app, person.email);
    expect((await press(app, token, PASSWORD)).status).toBe(200);
    expect(await kindsOf(person)).toEqual([]);
  });

  it('knows a second factor, whatever became of the first', async () => {
    const app = createTestApp();
    const { person, device, mine } = await holder(app);
    app.advance(1000);
    await addPasskey(app, mine);
    // Before the mail is made.
    app.advance(1000);
    const pending = app.queued.splice(0);
    expect((await remove(app, mine, device.id)).status).toBe(200);
    app.queued.splice(0, Number.POSITIVE_INFINITY, ...pending);
    const token = await linkIn(app, person.email);
    expect((await press(app, token, PASSWORD)).status).toBe(200);
    expect(await kindsOf(person)).toEqual(['passkey']);
  });
});

describe('the password of before a change', () => {
  it('proves nothing if a link took factors back since it was set', async () => {
    const app = createTestApp({ env: { CRON_SECRET } });
    const person = await newcomer(app);
    const { authenticator } = await addPasskey(app, person);
    const first = await linkIn(app, person.email);
    app.advance(HOUR);
    // Whoever reads the mail sets a password while there is a passkey.
    const { email } = person;
    await app.auth.password.reset.$post({ json: { email } });
    const reset = tokenOf((await app.lastMail(email)).links[0]);
    const chosen = { json: { token: reset, new_password: NEW } };
    expect((await app.auth.password.reset.confirm.$post(chosen)).status).toBe(200);
    app.advance(1000);
    expect((await press(app, first)).status).toBe(200);
    app.advance(24 * HOUR);
    const headers = { 'X-Cron-Secret': CRON_SECRET };
    await app.fetch('/api/v1/auth/cron/flush-tokens', { method: 'POST', headers });
    expect(await kindsOf(person)).toEqual([]);
    expect((await tryPasskey(app, authenticator)).status).toBe(401);
    app.advance(1000);
    const login = { email, password: NEW, token_delivery: 'body' as const };
    await setUpTotp(app, await tokensIn(await app.auth.login.$post({ json: login })));
    const second = await linkIn(app, email);
    expect((await press(app, second, NEW)).status).toBe(200);
    expect(await kindsOf(person)).toEqual(['totp']);
  });
});

describe('a session by passkey', () => {
  it('keeps its level when it steps up by the app', async () => {
    const app = createTestApp({ env: { STAFF_SECOND_FACTOR: 'required' } });
    const person = await newcomer(app);
    const { authenticator } = await addPasskey(app, person);
    app.advance(1000);
    const device = await setUpTotp(app, await tokensIn(await tryPasskey(app, authenticator)));
    await giveRoles(['admin'], { id: person.user.id });
    const mine = await tokensIn(await tryPasskey(app, authenticator));
    app.advance(11 * 60_000);
    const json = { otp: await device.code() };
    const fresh = await tokensIn(await app.auth['step-up'].$post({ json }, as(mine)));
    expect(decodeJwt(fresh.access_token)).toMatchObject({
      acr: 'aal2',
      amr: expect.arrayContaining(['mfa', 'otp']),
    });
    expect((await app.fetch('/api/v1/admin/users', as(fresh))).status).toBe(200);
  });

  it('keeps the level of what was proved when the app is asked for alone', async () => {
    const app = createTestApp();
    const { person, device, mine } = await holder(app);
    const authenticator = await createAuthenticator();
    expect((await offerPasskey(app, mine, authenticator)).status).toBe(201);
    const weak = await app.auth['step-up'].$post({ json: { password: PASSWORD } }, as(mine));
    expect(await refusal(weak)).toEqual([401, 'otp_invalid']);
    const json = { otp: await device.code() };
    const fresh = await tokensIn(await app.auth['step-up'].$post({ json }, as(mine)));
    expect(decodeJwt(fresh.access_token)).toMatchObject({ amr: ['pwd', 'otp', 'mfa'] });
    expect(person.user.id).toBe(fresh.user.id);
  });
});
