import { env as realEnv } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { readDjangoHash } from '../../src/methods/password/django-hash.ts';
import { kindOf } from '../../src/methods/password/hash-kinds.ts';
import { countHops } from '../support/count-hops.ts';
import { editUsers } from '../support/edit-users.ts';
import { importUser } from '../support/import-user.ts';
import {
  bearer,
  freshEmail,
  PASSWORD,
  refusal,
  register,
  signIn,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import django from '../vectors/django.json';

const AUTH = '/api/v1/auth';
const cheap = django.vectors.filter(({ cost, name }) => cost === 'cheap' && name === 'ASCII');
const [first] = cheap;
if (first === undefined) throw new Error('no vectors');

const kindOfText = (text: string) => {
  const { hash } = readDjangoHash(text);
  return hash === undefined ? 'own' : kindOf(hash);
};
/** The service, configured for accounts with hashes of these kinds: all, or some. */
const appWith = (shares: Record<string, number>, vars: Record<string, unknown> = {}) =>
  createTestApp({ env: { IMPORTED_PASSWORD_HASHES: JSON.stringify(shares), ...vars } });
const logIn = (app: TestApp, name: string, password = WRONG) =>
  app.auth.login.$post({ json: { [name.includes('@') ? 'email' : 'username']: name, password } });

/** Hashes computed while `work` ran: the kinds of imported ones, then the number of native ones. */
async function hashed(app: TestApp, work: () => Promise<unknown>) {
  const [imported, own] = [app.imported.length, app.hashes.count];
  await work();
  return { imported: app.imported.slice(imported), own: app.hashes.count - own };
}

describe('an unknown name, where accounts have imported hashes', () => {
  it.each(cheap)('costs the same hash as such an account: $hash', async ({ hash }) => {
    const kind = kindOfText(hash);
    const setting = JSON.stringify({ [kind]: 1 });
    const seen = [];
    const known = await importUser(createTestApp(), hash);
    for (const email of [known, freshEmail()]) {
      const counter = countHops({ ...realEnv, IMPORTED_PASSWORD_HASHES: setting });
      const app = createTestApp({ env: counter.env });
      const work = await hashed(app, async () =>
        expect(await refusal(await logIn(app, email))).toEqual([401, 'invalid_credentials']),
      );
      // After the answer an event is recorded: at the guard of who there is, else in D1.
      const calls = counter
        .read()
        .calls.map((call) => call.replace(/guard\.record|d1\.run/, 'event'));
      seen.push({ work, calls });
    }
    expect(seen[0]?.work).toEqual({ imported: [kind], own: 0 });
    expect(seen[1]).toEqual(seen[0]);
  });

  it('gets the same kind of hash each time, and every kind has its share of names', async () => {
    const kinds = [...cheap.map(({ hash }) => kindOfText(hash)), 'own'];
    const app = appWith(Object.fromEntries(kinds.map((kind) => [kind, 1])));
    const again = appWith(Object.fromEntries(kinds.toReversed().map((kind) => [kind, 1])));
    const met = new Set<string>();
    for (let index = 0; index < 60; index++) {
      const name = `nobody-${index}`;
      const work = await hashed(app, () => logIn(app, name));
      expect(work.imported.length + work.own).toBe(1);
      met.add(work.imported[0] ?? 'own');
      expect(await hashed(again, () => logIn(again, name))).toEqual(work);
      expect(await hashed(app, () => logIn(app, name.toUpperCase()))).toEqual(work);
    }
    expect(met).toEqual(new Set(kinds));
  });

  it('costs one native hash where nothing is configured', async () => {
    const app = createTestApp();
    expect(await hashed(app, () => logIn(app, freshEmail()))).toEqual({ imported: [], own: 1 });
  });

  it('is turned away when the queue is full, as an imported account is', async () => {
    const kind = kindOfText(first.hash);
    const hanging: (() => void)[] = [];
    const app = createTestApp({
      env: { IMPORTED_PASSWORD_HASHES: JSON.stringify({ [kind]: 1 }) },
      verifyImported: () => new Promise((resolve) => hanging.push(() => resolve(false))),
    });
    const known = await importUser(app, first.hash);
    const strangers = Array.from({ length: 8 }, () => logIn(app, freshEmail()));
    await expect.poll(() => hanging.length).toBeGreaterThan(0);
    for (const email of [known, freshEmail()]) {
      const answer = await logIn(app, email);
      expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '10']);
    }
    const done = Promise.all(strangers);
    const release = setInterval(() => hanging.splice(0).forEach((end) => void end()), 5);
    expect(new Set((await done).map(({ status }) => status))).toEqual(new Set([401]));
    clearInterval(release);
  });
});

describe('an account without a usable password', () => {
  const kind = kindOfText(first.hash);

  it('is hashed like an unknown name when it has no password', async () => {
    const app = appWith({ [kind]: 1 });
    const email = await importUser(app, null);
    expect(await hashed(app, () => logIn(app, email))).toEqual({ imported: [kind], own: 0 });
  });

  it('is hashed as before while it is locked under its other name', async () => {
    const app = appWith({ own: 1 });
    const username = `ada${crypto.randomUUID().slice(0, 8)}`;
    const email = await importUser(app, first.hash, { username, usernameNormalized: username });
    for (let failure = 0; failure < 5; failure++) await logIn(app, email);
    expect(await refusal(await logIn(app, email))).toEqual([403, 'account_locked']);
    const work = await hashed(app, async () =>
      expect(await refusal(await logIn(app, username, first.password))).toEqual([
        401,
        'invalid_credentials',
      ]),
    );
    expect(work).toEqual({ imported: [kind], own: 0 });
  });

  it('is hashed likewise by every route that confirms a password', async () => {
    const app = appWith({ [kind]: 1 });
    const routes: [string, object][] = [
      ['password/change', { old_password: WRONG, new_password: 'another-Horse-8-battery' }],
      ['email/change', { new_email: freshEmail(), password: WRONG }],
    ];
    for (const [path, body] of routes) {
      const person = await signIn(app, await register(app));
      const ask = () => app.post(`${AUTH}/${path}`, body, bearer(person.access_token));
      expect(await hashed(app, ask)).toEqual({ imported: [], own: 1 });
      await editUsers('password_hash = null where id = ?', person.user.id);
      expect([path, await hashed(app, ask)]).toEqual([path, { imported: [kind], own: 0 }]);
    }
  });
});

describe('routes that check no password of an unverified name', () => {
  it.each([
    ['register', { password: PASSWORD }, 1],
    ['email/verify', { otp: '000001', password: WRONG }, 0],
    ['password-reset', { otp: '000001', password: PASSWORD }, 0],
    ['otp/verify', { otp: '000001' }, 0],
  ])('%s costs the same hash for imported and unknown accounts', async (path, body, own) => {
    const app = appWith({ [kindOfText(first.hash)]: 1 });
    for (const email of [await importUser(app, first.hash), freshEmail()]) {
      const ask = () => app.post(`${AUTH}/${path}`, { email, ...body });
      expect(await hashed(app, ask)).toEqual({ imported: [], own });
    }
  });
});
