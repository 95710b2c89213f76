import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { editUsers } from '../support/edit-users.ts';
import { importUser } from '../support/import-user.ts';
import { as, mailedCode, pendingIn, refusal, tokensIn, WRONG } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import django from '../vectors/django.json';

const MINUTE = 60_000;
const vectors = [...new Set(django.vectors.map(({ format }) => format))].map((format) => {
  const vector = django.vectors.find(
    (candidate) => candidate.format === format && candidate.name === 'ASCII',
  );
  if (vector === undefined) throw new Error(`no vector of ${format}`);
  return vector;
});
/** Argon2 1.0, whose hashes have no version: from the reference implementation's tests. */
const old = {
  format: 'argon2 before 1.3',
  password: 'password',
  hash: 'argon2$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY',
};
const [pbkdf2] = vectors;
if (pbkdf2 === undefined) throw new Error('no vectors');

const logIn = (app: TestApp, email: string, password: string) =>
  app.auth.login.$post({ json: { email, password, token_delivery: 'body' } });
const hashOf = async (app: TestApp, email: string) =>
  app.env.DB.prepare('select password_hash from users where email = ?')
    .bind(email)
    .first<string>('password_hash');

describe('a user with an imported hash', () => {
  it.each([...vectors, old])(
    'signs in with the old password and then has an Argon2id hash: $format',
    async ({ password, hash }) => {
      const app = createTestApp();
      const email = await importUser(app, hash);
      expect(await refusal(await logIn(app, email, WRONG))).toEqual([401, 'invalid_credentials']);
      expect(await hashOf(app, email)).toBe(hash);

      expect((await logIn(app, email, password)).status).toBe(200);
      expect(await hashOf(app, email)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect((await logIn(app, email, password)).status).toBe(200);
      expect(await refusal(await logIn(app, email, WRONG))).toEqual([401, 'invalid_credentials']);
    },
  );

  it('can still use the old password after the rehash, in any Unicode composition', async () => {
    const app = createTestApp();
    const vector = django.vectors.find(({ name }) => name.startsWith('decomposed'));
    const email = await importUser(app, vector?.hash ?? '');
    const password = vector?.password ?? '';
    for (const spelling of [password, password, password.normalize('NFKC')])
      expect((await logIn(app, email, spelling)).status).toBe(200);
  });

  it('is locked out after five wrong passwords', async () => {
    const app = createTestApp();
    const email = await importUser(app, pbkdf2.hash);
    for (let attempt = 0; attempt < 5; attempt++)
      expect((await logIn(app, email, WRONG)).status).toBe(401);
    expect(await refusal(await logIn(app, email, pbkdf2.password))).toEqual([
      403,
      'account_locked',
    ]);
    expect(await hashOf(app, email)).toBe(pbkdf2.hash);
  });

  it('cannot sign in with a hash over the cost limit, which is never computed', async () => {
    const app = createTestApp();
    const email = await importUser(app, pbkdf2.hash.replace(/\$\d+\$/, '$1000000000$'));
    expect(await refusal(await logIn(app, email, pbkdf2.password))).toEqual([
      401,
      'invalid_credentials',
    ]);
  });

  it('cannot reuse the old password, even after a reset', async () => {
    const app = createTestApp();
    const email = await importUser(app, pbkdf2.hash);
    const reset = async (password: string) => {
      await app.deliverJobs();
      app.advance(2 * MINUTE);
      await app.auth['forgot-password'].$post({ json: { email } });
      const otp = await mailedCode(app, email);
      return app.auth['password-reset'].$post({ json: { email, otp, password } });
    };
    expect(await refusal(await reset(pbkdf2.password))).toEqual([400, 'password_reused']);
    expect((await reset('another-Horse-8-battery')).status).toBe(200);
    // The foreign hash is now a former one.
    expect(await refusal(await reset(pbkdf2.password))).toEqual([400, 'password_reused']);
    expect((await logIn(app, email, 'another-Horse-8-battery')).status).toBe(200);
  });

  it('changes the password with the old one before any rehash', async () => {
    const app = createTestApp();
    const email = await importUser(app, null);
    const access = await signInByCode(app, email);
    await editUsers('password_hash = ? where email = ?', pbkdf2.hash, email);
    const change = { old_password: pbkdf2.password, new_password: 'another-Horse-8-battery' };
    expect(
      await refusal(
        await app.auth.password.change.$post(
          { json: { ...change, old_password: WRONG } },
          as(access),
        ),
      ),
    ).toEqual([401, 'invalid_credentials']);
    expect((await app.auth.password.change.$post({ json: change }, as(access))).status).toBe(200);
    expect((await logIn(app, email, 'another-Horse-8-battery')).status).toBe(200);
  });
});

/** A hash of Django's `BCryptPasswordHasher` at bcrypt's lowest cost. */
const bcryptOf = (password: string) => `bcrypt$${hashSync(password, 4)}`;
const keyedByHmac = ['pbkdf2_sha256', 'scrypt'].map((format) => {
  const vector = django.vectors.find(
    (candidate) =>
      candidate.format === format && candidate.cost === 'cheap' && candidate.name === 'ASCII',
  );
  if (vector === undefined) throw new Error(`no cheap vector of ${format}`);
  return vector;
});

describe('a foreign hash that matches several passwords', () => {
  const P72 = `${'é'.repeat(30)}${'x'.repeat(12)}`;
  const long: [string, string, string][] = [
    ['a password longer than its 72 bytes', P72, `${P72} `],
    ['exactly the first 72 bytes of a longer password', `${P72} tail`, P72],
    [
      'a key that repeats after a zero byte',
      'hunter-2-Horse',
      'hunter-2-Horse\u0000hunter-2-Horse',
    ],
  ];

  it.each(long)('of bcrypt keeps the user’s own password: %s', async (_, owners, typed) => {
    const app = createTestApp();
    const hash = bcryptOf(owners);
    const email = await importUser(app, hash);
    expect((await logIn(app, email, typed)).status).toBe(200);
    expect(await hashOf(app, email)).toBe(hash);
    expect((await logIn(app, email, owners)).status).toBe(200);
  });

  it.each(long)('of bcrypt keeps it through the second step too: %s', async (_, owners, typed) => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const hash = bcryptOf(owners);
    const email = await importUser(app, hash);
    const login = async (password: string) => {
      app.advance(2 * MINUTE);
      const first = await logIn(app, email, password);
      const { mfa_token } = await pendingIn(first);
      const otp = await mailedCode(app, email);
      return app.auth.login['otp-verify'].$post({ json: { mfa_token, otp } });
    };
    expect((await login(typed)).status).toBe(200);
    expect(await hashOf(app, email)).toBe(hash);
    expect((await login(owners)).status).toBe(200);
  });

  it.each(keyedByHmac)(
    'through HMAC’s zero padding keeps the user’s own password: $format',
    async ({ password, hash }) => {
      const app = createTestApp();
      const email = await importUser(app, hash);
      expect((await logIn(app, email, `${password}\u0000`)).status).toBe(200);
      expect(await hashOf(app, email)).toBe(hash);
      expect((await logIn(app, email, password)).status).toBe(200);
    },
  );

  it('is replaced by the next change, and by a sign-in with at most 71 bytes', async () => {
    const app = createTestApp();
    const [long, short] = [P72, P72.slice(0, -1)];
    const email = await importUser(app, bcryptOf(long));
    const { access_token: access } = await tokensIn(await logIn(app, email, long));
    const change = { old_password: long, new_password: 'another-Horse-8-battery' };
    expect((await app.auth.password.change.$post({ json: change }, as(access))).status).toBe(200);
    expect(await hashOf(app, email)).toMatch(/^\$argon2id\$/);

    const other = await importUser(app, bcryptOf(short));
    expect((await logIn(app, other, short)).status).toBe(200);
    expect(await hashOf(app, other)).toMatch(/^\$argon2id\$/);
  });
});

