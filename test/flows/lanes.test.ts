import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/shared/clock.ts';
import { giveRoles } from '../support/edit-users.ts';
import { bringLedger } from '../support/ledger.ts';
import {
  bearer,
  freshEmail,
  PASSWORD,
  refusal,
  register,
  signIn,
  tokenOf,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

type Headers = Record<string, string>;
type HalfWay = { mfa_token: string };

const NO_CODE = '000000';
const auth = (app: TestApp, path: string, body: object, headers: Headers = {}) =>
  app.post(`/api/v1/auth/${path}`, body, headers);
const logIn = (app: TestApp, email: string, headers: Headers = {}, password = PASSWORD) =>
  auth(app, 'login', { email, password }, headers);
const mailsTo = (app: TestApp, email: string, subject = '') =>
  app.mails.filter((mail) => mail.to === email && mail.subject.includes(subject));
const codeTo = async (app: TestApp, email: string) => (await app.lastMail(email)).codes[0] ?? '';

async function eventsOf(email: string, type: string) {
  await bringLedger();
  const query = `select metadata from audit_events where type = ?
    and user_id = (select id from users where email = ?)`;
  const found = await env.DB.prepare(query).bind(type, email).all<{ metadata: string }>();
  return found.results;
}

async function times<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results = [];
  for (let index = 0; index < count; index++) results.push(await work(index));
  return results;
}

/** What a browser bears that has signed in. */
async function knownDevice(app: TestApp, email: string): Promise<Headers> {
  const cookies = (await logIn(app, email)).headers.getSetCookie();
  const device = cookies.find((cookie) => /^(__Host-)?device_/.test(cookie));
  return { Cookie: device?.split(';')[0] ?? '' };
}

/** Somebody with a second step, and the browser they use. */
async function twoStepper(app: TestApp): Promise<{ email: string; device: Headers }> {
  const email = await register(app);
  const device = await knownDevice(app, email);
  const { access_token: token } = await signIn(app, email);
  await app.fetch('/api/v1/auth/mfa/email', {
    method: 'PUT',
    headers: { ...bearer(token), 'Content-Type': 'application/json' },
    body: JSON.stringify({ enabled: true, password: PASSWORD }),
  });
  await app.deliverJobs();
  app.advance(HOUR);
  return { email, device };
}

async function begin(app: TestApp, email: string, headers: Headers = {}): Promise<string> {
  const answer = await logIn(app, email, headers);
  if (answer.status !== 200) throw new Error(`login: ${answer.status} ${await answer.text()}`);
  return (await answer.json<HalfWay>()).mfa_token;
}
const finish = (app: TestApp, mfaToken: string, otp: string, headers: Headers = {}) =>
  auth(app, 'login/otp-verify', { mfa_token: mfaToken, otp }, headers);

/** Somebody who registered, signed in and has not proved the address yet. */
async function unproved(app: TestApp): Promise<{ email: string; device: Headers }> {
  const email = freshEmail();
  await auth(app, 'register', { email, password: PASSWORD });
  await app.deliverJobs();
  const device = await knownDevice(app, email);
  app.advance(HOUR);
  return { email, device };
}

describe('the tries of strangers', () => {
  it('at login/otp-verify by address shut nobody out who gave the right password', async () => {
    const app = createTestApp();
    const { email } = await twoStepper(app);
    await times(12, () => auth(app, 'login/otp-verify', { email, otp: NO_CODE }));
    const mfaToken = await begin(app, email);
    expect((await finish(app, mfaToken, await codeTo(app, email))).status).toBe(200);
  });

  it('at every code leave a known device its own', async () => {
    const app = createTestApp();
    const email = await register(app);
    const device = await knownDevice(app, email);
    await times(12, () => auth(app, 'otp/verify', { email, otp: NO_CODE }));
    await times(12, () =>
      auth(app, 'password-reset', { email, otp: NO_CODE, password: 'fresh-Horse-9-battery' }),
    );

    await auth(app, 'otp/request', { email }, device);
    const otp = await codeTo(app, email);
    expect((await auth(app, 'otp/verify', { email, otp })).status).toBe(401);
    expect((await auth(app, 'otp/verify', { email, otp }, device)).status).toBe(200);

    await auth(app, 'forgot-password', { email }, device);
    const reset = { email, otp: await codeTo(app, email), password: 'fresh-Horse-9-battery' };
    expect((await auth(app, 'password-reset', reset)).status).toBe(401);
    expect((await auth(app, 'password-reset', reset, device)).status).toBe(200);
  });

  it('at email/verify do not kill the code of the device that signed in', async () => {
    const app = createTestApp({ env: { EMAIL_VERIFICATION: 'optional' } });
    const { email, device } = await unproved(app);
    await auth(app, 'email/resend', { email });
    const otp = await codeTo(app, email);
    await times(5, () => auth(app, 'email/verify', { email, otp: NO_CODE }));
    expect((await auth(app, 'email/verify', { email, otp })).status).toBe(401);
    expect((await auth(app, 'email/verify', { email, otp }, device)).status).toBe(200);
  });

  it('when used up are told to the owner once, and recorded', async () => {
    const app = createTestApp();
    const email = await register(app);
    // A code takes five failures, and the hour ten.
    await times(3, async () => {
      await times(5, () => auth(app, 'otp/verify', { email, otp: NO_CODE }));
      app.advance(6 * MINUTE);
    });
    await app.deliverJobs();
    expect(mailsTo(app, email, 'Too many wrong codes')).toHaveLength(1);
    const [event, ...more] = await eventsOf(email, 'account.tries_used_up');
    expect(JSON.parse(event?.metadata ?? '')).toEqual({ lane: 'strangers', shut: false });
    expect(more).toEqual([]);
  });

  it('that lock the account are mailed three times a day at the most', async () => {
    const app = createTestApp();
    const email = await register(app);
    await times(6, async () => {
      await times(5, () => logIn(app, email, {}, WRONG));
      await app.deliverJobs();
      app.advance(31 * MINUTE);
    });
    expect(mailsTo(app, email, 'locked')).toHaveLength(3);
    expect(await eventsOf(email, 'account.locked')).toHaveLength(6);
  });

  it('by the other name leave the same event as any wrong password', async () => {
    const app = createTestApp();
    const email = await register(app, freshEmail(), { username: 'hypatia' });
    await times(5, () => logIn(app, email, {}, WRONG));
    const before = (await eventsOf(email, 'session.sign_in_failed')).length;
    await auth(app, 'login', { username: 'hypatia', password: PASSWORD });
    expect(await eventsOf(email, 'session.sign_in_failed')).toHaveLength(before + 1);
  });
});

