import { describe, expect, it } from 'vitest';
import { bookmark } from '../support/bookmark.ts';
import { giveRoles } from '../support/edit-users.ts';
import { bearer, newcomer, PASSWORD, refusal, signIn, tokenOf } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const NEW = 'another-Horse-8-battery';
const LATER = 'later-Horse-9-battery';
const login = (app: TestApp, email: string, password: string) =>
  app.post('/api/v1/auth/login', { email, password });

/** Sets a password by the link that was mailed last. */
async function reset(app: TestApp, email: string) {
  const token = tokenOf((await app.lastMail(email)).links[0]);
  return app.post('/api/v1/auth/password/reset/confirm', { token, new_password: LATER });
}

/** Somebody who changed their password after the moment that `restore` goes back to. */
async function changedSince(app: TestApp) {
  const person = await newcomer(app);
  const restore = await bookmark();
  app.advance(60_000);
  const change = { old_password: PASSWORD, new_password: NEW };
  const changed = await app.post(
    '/api/v1/auth/password/change',
    change,
    bearer(person.access_token),
  );
  expect(changed.status).toBe(200);
  const { access_token: token } = await changed.json<{ access_token: string }>();
  app.advance(60_000);
  return { ...person, token, restore };
}

describe('after a restore of the database', () => {
  it('nobody signs in whose password changed since, by the old password, the new one or a mailed code, until a reset', async () => {
    const app = createTestApp();
    const { email, restore } = await changedSince(app);
    await restore();
    for (const password of [PASSWORD, NEW]) {
      expect(await refusal(await login(app, email, password))).toEqual([
        401,
        'invalid_credentials',
      ]);
    }
    await app.post('/api/v1/auth/otp/request', { email });
    await app.deliverJobs();
    const otp = app.mails.findLast(({ to, codes }) => to === email && codes.length > 0)?.codes[0];
    expect((await app.post('/api/v1/auth/otp/verify', { email, otp })).status).toBe(401);

    app.advance(60_000);
    await app.post('/api/v1/auth/password/reset', { email });
    expect((await reset(app, email)).status).toBe(200);
    expect((await login(app, email, LATER)).status).toBe(200);
    for (const password of [PASSWORD, NEW])
      expect((await login(app, email, password)).status).toBe(401);
  });

  it('a sign-in that is refused for that mails its owner a link to a new password, within the limits of mails', async () => {
    const app = createTestApp();
    const { email, restore } = await changedSince(app);
    await restore();
    const mailed = () => app.mails.filter(({ to, links }) => to === email && links.length > 0);
    await app.deliverJobs();
    const before = mailed().length;
    expect((await login(app, email, NEW)).status).toBe(401);
    await app.deliverJobs();
    expect(mailed().length).toBe(before);

    expect((await login(app, email, PASSWORD)).status).toBe(401);
    await app.deliverJobs();
    expect(mailed().length).toBe(before + 1);
    expect(app.logs.map(({ event }) => event)).toContain('user_older_than_guard');
    expect((await login(app, email, PASSWORD)).status).toBe(401);
    await app.deliverJobs();
    expect(mailed().length).toBe(before + 1);

    expect((await reset(app, email)).status).toBe(200);
    expect((await login(app, email, LATER)).status).toBe(200);
  });

  it('a user whom an administrator has changed since is refused as well, though the password is right', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const restore = await bookmark();
    await giveRoles(['staff'], { id: person.user.id });
    await restore();
    expect(await refusal(await login(app, person.email, PASSWORD))).toEqual([
      401,
      'invalid_credentials',
    ]);
    await app.deliverJobs();
    expect((await reset(app, person.email)).status).toBe(200);
    expect((await login(app, person.email, LATER)).status).toBe(200);
  });

  it('no other change is written over what the guard knows: 503, and a line that says why', async () => {
    const app = createTestApp();
    const { restore, ...person } = await changedSince(app);
    await restore();
    const write = () =>
      app.fetch('/api/v1/auth/profile', {
        method: 'PATCH',
        headers: { ...bearer(person.token), 'Content-Type': 'application/json' },
        body: JSON.stringify({ first_name: 'Ada' }),
      });
    expect(await refusal(await write())).toEqual([503, 'storage_unavailable']);
    expect(app.logs.find(({ event }) => event === 'change_refused')?.fields).toMatchObject({
      user_id: person.user.id,
      why: 'older than its guard',
    });
    // Nothing was written, so nothing is pending: the session goes on.
    const me = await app.fetch('/api/v1/auth/me', { headers: bearer(person.token) });
    expect(await me.json()).toMatchObject({ email: person.email, first_name: '' });
  });

  it('sessions are as their guards know them: one that ended since is over, one that began since goes on', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const restore = await bookmark();
    const begun = await signIn(app, person.email);
    await app.fetch('/api/v1/auth/logout', {
      method: 'POST',
      headers: bearer(person.access_token),
    });
    await restore();
    expect(
      (await app.post('/api/v1/auth/token/refresh', { refresh: person.refresh_token })).status,
    ).toBe(401);
    expect(
      (await app.fetch('/api/v1/auth/me', { headers: bearer(begun.access_token) })).status,
    ).toBe(200);
    expect(
      (await app.post('/api/v1/auth/token/refresh', { refresh: begun.refresh_token })).status,
    ).toBe(200);
  });
});
