import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { findAppError } from '../../../src/shared/errors.ts';
import { brokenKv, deafGuards } from '../../support/faults.ts';
import { BROWSER } from '../../support/identity-changes.ts';
import { freshEmail, mailedCode, newcomer, PASSWORD } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';
import { signUp } from '../../support/unproved.ts';

const isCode = ({ subject }: { subject: string }) => /confirm your email address/.test(subject);
const pendingId = () => crypto.randomUUID().replaceAll('-', '');

/** Asks for a code as the page does, and delivers the mail. */
async function ask(app: TestApp, email: string, pending: string, languages = 'en') {
  const { askAddressCode } = app.servicesWith(() => undefined);
  const client = { ...BROWSER, languages };
  await askAddressCode({ email, provider: 'google', pendingId: pending, client });
  await app.deliverJobs();
}

/** The outcome of a try: `proved`, or the code of the error. */
async function prove(app: TestApp, email: string, code: string, pending: string) {
  const late: Promise<unknown>[] = [];
  const { proveAddressCode } = app.servicesWith((work) => void late.push(work));
  try {
    await proveAddressCode({ email, code, pendingId: pending, client: BROWSER });
    return 'proved';
  } catch (error) {
    return findAppError(error)?.code ?? String(error);
  } finally {
    await Promise.allSettled(late);
  }
}

const others = (code: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    String((Number(code) + index + 1) % 1e6).padStart(6, '0'),
  );