describe('the mails that strangers ask for', () => {
  it.each(['otp/request', 'password/reset', 'forgot-password'])(
    'by %s leave a known device its own',
    async (path) => {
      const app = createTestApp();
      const email = await register(app);
      const device = await knownDevice(app, email);
      app.advance(HOUR);
      const ask = async (headers: Headers = {}) => {
        await auth(app, path, { email }, headers);
        await app.deliverJobs();
        app.advance(MINUTE);
      };
      const before = app.mails.length;
      await times(8, () => ask());
      expect(app.mails.length - before).toBe(5);
      await ask(device);
      expect(app.mails.length - before).toBe(6);
      // A cookie that is none of this account's is nobody's mark.
      await ask({ Cookie: device.Cookie?.replace(/\.[^.]{3}/, '.xxx') ?? '' });
      expect(app.mails.length - before).toBe(6);
    },
  );

  it('by email/resend leave the device that signed in its own', async () => {
    const app = createTestApp({ env: { EMAIL_VERIFICATION: 'optional' } });
    const { email, device } = await unproved(app);
    const ask = async (headers: Headers = {}) => {
      await auth(app, 'email/resend', { email }, headers);
      await app.deliverJobs();
      app.advance(MINUTE);
    };
    const before = app.mails.length;
    await times(8, () => ask());
    expect(app.mails.length - before).toBe(5);
    await ask(device);
    expect(app.mails.length - before).toBe(6);
  });

  it('carry the marks of five devices at the most, and none in the clear', async () => {
    const app = createTestApp();
    const email = await register(app);
    const { Cookie: own = '' } = await knownDevice(app, email);
    const others = Array.from(
      { length: 40 },
      (_, index) => `device_${String(index).padStart(32, '0')}=${'a'.repeat(32)}.${'b'.repeat(43)}`,
    );
    await auth(app, 'otp/request', { email }, { Cookie: [own, ...others].join('; ') });
    const job = JSON.stringify(app.sent.at(-1));
    const [nonce = '', mac = ''] = own.split('=')[1]?.split('.') ?? [];
    for (const secret of [nonce, mac, 'a'.repeat(32)]) expect(job).not.toContain(secret);
    expect(job.length).toBeLessThan(2000);
    await auth(app, 'otp/request', { email });
    expect(Object.keys((app.sent.at(-1) as { payload: object }).payload)).toEqual([
      'email',
      'from',
      'marks',
    ]);
  });
});

