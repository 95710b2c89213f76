import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/shared/clock.ts';
import { giveRoles } from '../support/edit-users.ts';
import { bringLedger } from '../support/ledger.ts';
import { createPageClient } from '../support/page-client.ts';
import {
  as,
  freshEmail,
  mailedCode,
  PASSWORD,
  pendingIn,
  refusal,
  register,
  signIn,
  tokenOf,
  WRONG,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

type Headers = Record<string, string>;

const NO_CODE = '000000';
const logIn = (app: TestApp, email: string, headers: Headers = {}, password = PASSWORD) =>
  app.auth.login.$post({ json: { email, password } }, { headers });
const mailsTo = (app: TestApp, email: string, subject = '') =>
  app.mails.filter((mail) => mail.to === email && mail.subject.includes(subject));

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

/** The device cookie of a browser that has signed in. */
async function knownDevice(app: TestApp, email: string): Promise<Headers> {
  const cookies = (await logIn(app, email)).headers.getSetCookie();
  const device = cookies.find((cookie) => /^(__Host-)?device_/.test(cookie));
  return { Cookie: device?.split(';')[0] ?? '' };
}

/** A user with a second step, and the cookie of their browser. */
async function twoStepper(app: TestApp): Promise<{ email: string; device: Headers }> {
  const email = await register(app);
  const device = await knownDevice(app, email);
  const { access_token: token } = await signIn(app, email);
  await app.auth.mfa.email.$put({ json: { enabled: true, password: PASSWORD } }, as(token));
  await app.deliverJobs();
  app.advance(HOUR);
  return { email, device };
}

async function begin(app: TestApp, email: string, headers: Headers = {}): Promise<string> {
  const answer = await logIn(app, email, headers);
  if (answer.status !== 200) throw new Error(`login: ${answer.status} ${await answer.text()}`);
  return (await pendingIn(answer)).mfa_token;
}
const finish = (app: TestApp, mfaToken: string, otp: string, headers: Headers = {}) =>
  app.auth.login['otp-verify'].$post({ json: { mfa_token: mfaToken, otp } }, { headers });

/** Enters wrong codes until no try of the second step is left. */
const useUpTries = (app: TestApp, email: string) =>
  times(2, async () => {
    const mfaToken = await begin(app, email);
    await times(5, () => finish(app, mfaToken, NO_CODE));
    app.advance(6 * MINUTE);
  });

/** A user who registered and signed in without verifying the address. */
async function unproved(app: TestApp): Promise<{ email: string; device: Headers }> {
  const email = freshEmail();
  await app.auth.register.$post({ json: { email, password: PASSWORD } });
  await app.deliverJobs();
  const device = await knownDevice(app, email);
  app.advance(HOUR);
  return { email, device };
}

describe('tries by strangers', () => {
  it('at login/otp-verify do not lock out a user who knows the password', async () => {
    const app = createTestApp();
    const { email } = await twoStepper(app);
    await times(12, () => app.auth.login['otp-verify'].$post({ json: { email, otp: NO_CODE } }));
    const mfaToken = await begin(app, email);
    expect((await finish(app, mfaToken, await mailedCode(app, email))).status).toBe(200);
  });

  it('at every code leave a known device its own tries', async () => {
    const app = createTestApp();
    const email = await register(app);
    const device = await knownDevice(app, email);
    await times(12, () => app.auth.otp.verify.$post({ json: { email, otp: NO_CODE } }));
    await times(12, () =>
      app.auth['password-reset'].$post({
        json: { email, otp: NO_CODE, password: 'fresh-Horse-9-battery' },
      }),
    );

    await app.auth.otp.request.$post({ json: { email } }, { headers: device });
    const otp = await mailedCode(app, email);
    expect((await app.auth.otp.verify.$post({ json: { email, otp } })).status).toBe(401);
    expect(
      (await app.auth.otp.verify.$post({ json: { email, otp } }, { headers: device })).status,
    ).toBe(200);

    await app.auth['forgot-password'].$post({ json: { email } }, { headers: device });
    const reset = { email, otp: await mailedCode(app, email), password: 'fresh-Horse-9-battery' };
    expect((await app.auth['password-reset'].$post({ json: reset })).status).toBe(401);
    expect(
      (await app.auth['password-reset'].$post({ json: reset }, { headers: device })).status,
    ).toBe(200);
  });

  it('at email/verify do not void the code of the device that signed in', async () => {
    const app = createTestApp({ env: { EMAIL_VERIFICATION: 'optional' } });
    const { email, device } = await unproved(app);
    await app.auth.email.resend.$post({ json: { email } });
    const otp = await mailedCode(app, email);
    await times(5, () => app.auth.email.verify.$post({ json: { email, otp: NO_CODE } }));
    expect((await app.auth.email.verify.$post({ json: { email, otp } })).status).toBe(401);
    expect(
      (await app.auth.email.verify.$post({ json: { email, otp } }, { headers: device })).status,
    ).toBe(200);
  });

  it('are reported to the user once when used up, and recorded', async () => {
    const app = createTestApp();
    const email = await register(app);
    // A code allows five failures, and an hour ten.
    await times(3, async () => {
      await times(5, () => app.auth.otp.verify.$post({ json: { email, otp: NO_CODE } }));
      app.advance(6 * MINUTE);
    });
    await app.deliverJobs();
    expect(mailsTo(app, email, 'Too many wrong codes')).toHaveLength(1);
    const [event, ...more] = await eventsOf(email, 'account.tries_used_up');
    expect(JSON.parse(event?.metadata ?? '')).toEqual({ lane: 'strangers', shut: false });
    expect(more).toEqual([]);
  });

  it('are thirty a day at most, which leave a known device and the owner’s link their own', async () => {
    const app = createTestApp();
    const email = await register(app);
    const device = await knownDevice(app, email);
    const guess = () => app.auth.otp.verify.$post({ json: { email, otp: NO_CODE } });
    const open = async (headers: Headers = {}) => {
      app.advance(MINUTE);
      await app.auth.otp.request.$post({ json: { email } }, { headers: device });
      const json = { email, otp: await mailedCode(app, email) };
      return (await app.auth.otp.verify.$post({ json }, { headers })).status;
    };
    await times(6, async () => {
      await times(5, guess);
      app.advance(31 * MINUTE);
    });
    app.advance(2 * HOUR);
    expect(await open()).toBe(401);
    expect(await open(device)).toBe(200);
    const [mail] = mailsTo(app, email, 'Too many wrong codes').slice(-1);
    const token = tokenOf(mail?.links.find((link) => link.includes('unlock-account')));
    expect((await pressForm(app, '/unlock-account', { token })).status).toBe(200);
    expect(await open()).toBe(200);
  });

  it('that lock the account are mailed at most three times a day', async () => {
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

  it('by username leave the same event as any wrong password', async () => {
    const app = createTestApp();
    const email = await register(app, freshEmail(), { username: 'hypatia' });
    await times(5, () => logIn(app, email, {}, WRONG));
    const before = (await eventsOf(email, 'session.sign_in_failed')).length;
    await app.auth.login.$post({ json: { username: 'hypatia', password: PASSWORD } });
    expect(await eventsOf(email, 'session.sign_in_failed')).toHaveLength(before + 1);
  });
});

describe('mails requested by strangers', () => {
  const asks = {
    'otp/request': ({ auth }: TestApp) => auth.otp.request,
    'password/reset': ({ auth }: TestApp) => auth.password.reset,
    'forgot-password': ({ auth }: TestApp) => auth['forgot-password'],
  };
  it.each(Object.entries(asks))(
    'through %s leave a known device its own budget',
    async (_, route) => {
      const app = createTestApp();
      const email = await register(app);
      const device = await knownDevice(app, email);
      app.advance(HOUR);
      const ask = async (headers: Headers = {}) => {
        await route(app).$post({ json: { email } }, { headers });
        await app.deliverJobs();
        app.advance(MINUTE);
      };
      const before = app.mails.length;
      await times(8, () => ask());
      expect(app.mails.length - before).toBe(5);
      await ask(device);
      expect(app.mails.length - before).toBe(6);
      // A forged cookie is not a device mark.
      await ask({ Cookie: device.Cookie?.replace(/\.[^.]{3}/, '.xxx') ?? '' });
      expect(app.mails.length - before).toBe(6);
    },
  );

  it('through email/resend leave the device that signed in its own budget', async () => {
    const app = createTestApp({ env: { EMAIL_VERIFICATION: 'optional' } });
    const { email, device } = await unproved(app);
    const ask = async (headers: Headers = {}) => {
      await app.auth.email.resend.$post({ json: { email } }, { headers });
      await app.deliverJobs();
      app.advance(MINUTE);
    };
    const before = app.mails.length;
    await times(8, () => ask());
    expect(app.mails.length - before).toBe(5);
    await ask(device);
    expect(app.mails.length - before).toBe(6);
  });

  it('carry at most five device marks, none in clear', async () => {
    const app = createTestApp();
    const email = await register(app);
    const { Cookie: own = '' } = await knownDevice(app, email);
    const others = Array.from(
      { length: 40 },
      (_, index) => `device_${String(index).padStart(32, '0')}=${'a'.repeat(32)}.${'b'.repeat(43)}`,
    );
    await app.auth.otp.request.$post(
      { json: { email } },
      { headers: { Cookie: [own, ...others].join('; ') } },
    );
    const job = JSON.stringify(app.sent.at(-1));
    const [nonce = '', mac = ''] = own.split('=')[1]?.split('.') ?? [];
    for (const secret of [nonce, mac, 'a'.repeat(32)]) expect(job).not.toContain(secret);
    expect(job.length).toBeLessThan(2000);
    await app.auth.otp.request.$post({ json: { email } });
    expect(Object.keys((app.sent.at(-1) as { payload: object }).payload)).toEqual([
      'email',
      'from',
      'marks',
      'language',
    ]);
  });
});

describe('the second step', () => {
  it('mails each sign-in its own code, even in quick succession', async () => {
    const app = createTestApp();
    const { email } = await twoStepper(app);
    const before = mailsTo(app, email, 'code').length;
    await begin(app, email);
    await app.deliverJobs();
    await begin(app, email);
    await app.deliverJobs();
    expect(mailsTo(app, email, 'code')).toHaveLength(before + 2);
  });

  it('returns 429 for a correct password when the mail budget is used up', async () => {
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

  it('warns the user once per series of failures that someone knows the password', async () => {
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
    expect((await finish(app, mfaToken, await mailedCode(app, email))).status).toBe(200);
    await fail();
    expect(known()).toHaveLength(2);
  });

  it('has ten tries an hour over all sign-ins; known devices keep theirs', async () => {
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
    expect((await finish(app, shut, await mailedCode(app, email))).status).toBe(401);
    const open = await begin(app, email, device);
    expect((await finish(app, open, await mailedCode(app, email), device)).status).toBe(200);
  });

  it('is opened by a new password too, as the page of the mailed link offers', async () => {
    const app = createTestApp();
    const { email } = await twoStepper(app);
    await useUpTries(app, email);
    await app.deliverJobs();
    const [notice] = mailsTo(app, email, 'Too many wrong codes');
    const { pathname, search } = new URL(notice?.links[0] ?? '');
    const page = await createPageClient(app).open(pathname + search);
    expect(page.text).toContain('If it wasn’t, choose a new password instead');
    expect(page.links).toContainEqual({ href: '/forgot-password', text: 'Choose a new password' });
    const password = 'fresh-Horse-9-battery';
    await app.auth['forgot-password'].$post({ json: { email } });
    const otp = await mailedCode(app, email);
    await app.auth['password-reset'].$post({ json: { email, otp, password } });
    await app.deliverJobs();
    const { mfa_token: mfaToken } = await pendingIn(await logIn(app, email, {}, password));
    expect((await finish(app, mfaToken, await mailedCode(app, email))).status).toBe(200);
    // The link of the notice has nothing left to open.
    const dead = await createPageClient(app).open(pathname + search);
    expect([dead.status, dead.h1]).toEqual([401, 'This link no longer works']);
  });

  it.each(['an administrator', 'the mailed link'])('gets its tries back through %s', async (by) => {
    const app = createTestApp();
    const { email } = await twoStepper(app);
    await useUpTries(app, email);
    const mfaToken = await begin(app, email);
    const otp = await mailedCode(app, email);
    expect((await finish(app, mfaToken, otp)).status).toBe(401);
    if (by === 'an administrator') await unlockAsAdmin(app, email);
    else {
      const [notice] = mailsTo(app, email, 'Too many wrong codes');
      const token = tokenOf(notice?.links[0]);
      const pressed = await pressForm(app, '/unlock-account', { token });
      expect(pressed.status).toBe(200);
    }
    expect((await finish(app, mfaToken, otp)).status).toBe(200);
  });

  it.each(['their link', 'a known device'])(
    'stays blocked after a hundred consecutive failures until the user acts through %s',
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
        return (await finish(app, mfaToken, await mailedCode(app, email), headers)).status;
      };
      expect(await attempt()).toBe(401);
      if (by === 'a known device') expect(await attempt(device)).toBe(200);
      else {
        const token = tokenOf(notices[0]?.links[0]);
        expect((await pressForm(app, '/unlock-account', { token })).status).toBe(200);
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
  const answer = await app.admin.users[':id'][':act'].$post(
    { param: { id: user?.id ?? '', act: 'unlock' }, json: {} },
    as(token),
  );
  if (answer.status !== 200) throw new Error(`unlock: ${answer.status} ${await answer.text()}`);
}
