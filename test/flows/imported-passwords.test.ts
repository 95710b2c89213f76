import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { editUsers } from '../support/edit-users.ts';
import { importUser } from '../support/import-user.ts';
import { bearer, refusal, WRONG } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import django from '../vectors/django.json';

const AUTH = '/api/v1/auth';
const MINUTE = 60_000;
const vectors = [...new Set(django.vectors.map(({ format }) => format))].map((format) => {
  const vector = django.vectors.find(
    (candidate) => candidate.format === format && candidate.name === 'ASCII',
  );
  if (vector === undefined) throw new Error(`no vector of ${format}`);
  return vector;
});
/** Argon2 1.0, which names no version: from the tests of the reference implementation. */
const old = {
  format: 'argon2 before 1.3',
  password: 'password',
  hash: 'argon2$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY',
};
const [pbkdf2] = vectors;
if (pbkdf2 === undefined) throw new Error('no vectors');

const logIn = (app: TestApp, email: string, password: string) =>
  app.post(`${AUTH}/login`, { email, password, token_delivery: 'body' });
const hashOf = async (app: TestApp, email: string) =>
  app.env.DB.prepare('select password_hash from users where email = ?')
    .bind(email)
    .first<string>('password_hash');

describe('somebody whose hash was imported', () => {
  it.each([...vectors, old])(
    'signs in with the old password and has an Argon2id hash from then on: $format',
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

  it('is rehashed so that the old spelling of the password works on, however it is composed', async () => {
    const app = createTestApp();
    const vector = django.vectors.find(({ name }) => name.startsWith('decomposed'));
    const email = await importUser(app, vector?.hash ?? '');
    const password = vector?.password ?? '';
    for (const spelling of [password, password, password.normalize('NFKC')])
      expect((await logIn(app, email, spelling)).status).toBe(200);
  });

  it('is locked out by five wrong passwords like anybody', async () => {
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

  it('cannot sign in by a hash beyond the bounds, which never runs', async () => {
    const app = createTestApp();
    const email = await importUser(app, pbkdf2.hash.replace(/\$\d+\$/, '$1000000000$'));
    expect(await refusal(await logIn(app, email, pbkdf2.password))).toEqual([
      401,
      'invalid_credentials',
    ]);
  });

  it('cannot take the old password as the new one, not even after a reset', async () => {
    const app = createTestApp();
    const email = await importUser(app, pbkdf2.hash);
    const reset = async (password: string) => {
      await app.deliverJobs();
      app.advance(2 * MINUTE);
      await app.post(`${AUTH}/forgot-password`, { email });
      const { codes } = await app.lastMail(email);
      return app.post(`${AUTH}/password-reset`, { email, otp: codes[0], password });
    };
    expect(await refusal(await reset(pbkdf2.password))).toEqual([400, 'password_reused']);
    expect((await reset('another-Horse-8-battery')).status).toBe(200);
    // The foreign hash is a former one now.
    expect(await refusal(await reset(pbkdf2.password))).toEqual([400, 'password_reused']);
    expect((await logIn(app, email, 'another-Horse-8-battery')).status).toBe(200);
  });

  it('changes it by confirming the old one, before any rehash', async () => {
    const app = createTestApp();
    const email = await importUser(app, null);
    const access = await signInByCode(app, email);
    await editUsers('password_hash = ? where email = ?', pbkdf2.hash, email);
    const change = { old_password: pbkdf2.password, new_password: 'another-Horse-8-battery' };
    expect(
      await refusal(
        await app.post(
          `${AUTH}/password/change`,
          { ...change, old_password: WRONG },
          bearer(access),
        ),
      ),
    ).toEqual([401, 'invalid_credentials']);
    expect((await app.post(`${AUTH}/password/change`, change, bearer(access))).status).toBe(200);
    expect((await logIn(app, email, 'another-Horse-8-battery')).status).toBe(200);
  });
});

/** What Django's `BCryptPasswordHasher` makes of a password, at bcrypt's least cost. */
const bcryptOf = (password: string) => `bcrypt$${hashSync(password, 4)}`;
const keyedByHmac = ['pbkdf2_sha256', 'scrypt'].map((format) => {
  const vector = django.vectors.find(
    (candidate) =>
      candidate.format === format && candidate.cost === 'cheap' && candidate.name === 'ASCII',
  );
  if (vector === undefined) throw new Error(`no cheap vector of ${format}`);
  return vector;
});

describe('a foreign hash that takes more than one password', () => {
  const P72 = `${'é'.repeat(30)}${'x'.repeat(12)}`;
  const long: [string, string, string][] = [
    ['one that is longer than its 72 bytes', P72, `${P72} `],
    ['exactly its 72 bytes, of a password that was longer', `${P72} tail`, P72],
    ['a key that goes round after a zero', 'hunter-2-Horse', 'hunter-2-Horse\u0000hunter-2-Horse'],
  ];

  it.each(long)('of bcrypt keeps the owner’s own password: %s', async (_, owners, typed) => {
    const app = createTestApp();
    const hash = bcryptOf(owners);
    const email = await importUser(app, hash);
    expect((await logIn(app, email, typed)).status).toBe(200);
    expect(await hashOf(app, email)).toBe(hash);
    expect((await logIn(app, email, owners)).status).toBe(200);
  });

  it.each(long)('… through the second step too: %s', async (_, owners, typed) => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const hash = bcryptOf(owners);
    const email = await importUser(app, hash);
    const login = async (password: string) => {
      app.advance(2 * MINUTE);
      const first = await logIn(app, email, password);
      const { mfa_token } = await first.json<{ mfa_token: string }>();
      const { codes } = await app.lastMail(email);
      return app.post(`${AUTH}/login/otp-verify`, { mfa_token, otp: codes[0] });
    };
    expect((await login(typed)).status).toBe(200);
    expect(await hashOf(app, email)).toBe(hash);
    expect((await login(owners)).status).toBe(200);
  });

  it.each(keyedByHmac)(
    'by the zeros that HMAC appends keeps the owner’s own password: $format',
    async ({ password, hash }) => {
      const app = createTestApp();
      const email = await importUser(app, hash);
      expect((await logIn(app, email, `${password}\u0000`)).status).toBe(200);
      expect(await hashOf(app, email)).toBe(hash);
      expect((await logIn(app, email, password)).status).toBe(200);
    },
  );

  it('is replaced by the next change, and by any sign-in with 71 bytes or fewer', async () => {
    const app = createTestApp();
    const [long, short] = [P72, P72.slice(0, -1)];
    const email = await importUser(app, bcryptOf(long));
    const { access_token: access } = await (await logIn(app, email, long)).json<{
      access_token: string;
    }>();
    const change = { old_password: long, new_password: 'another-Horse-8-battery' };
    expect((await app.post(`${AUTH}/password/change`, change, bearer(access))).status).toBe(200);
    expect(await hashOf(app, email)).toMatch(/^\$argon2id\$/);

    const other = await importUser(app, bcryptOf(short));
    expect((await logIn(app, other, short)).status).toBe(200);
    expect(await hashOf(app, other)).toMatch(/^\$argon2id\$/);
  });
});

async function signInByCode(app: TestApp, email: string): Promise<string> {
  await app.post(`${AUTH}/otp/request`, { email });
  const { codes } = await app.lastMail(email);
  const answer = await app.post(`${AUTH}/otp/verify`, {
    email,
    otp: codes[0],
    token_delivery: 'body',
  });
  expect(answer.status).toBe(200);
  return (await answer.json<{ access_token: string }>()).access_token;
}

describe('somebody who was imported without a password', () => {
  it('signs in by a mailed code, by no password, and sets one by a reset', async () => {
    const app = createTestApp();
    const email = await importUser(app, null);
    for (const password of ['', django.unusable, WRONG])
      expect((await logIn(app, email, password)).status).toBeGreaterThanOrEqual(400);
    await signInByCode(app, email);
    await app.post(`${AUTH}/forgot-password`, { email });
    const { codes } = await app.lastMail(email);
    expect(
      (
        await app.post(`${AUTH}/password-reset`, {
          email,
          otp: codes[0],
          password: 'another-Horse-8-battery',
        })
      ).status,
    ).toBe(200);
    expect((await logIn(app, email, 'another-Horse-8-battery')).status).toBe(200);
  });
});

describe('somebody who was disabled', () => {
  it('is told so after the right password alone', async () => {
    const app = createTestApp();
    const email = await importUser(app, pbkdf2.hash, { status: 'disabled' });
    expect(await refusal(await logIn(app, email, WRONG))).toEqual([401, 'invalid_credentials']);
    expect(await refusal(await logIn(app, email, pbkdf2.password))).toEqual([
      403,
      'account_disabled',
    ]);
  });
});