describe('the second step', () => {
  it('mails each sign-in a code of its own, however soon it follows another', async () => {
    const app = createTestApp();
    const { email } = await twoStepper(app);
    const before = mailsTo(app, email, 'code').length;
    await begin(app, email);
    await app.deliverJobs();
    await begin(app, email);
    await app.deliverJobs();
    expect(mailsTo(app, email, 'code')).toHaveLength(before + 2);
  });

  it('claims no code that does not come: beyond its budget a right password is asked to wait', async () => {
    const app = createTestApp();
    const { email, device } = await twoStepper(app);
    const before = app.mails.length;
    await times(10, () => begin(app, email));
    const refused = await logIn(app, email);
    expect(refused.headers.get('Retry-After')).toBe('3600');
    expect(await refusal(refused)).toEqual([429, 'rate_limited']);
    await app.deliverJobs();
    expect(app.mails.length - before).toBe(10);
    expect((await logIn(app, email, device)).status).toBe(200);
    app.advance(HOUR);
    expect((await logIn(app, email)).status).toBe(200);
  });

  it('tells the owner at its first failure that somebody knows the password, once a run', async () => {
    const app = createTestApp();
    const { email, device } = await twoStepper(app);
    const known = () => mailsTo(app, email, 'Someone knows');
    const fail = async (headers: Headers = {}) => {
      const mfaToken = await begin(app, email, headers);
      await times(3, () => finish(app, mfaToken, NO_CODE, headers));
      await app.deliverJobs();
      app.advance(6 * MINUTE);
    };
    await fail(device);
    expect(known()).toHaveLength(0);
    await fail();
    await fail();
    expect(known()).toHaveLength(1);
    expect(await eventsOf(email, 'second_factor.failed')).toHaveLength(1);

    const mfaToken = await begin(app, email);
    expect((await finish(app, mfaToken, await codeTo(app, email))).status).toBe(200);
    await fail();
    expect(known()).toHaveLength(2);
  });

  it('has ten tries an hour, however many sign-ins are begun; strangers and known devices keep theirs', async () => {
    const app = createTestApp();
    const { email, device } = await twoStepper(app);
    const guess = async () => {
      const mfaToken = await begin(app, email);
      await times(4, () => finish(app, mfaToken, NO_CODE));
      app.advance(6 * MINUTE);
    };
    await times(3, guess);
    await app.deliverJobs();
    expect(mailsTo(app, email, 'Too many wrong codes')).toHaveLength(1);
    expect(await eventsOf(email, 'account.tries_used_up')).toHaveLength(1);

    const shut = await begin(app, email);
    expect((await finish(app, shut, await codeTo(app, email))).status).toBe(401);
    const open = await begin(app, email, device);
    expect((await finish(app, open, await codeTo(app, email), device)).status).toBe(200);
  });

  it.each(['an administrator', 'the link that the owner got'])(
    'gets its tries back from %s',
    async (by) => {
      const app = createTestApp();
      const { email } = await twoStepper(app);
      await times(2, async () => {
        const mfaToken = await begin(app, email);
        await times(5, () => finish(app, mfaToken, NO_CODE));
        app.advance(6 * MINUTE);
      });
      const mfaToken = await begin(app, email);
      const otp = await codeTo(app, email);
      expect((await finish(app, mfaToken, otp)).status).toBe(401);
      if (by === 'an administrator') await unlockAsAdmin(app, email);
      else {
        const [notice] = mailsTo(app, email, 'Too many wrong codes');
        const body = new URLSearchParams({ token: tokenOf(notice?.links[0]) });
        const pressed = await app.fetch('/unlock-account', { method: 'POST', body });
        expect(pressed.status).toBe(200);
      }
      expect((await finish(app, mfaToken, otp)).status).toBe(200);
    },
  );

  it.each(['their link', 'a known device'])(
    'stays shut after a hundred failures in a row until the owner acts by %s',
    async (by) => {
      const app = createTestApp();
      const { email, device } = await twoStepper(app);
      let failed = 0;
      while (failed < 100) {
        const mfaToken = await begin(app, email);
        await times(5, () => finish(app, mfaToken, NO_CODE));
        failed += 5;
        app.advance(failed % 30 === 0 ? 25 * HOUR : failed % 10 === 0 ? HOUR : 6 * MINUTE);
      }
      await app.deliverJobs();
      const notices = mailsTo(app, email, 'is blocked');
      expect(notices).toHaveLength(1);
      app.advance(48 * HOUR);
      const attempt = async (headers: Headers = {}) => {
        app.advance(MINUTE);
        const mfaToken = await begin(app, email, headers);
        return (await finish(app, mfaToken, await codeTo(app, email), headers)).status;
      };
      expect(await attempt()).toBe(401);
      if (by === 'a known device') expect(await attempt(device)).toBe(200);
      else {
        const body = new URLSearchParams({ token: tokenOf(notices[0]?.links[0]) });
        expect((await app.fetch('/unlock-account', { method: 'POST', body })).status).toBe(200);
      }
      expect(await attempt()).toBe(200);
    },
  );
});

async function unlockAsAdmin(app: TestApp, email: string): Promise<void> {
  const admin = await register(app);
  await giveRoles(['admin'], { email: admin });
  const { access_token: token } = await signIn(app, admin);
  const user = await env.DB.prepare('select id from users where email = ?')
    .bind(email)
    .first<{ id: string }>();
  const path = `/api/v1/admin/users/${user?.id}/unlock`;
  const answer = await app.fetch(path, { method: 'POST', headers: bearer(token) });
  if (answer.status !== 200) throw new Error(`unlock: ${answer.status} ${await answer.text()}`);
}