async function signInByCode(app: TestApp, email: string): Promise<string> {
  await app.auth.otp.request.$post({ json: { email } });
  const otp = await mailedCode(app, email);
  const answer = await app.auth.otp.verify.$post({ json: { email, otp, token_delivery: 'body' } });
  expect(answer.status).toBe(200);
  return (await tokensIn(answer)).access_token;
}

describe('a user imported without a password', () => {
  it('signs in by mailed code, not by password, and sets one by a reset', async () => {
    const app = createTestApp();
    const email = await importUser(app, null);
    for (const password of ['', django.unusable, WRONG])
      expect((await logIn(app, email, password)).status).toBeGreaterThanOrEqual(400);
    await signInByCode(app, email);
    await app.auth['forgot-password'].$post({ json: { email } });
    const otp = await mailedCode(app, email);
    expect(
      (
        await app.auth['password-reset'].$post({
          json: { email, otp, password: 'another-Horse-8-battery' },
        })
      ).status,
    ).toBe(200);
    expect((await logIn(app, email, 'another-Horse-8-battery')).status).toBe(200);
  });
});

describe('a disabled imported user', () => {
  it('learns it only after the correct password', async () => {
    const app = createTestApp();
    const email = await importUser(app, pbkdf2.hash, { status: 'disabled' });
    expect(await refusal(await logIn(app, email, WRONG))).toEqual([401, 'invalid_credentials']);
    expect(await refusal(await logIn(app, email, pbkdf2.password))).toEqual([
      403,
      'account_disabled',
    ]);
  });
});