describe('the code that proves an address for which no provider vouches', () => {
  it('works once, with the pending identity and the address it was asked for', async () => {
    const app = createTestApp();
    const [email, pending] = [freshEmail(), pendingId()];
    await ask(app, email, pending);
    const mail = await app.lastMail(email);
    expect(mail).toMatchObject({
      subject: expect.stringMatching(/confirm your email address/),
      text: expect.stringMatching(/google/),
    });
    const code = await mailedCode(app, email);
    expect(await prove(app, email, code, pendingId())).toBe('otp_invalid');
    expect(await prove(app, freshEmail(), code, pending)).toBe('otp_invalid');
    expect(await prove(app, email.toUpperCase(), code, pending)).toBe('proved');
    expect(await prove(app, email, code, pending)).toBe('otp_invalid');
    // Nor later, when a claim would have lapsed.
    app.advance(30_000);
    expect(await prove(app, email, code, pending)).toBe('otp_invalid');
  });

  it('is void after its time', async () => {
    const app = createTestApp();
    const [email, pending] = [freshEmail(), pendingId()];
    await ask(app, email, pending);
    const code = await mailedCode(app, email);
    app.advance(300_000);
    expect(await prove(app, email, code, pending)).toBe('otp_invalid');
  });

  it('is used up by one of twenty at once', async () => {
    const app = createTestApp();
    const [email, pending] = [freshEmail(), pendingId()];
    await ask(app, email, pending);
    const code = await mailedCode(app, email);
    const tries = Array.from({ length: 20 }, () => prove(app, email, code, pending));
    const outcomes = await Promise.all(tries);
    expect(outcomes.filter((outcome) => outcome === 'proved')).toHaveLength(1);
  });

  it('has five tries, whoever uses them up, and a new one renews none', async () => {
    const app = createTestApp();
    const [email, pending] = [freshEmail(), pendingId()];
    await ask(app, email, pending);
    const code = await mailedCode(app, email);
    const wrong = others(code, 5);
    for (const [index, guess] of wrong.entries()) {
      const by = index < 2 ? pendingId() : pending;
      expect(await prove(app, email, guess, by)).toBe('otp_invalid');
    }
    expect(await prove(app, email, code, pending)).toBe('otp_invalid');
    app.advance(61_000);
    await ask(app, email, pending);
    expect(await prove(app, email, await mailedCode(app, email), pending)).toBe('otp_invalid');
    // The tries come back with the life of a code.
    app.advance(300_000);
    await ask(app, email, pending);
    expect(await prove(app, email, await mailedCode(app, email), pending)).toBe('proved');
  });

  it('has five tries under parallel guessing', async () => {
    const app = createTestApp();
    const [email, pending] = [freshEmail(), pendingId()];
    await ask(app, email, pending);
    const code = await mailedCode(app, email);
    await Promise.all(others(code, 30).map((guess) => prove(app, email, guess, pending)));
    expect(await prove(app, email, code, pending)).toBe('otp_invalid');
  });

  it('is mailed to owners too, as they wrote their address, and dies with their sessions', async () => {
    const app = createTestApp();
    const owner = await newcomer(app);
    app.advance(1000);
    const pending = pendingId();
    await ask(app, owner.email.toUpperCase(), pending);
    const mail = await app.lastMail(owner.email, isCode);
    const code = mail.codes[0] ?? '';
    app.advance(1000);
    const ended = { old_password: PASSWORD, new_password: 'another-Horse-8-battery' };
    const headers = { Authorization: `Bearer ${owner.access_token}` };
    const answer = await app.post('/api/v1/auth/password/change', ended, headers);
    expect(answer.status).toBe(200);
    expect(await prove(app, owner.email, code, pending)).toBe('otp_invalid');
    app.advance(61_000);
    await ask(app, owner.email, pending);
    const next = await app.lastMail(owner.email, isCode);
    expect(await prove(app, owner.email, next.codes[0] ?? '', pending)).toBe('proved');
  });

  it('is neither held back nor addressed by who registered the address unproved', async () => {
    const app = createTestApp();
    const [email, pending] = [freshEmail(), pendingId()];
    await signUp(app, email, { locale: 'de' });
    await app.deliverJobs();
    await ask(app, email, pending);
    const mail = await app.lastMail(email, isCode);
    expect(mail.subject).toMatch(/confirm your email address/);
    await env.DB.prepare('update users set sign_in_epoch = ? where email_normalized = ?')
      .bind(app.clock() + 1000, email)
      .run();
    expect(await prove(app, email, mail.codes[0] ?? '', pending)).toBe('proved');
  });

  it('is not mailed where an administrator disabled an account', async () => {
    const app = createTestApp();
    const owner = await newcomer(app);
    await env.DB.prepare("update users set status = 'disabled' where id = ?")
      .bind(owner.user.id)
      .run();
    const { length } = app.mails;
    await ask(app, owner.email, pendingId());
    expect(app.mails).toHaveLength(length);
  });

  it('is mailed once a minute and five times an hour, whoever asks', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const sent = () => app.mails.filter(({ to }) => to === email).length;
    await ask(app, email, pendingId());
    await ask(app, email, pendingId());
    expect(sent()).toBe(1);
    for (let index = 0; index < 8; index++) {
      app.advance(61_000);
      await ask(app, email, pendingId());
    }
    expect(sent()).toBe(5);
  });

  it('is asked for by the same work for every address', async () => {
    const app = createTestApp();
    const owner = await newcomer(app);
    const unproved = freshEmail();
    await signUp(app, unproved);
    await app.deliverJobs();
    const { askAddressCode } = app.servicesWith(() => undefined);
    const asked = [owner.email, unproved, freshEmail()];
    for (const email of asked)
      await askAddressCode({ email, provider: 'google', pendingId: 'one', client: BROWSER });
    const queued = app.queued.map((message) => JSON.stringify(message));
    const alike = queued.map((message, index) => message.replace(asked[index] ?? '', ''));
    expect(new Set(alike).size).toBe(1);
  });
});

describe('when storage fails', () => {
  it('asking says so, and no mail comes', async () => {
    const send = () => Promise.reject(new Error('the queue is down'));
    const app = createTestApp({ env: { JOBS: { send, metrics: () => env.JOBS.metrics() } } });
    const { askAddressCode } = app.servicesWith(() => undefined);
    const asked = { email: freshEmail(), provider: 'google', pendingId: 'one', client: BROWSER };
    const failure = await askAddressCode(asked).catch(findAppError);
    expect(failure).toMatchObject({ code: 'storage_unavailable' });
  });

  it('no failure uses a code up: KV, the guard before and after the try', async () => {
    const app = createTestApp();
    const [email, pending] = [freshEmail(), pendingId()];
    await ask(app, email, pending);
    const code = await mailedCode(app, email);
    const faults = [
      { KV: brokenKv() },
      { ACCOUNT_GUARD: deafGuards('tryCodeBy') },
      { ACCOUNT_GUARD: deafGuards('tryCodeBy', 'answer') },
      { ACCOUNT_GUARD: deafGuards('settle') },
    ];
    for (const fault of faults) {
      const broken = createTestApp({ env: fault });
      expect(await prove(broken, email, code, pending)).toBe('storage_unavailable');
    }
    expect(await prove(app, email, code, pending)).toBe('proved');
  });
});
