import { describe, expect, it } from 'vitest';
import {
  type Answer,
  as,
  freshEmail,
  PASSWORD,
  refusal,
  register,
  signIn,
  tokenOf,
  WRONG,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const MINUTE = 60_000;

const attempt = (
  app: TestApp,
  name: string,
  password: string,
  headers: Record<string, string> = {},
) => app.auth.login.$post({ json: { email_or_username: name, password } }, { headers });

async function tally(answers: Answer[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const answer of answers) {
    const { code = 'signed_in' } = (await answer.json()) as { code?: string };
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

/** The device cookie set by a sign-in. */
async function knownDevice(app: TestApp, email: string): Promise<Record<string, string>> {
  const login = await attempt(app, email, PASSWORD);
  const device = login.headers.getSetCookie().find((cookie) => cookie.startsWith('__Host-device_'));
  return { Cookie: device?.split(';')[0] ?? '' };
}

describe('a hundred parallel wrong passwords', () => {
  it('are evaluated five times, lock the account, and do not affect twenty others', async () => {
    const app = createTestApp();
    const victim = await register(app);
    const others = [];
    for (let index = 0; index < 20; index++) others.push(await register(app));
    const before = app.hashes.count;

    const attacks = Array.from({ length: 100 }, () => attempt(app, victim, WRONG));
    const neighbours = others.map((email) => attempt(app, email, PASSWORD));
    const counts = await tally(await Promise.all(attacks));
    expect(counts).toEqual({ invalid_credentials: 5, account_locked: 95 });
    for (const answer of await Promise.all(neighbours)) expect(answer.status).toBe(200);
    expect(app.hashes.count - before).toBe(5 + 20);

    const locked = await attempt(app, victim, PASSWORD);
    expect(locked.headers.get('Retry-After')).toBe('1800');
    expect(await refusal(locked)).toEqual([403, 'account_locked']);
    app.advance(30 * MINUTE);
    expect((await attempt(app, victim, PASSWORD)).status).toBe(200);
  });

  it('lock an unknown name in the same way', async () => {
    const app = createTestApp();
    const nobody = freshEmail();
    const before = app.hashes.count;
    expect(
      await tally(
        await Promise.all(Array.from({ length: 100 }, () => attempt(app, nobody, WRONG))),
      ),
    ).toEqual({
      invalid_credentials: 5,
      account_locked: 95,
    });
    expect(app.hashes.count - before).toBe(5);
    app.advance(30 * MINUTE);
    expect(await refusal(await attempt(app, nobody, WRONG))).toEqual([401, 'invalid_credentials']);
    const ids = await app.env.DB.prepare('select count(*) as n from users').first<{ n: number }>();
    expect(ids?.n).toBe(0);
  });

  it('do not lock out a known device, which has the same number of tries', async () => {
    const app = createTestApp();
    const email = await register(app);
    const device = await knownDevice(app, email);
    await Promise.all(Array.from({ length: 10 }, () => attempt(app, email, WRONG)));
    expect(await refusal(await attempt(app, email, PASSWORD))).toEqual([403, 'account_locked']);
    expect((await attempt(app, email, PASSWORD, device)).status).toBe(200);

    const counts = await tally(
      await Promise.all(Array.from({ length: 50 }, () => attempt(app, email, WRONG, device))),
    );
    expect(counts).toEqual({ invalid_credentials: 5, account_locked: 45 });
    expect(await refusal(await attempt(app, email, PASSWORD, device))).toEqual([
      403,
      'account_locked',
    ]);
  });
});

describe('a lockout', () => {
  it('is reset by a success before the fifth failure', async () => {
    const app = createTestApp();
    const email = await register(app);
    for (let round = 0; round < 3; round++) {
      for (let failure = 0; failure < 4; failure++)
        expect((await attempt(app, email, WRONG)).status).toBe(401);
      expect((await attempt(app, email, PASSWORD)).status).toBe(200);
    }
  });

  it('does not start at a fifth attempt that is correct', async () => {
    const app = createTestApp();
    const email = await register(app);
    for (let failure = 0; failure < 4; failure++) await attempt(app, email, WRONG);
    expect((await attempt(app, email, PASSWORD)).status).toBe(200);
    expect((await attempt(app, email, WRONG)).status).toBe(401);
    expect((await attempt(app, email, PASSWORD)).status).toBe(200);
  });

  it('counts username and address together, and reports it only to the one tried', async () => {
    const app = createTestApp();
    const email = await register(app, freshEmail(), { username: 'margaret' });
    const before = app.hashes.count;
    for (const name of [email, 'margaret', email.toUpperCase(), 'MARGARET', email])
      await attempt(app, name, WRONG);
    // The whole account is locked: a correct password is treated like a wrong one.
    for (const name of ['margaret', email, 'margaret'])
      expect(await refusal(await attempt(app, name, PASSWORD))).toEqual([
        401,
        'invalid_credentials',
      ]);
    expect(app.hashes.count - before).toBe(8);
    for (const tries of [2, 0]) {
      for (let times = 0; times < tries; times++) await attempt(app, 'margaret', WRONG);
      await attempt(app, email, WRONG);
    }
    for (const name of ['margaret', email])
      expect(await refusal(await attempt(app, name, PASSWORD))).toEqual([403, 'account_locked']);
  });

  it('is mailed to the user once, with a link that unlocks once', async () => {
    const app = createTestApp();
    const email = await register(app);
    await Promise.all(Array.from({ length: 30 }, () => attempt(app, email, WRONG)));
    await app.deliverJobs();
    const notices = app.mails.filter(
      (mail) => mail.to === email && mail.subject.includes('locked'),
    );
    expect(notices).toHaveLength(1);

    const link = notices[0]?.links[0] ?? '';
    const token = tokenOf(link);
    expect((await app.fetch(new URL(link).pathname + new URL(link).search)).status).toBe(200);
    expect(await refusal(await attempt(app, email, PASSWORD))).toEqual([403, 'account_locked']);
    const press = () => pressForm(app, '/unlock-account', { token });
    expect((await press()).status).toBe(200);
    expect((await press()).status).toBe(401);
    expect((await attempt(app, email, PASSWORD)).status).toBe(200);
  });

  it('reveals a pending verification only to those who know the password', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    expect(await refusal(await attempt(app, email, WRONG))).toEqual([401, 'invalid_credentials']);
    for (let times = 0; times < 8; times++)
      expect(await refusal(await attempt(app, email, PASSWORD))).toEqual([
        403,
        'email_not_verified',
      ]);
  });

  it('limits a stolen session to five tries at the password', async () => {
    const app = createTestApp();
    const email = await register(app);
    const { access_token: token } = await signIn(app, email);
    const change = (old: string) =>
      app.auth.password.change.$post(
        { json: { old_password: old, new_password: 'another-Horse-8-battery' } },
        as(token),
      );
    const counts = await tally(await Promise.all(Array.from({ length: 20 }, () => change(WRONG))));
    expect(counts).toEqual({ invalid_credentials: 5, account_locked: 15 });
    expect(await refusal(await change(PASSWORD))).toEqual([403, 'account_locked']);
    expect((await attempt(app, email, PASSWORD)).status).toBe(200);
  });
});
