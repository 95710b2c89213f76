import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Mail } from '../../src/mail/mail.ts';
import { codeAt, stepAt } from '../../src/second-step/totp/one-time-passwords.ts';
import { NOTICE_KINDS } from '../../src/sessions/security-mail.ts';
import { toAccountView } from '../../src/users/user.ts';
import { createServices } from '../../src/wiring/services.ts';
import { fromBase32 } from '../support/base32.ts';
import { editUsers, giveRoles } from '../support/edit-users.ts';
import { answerOf } from '../support/identities.ts';
import { BROWSER } from '../support/identity-changes.ts';
import { pageForm } from '../support/page-form.ts';
import type { SignInOptions } from '../support/passkeys.ts';
import {
  freshEmail as anyEmail,
  bearer,
  newcomer,
  PASSWORD,
  signIn,
  type Tokens,
  tokenOf,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

import { createAuthenticator } from '../support/virtual-authenticator.ts';

const ADVERT = 'Your account is suspended. Restore it at https://evil.example/r/1 x';
const DISGUISED = 'Mozilla/5.0 (X11; evil.example) Gecko/20100101 Firefox/150.0 evil.example';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const NEW = 'another-Horse-8-battery';
const LAST = 'a-third-Horse-9-battery';
const NAMES = {
  first_name: 'evil.example/a',
  last_name: 'evil.example/b',
  display_name: 'evil.example/c',
};

/** An address with arbitrary text after its plus sign. */
const freshEmail = () => anyEmail().replace('@', '+evil.example@');

/** Jobs that send no mail. A new kind of job belongs here or in the story below. */
const SILENT = [
  'password.breach_check',
  // Queued by earlier releases only: the mail goes out with the remains.
  'account.erasure_notice',
  'admin.apply_roles',
  'admin.bulk_batch',
  'sessions.end_all',
  'sessions.evicted',
  'accounts.settle',
  'clients.signed_out',
];

type JobBody = { type: string; payload: Record<string, unknown> };

/** A client that puts an advertisement into every value that it controls. */
function hostileClient(app: TestApp, agent: string) {
  const cf = { country: 'https://evil.example/c', city: 'evil.example' };
  const fetch = (path: string, init: RequestInit & { ip?: string } = {}) =>
    app.fetch(path, {
      ...init,
      headers: {
        'User-Agent': agent,
        'Accept-Language': 'evil.example',
        ...(init.headers as Record<string, string>),
      },
      cf,
    } as RequestInit);
  const send = (method: string) => (path: string, body: unknown, token?: string) =>
    fetch(`/api/v1${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(token === undefined ? {} : bearer(token)),
      },
      body: JSON.stringify(body),
    });
  return { fetch, post: send('POST'), put: send('PUT'), delete: send('DELETE') };
}

type Ask = (path: string, body: unknown, token?: string) => Promise<Response>;
type Acts = { ask: Ask; remove: Ask; press: (page: string, token: string) => Promise<void> };

/** Sets factors up, uses, copies and removes them, and steps up by a mailed code. */
async function factorStory(app: TestApp, { ask, remove, press }: Acts): Promise<void> {
  const label = 'evil.example';
  const { user, email, access_token } = await newcomer(app);
  const begun = await ask('/auth/mfa/totp', { label }, access_token);
  const { id, secret } = await begun.json<{ id: string; secret: string }>();
  const otp = await codeAt(fromBase32(secret), stepAt(app.clock()));
  const confirmed = await ask(`/auth/mfa/totp/${id}/confirm`, { otp }, access_token);
  const { recovery_codes } = await confirmed.json<{ recovery_codes: string[] }>();
  const login = await ask('/auth/login', { email, password: PASSWORD });
  const { mfa_token } = await login.json<{ mfa_token: string }>();
  const proof = { mfa_token, recovery_code: recovery_codes[0], token_delivery: 'body' };
  const { access_token: by } = await (await ask('/auth/login/otp-verify', proof)).json<Tokens>();
  await ask('/auth/mfa/recovery-codes', {}, by);
  const authenticator = await createAuthenticator({ counter: 5 });
  const made = await ask('/auth/passkeys/register/options', {}, by);
  const credential = await authenticator.create(await made.json());
  await ask('/auth/passkeys/register', { credential, label }, by);
  const options = await (
    await ask('/auth/passkeys/authenticate/options', {})
  ).json<SignInOptions>();
  const copy = await authenticator.get(options, { counter: 1 });
  const { challenge_token } = options;
  await ask('/auth/passkeys/authenticate', { credential: copy, challenge_token });
  await remove(`/auth/mfa/${id}`, {}, by);
  const page = '/undo-factor-change';
  const undo = app.mails
    .flatMap(({ to, links }) => (to === email ? links : []))
    .findLast((link) => link.includes(page));
  await press(page, tokenOf(undo));
  const other = await newcomer(app);
  await editUsers('password_hash = null where email = ?', other.email);
  await ask('/auth/step-up/options', {}, other.access_token);
  const admin = await newcomer(app);
  await giveRoles(['admin'], { id: admin.user.id });
  const reason = 'evil.example';
  const removal = `/admin/users/${user.id}/remove-factors`;
  await ask(removal, { reason }, admin.access_token);
  await ask(removal, { reason, identified: true }, admin.access_token);
}

/** Comes from a provider, asks for a code, and connects an account there to one of theirs. */
async function providerStory(app: TestApp, agent: string, work: () => Promise<void>) {
  const client = {
    ...BROWSER,
    userAgent: agent,
    city: 'evil.example',
    country: 'https://evil.example/c',
    languages: 'evil.example',
  };
  const services = () => app.servicesWith(() => undefined);
  const provider = 'ours';
  await services().askAddressCode({ email: freshEmail(), provider, pendingId: 'one', client });
  await work();
  const { user, session_id: sessionId } = await newcomer(app);
  const found = await services().stores.users.findById(user.id);
  if (found === null) throw new Error('there is no such user');
  const answer = answerOf({
    provider,
    email: 'evil.example@example.com',
    firstName: 'evil.example/a',
    lastName: 'evil.example/b',
    displayName: ADVERT,
  });
  await services().connectIdentity({ user: toAccountView(found), sessionId, answer, client });
  await work();
}

/** Provokes every mail that a client can cause; `onQueue` sees each job before it is handled. */
async function story(agent: string, onQueue: (job: JobBody) => void): Promise<TestApp> {
  const app = createTestApp({ env: { LOCKOUT_THRESHOLD: '3' } });
  const client = hostileClient(app, agent);
  const work = async () => {
    for (const job of app.queued) onQueue(job as JobBody);
    await app.deliverJobs();
    app.advance(61_000);
  };
  const ask = async (path: string, body: unknown, token?: string) => {
    const answer = await client.post(path, body, token);
    await work();
    return answer;
  };
  const lastTo = (to: string) => app.mails.findLast((mail) => mail.to === to) as Mail;

  // Registers twice, resends the verification, and registers again with an account.
  const email = freshEmail();
  const registration = { email, password: PASSWORD, ...NAMES };
  await ask('/auth/register', registration);
  await ask('/auth/email/resend', { email });
  const proof = { token: tokenOf(lastTo(email).links[0]), password: PASSWORD };
  await ask('/auth/email/verify', proof);
  await ask('/auth/register', registration);

  // Signs in by code, by password, from a new device, and fails the second step after each.
  await ask('/auth/otp/request', { email });
  const { access_token: token } = await signIn(app, email);
  const login = { email, password: PASSWORD, device_name: 'evil.example' };
  await ask('/auth/login', login);
  await client.put('/auth/mfa/email', { enabled: true, password: PASSWORD }, token);
  await work();
  const begun = await ask('/auth/login', login);
  const otp = lastTo(email).codes[0];
  const { mfa_token } = await begun.json<{ mfa_token: string }>();
  await ask('/auth/login/otp-verify', { mfa_token, otp: otp === '000000' ? '000001' : '000000' });
  await ask('/auth/login/otp-verify', { mfa_token, otp });
  await ask('/auth/otp/request', { email });
  const halfWay = await ask('/auth/otp/verify', { email, otp: lastTo(email).codes[0] });
  const second = await halfWay.json<{ mfa_token: string }>();
  await ask('/auth/login/otp-verify', { mfa_token: second.mfa_token, password: NEW });
  await client.put('/auth/mfa/email', { enabled: false, password: PASSWORD }, token);
  await work();

  // Reuses a copied refresh token.
  const { refresh_token: refresh } = await signIn(app, email);
  await ask('/auth/token/refresh', { refresh });
  await ask('/auth/token/refresh', { refresh });

  // Changes, forgets and guesses passwords.
  const changed = await ask(
    '/auth/password/change',
    { old_password: PASSWORD, new_password: NEW },
    token,
  );
  expect(changed.status).toBe(200);
  await ask('/auth/password/reset', { email });
  await ask('/auth/password/reset/confirm', {
    token: tokenOf(lastTo(email).links[0]),
    new_password: LAST,
  });
  await ask('/auth/forgot-password', { email });
  for (let times = 0; times < 3; times++)
    await ask('/auth/login', { email, password: 'wrong-Horse-7-battery' });

  await factorStory(app, {
    ask,
    remove: async (...request) => {
      const answer = await client.delete(...request);
      await work();
      return answer;
    },
    press: async (page, token) => {
      await client.fetch(page, pageForm(app, { token }));
      await work();
    },
  });

  await providerStory(app, agent, work);

  // Changes the address, requests a taken one, and erases the account.
  app.advance(3_600_000);
  const person = await signIn(app, email, { password: LAST });
  const next = freshEmail();
  const change = { new_email: next, password: LAST };
  await ask('/auth/email/change', change, person.access_token);
  await ask('/auth/email/change/confirm', { token: tokenOf(lastTo(next).links[0]) });
  const holder = freshEmail();
  await ask('/auth/register', { ...registration, email: holder });
  await ask('/auth/email/verify', { token: tokenOf(lastTo(holder).links[0]) });
  await ask('/auth/email/change', { ...change, new_email: holder }, person.access_token);
  await client.delete('/auth/account', { password: LAST }, person.access_token);
  await work();
  return app;
}

const subjectsOf = (app: TestApp) => [...new Set(app.mails.map(({ subject }) => subject))];
const kindsOf = (jobs: JobBody[], type: string) =>
  jobs.filter((job) => job.type === type).map(({ payload }) => payload.kind);

function expectClean(mails: Mail[]): void {
  for (const { subject, text, html } of mails)
    expect(`${subject}\n${text}\n${html}`).not.toMatch(/evil|suspended/i);
}

describe('a client that advertises itself', () => {
  it.each([ADVERT, DISGUISED])('gets no text into any mail as %o', async (agent) => {
    const jobs: JobBody[] = [];
    const app = await story(agent, (job) => jobs.push(structuredClone(job)));
    expectClean(app.mails);
    for (const { payload } of jobs)
      expect(String(payload.from ?? '')).not.toMatch(/evil|suspended/i);
    expect(subjectsOf(app).length).toBeGreaterThanOrEqual(20);

    // A new kind of job that sends mail must join the story.
    const handlers = createServices({ env, defer: () => undefined }).handlers.map(
      ({ type }) => type,
    );
    const worked = [...new Set(jobs.map(({ type }) => type))];
    expect([...new Set([...worked, ...SILENT])].sort()).toEqual([...handlers].sort());
    // So must a new notice; these involve no client.
    const quiet = ['password_breached', 'factor_removal_stopped'];
    const told = new Set([...kindsOf(jobs, 'security.notice'), ...quiet]);
    expect([...told].sort()).toEqual([...NOTICE_KINDS].sort());
  });

  it('gets no text into a mail through a job queued before the rule', async () => {
    const app = await story(FIREFOX, ({ payload }) => {
      if (typeof payload.from === 'string') payload.from = ADVERT;
    });
    expectClean(app.mails);
    expect(app.mails.some(({ text }) => text.includes('an unknown browser'))).toBe(true);
  });

  it('is listed without its User-Agent', async () => {
    const app = createTestApp();
    const client = hostileClient(app, ADVERT);
    const email = freshEmail();
    await client.post('/auth/register', { email, password: PASSWORD });
    const token = tokenOf((await app.lastMail(email)).links[0]);
    await client.post('/auth/email/verify', { token });
    const login = { email, password: PASSWORD, token_delivery: 'body' };
    const { access_token: access } = await (await client.post('/auth/login', login)).json<Tokens>();
    const listed = await app.fetch('/api/v1/auth/sessions', { headers: bearer(access) });
    expect(await listed.json()).toMatchObject({
      sessions: [{ browser: null, os: null, device_type: null, city: null, country: null }],
    });
    const old = `update sessions set browser = ?, os = ?, city = ?, country = ?`;
    await env.DB.prepare(old).bind(ADVERT, ADVERT, `x ${ADVERT}`, ADVERT).run();
    const again = await app.fetch('/api/v1/auth/sessions', { headers: bearer(access) });
    expect(await again.json()).toMatchObject({
      sessions: [{ browser: null, os: null, city: null, country: null }],
    });
  });

  it('is named in a mail if it is a well-known one', async () => {
    const app = createTestApp();
    const place = { country: 'AT', city: 'Vienna' };
    for (const [agent, named] of [
      [FIREFOX, 'Firefox on Linux in Austria (203.0.113.7)'],
      ['curl/8.5.0', 'an app or script (curl) in Austria (203.0.113.7)'],
      ['okhttp/4.12.0', 'an app or script (okhttp) in Austria (203.0.113.7)'],
      ['node', 'an app or script (Node.js) in Austria (203.0.113.7)'],
      ['python-requests/2.32.3', 'an app or script (python-requests) in Austria (203.0.113.7)'],
      ['Shop/7 CFNetwork/1490.0.4 Darwin/23.2.0', 'an Apple app in Austria (203.0.113.7)'],
      [ADVERT, 'an unknown browser in Austria (203.0.113.7)'],
      ['', 'an unknown browser in Austria (203.0.113.7)'],
    ] as const) {
      const email = freshEmail();
      await app.fetch('/api/v1/auth/register', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'User-Agent': agent },
        body: JSON.stringify({ email, password: PASSWORD }),
        cf: place,
      } as RequestInit);
      expect((await app.lastMail(email)).text).toContain(`from ${named}`);
    }
  });
});
