import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
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
import {
  logIn,
  resend,
  rowsOf,
  SQUATTERS,
  signUp,
  signUpAndRead,
  type Verified,
  verify,
} from '../support/unproved.ts';

const NEW = 'another-Horse-8-battery';
const optional = () => createTestApp({ env: { EMAIL_VERIFICATION: 'optional' } });
const me = (app: TestApp, token: string) => app.auth.me.$get({}, { headers: bearer(token) });
const refresh = (app: TestApp, token: string) =>
  app.auth.token.refresh.$post({ json: { refresh: token } });

/** Expects that the prover is asked to set a password and can, and that no other password works. */
async function expectVoid(app: TestApp, email: string, answer: Verified): Promise<void> {
  expect(answer).toMatchObject({ password_reset_required: true });
  expect(answer).not.toHaveProperty('exchange_token');
  for (const password of [SQUATTERS, PASSWORD])
    expect(await refusal(await logIn(app, email, password))).toEqual([401, 'invalid_credentials']);
  const reset = await app.auth.password.reset.confirm.$post({
    json: { token: answer.reset_token ?? '', new_password: NEW },
  });
  expect(reset.status).toBe(200);
  expect((await logIn(app, email, NEW)).status).toBe(200);
  expect(await rowsOf(email)).toHaveLength(1);
}

describe('a password the prover does not claim', () => {
  it('is void when a stranger registered after the owner, whichever mail is opened', async () => {
    for (const which of ['owners', 'strangers'] as const) {
      const app = createTestApp();
      const email = freshEmail();
      const owners = await signUpAndRead(app, email);
      app.advance(1000);
      const strangers = await signUpAndRead(app, email, { password: SQUATTERS });
      const { token } = { owners, strangers }[which];
      await expectVoid(app, email, await verify(app, { token }));
    }
  });

  it('is void as well by the code of either mail', async () => {
    for (const index of [0, 1]) {
      const app = createTestApp();
      const email = freshEmail();
      const codes = [
        (await signUpAndRead(app, email)).code,
        (await signUpAndRead(app, email, { password: SQUATTERS })).code,
      ];
      await expectVoid(app, email, await verify(app, { email, otp: codes[index] }));
    }
  });

  it.each(['email/resend', 'otp/request'])(
    'is void when the owner requested a mail after a stranger registered: %s',
    async (path) => {
      for (const app of [createTestApp(), optional()]) {
        const email = freshEmail();
        await signUpAndRead(app, email, { password: SQUATTERS });
        app.advance(61_000);
        await app.post(`/api/v1/auth/${path}`, { email });
        const mail = await app.lastMail(email);
        expect(mail.subject).toContain('Confirm your email address');
        const signedIn = await app.auth.otp.verify.$post({
          json: { email, otp: mail.codes[0] ?? '' },
        });
        expect(await refusal(signedIn)).toEqual([401, 'otp_invalid']);
        await expectVoid(app, email, await verify(app, { token: tokenOf(mail.links[0]) }));
      }
    },
  );

  it('is void with the sessions of a stranger who signed in first, and the owner gets a new id', async () => {
    const app = optional();
    const email = freshEmail();
    const { id, token } = await signUpAndRead(app, email, {
      password: SQUATTERS,
      username: 'squatter',
    });
    const stranger = await signIn(app, email, { password: SQUATTERS });
    const answer = await verify(app, { token });
    expect((await me(app, stranger.access_token)).status).toBe(401);
    expect((await refresh(app, stranger.refresh_token)).status).toBe(401);
    await expectVoid(app, email, answer);
    const owner = await signIn(app, email, { password: NEW });
    expect(owner.user).toMatchObject({ email, username: null, email_verified: true });
    expect(owner.user.id).not.toBe(id);
    const about = await env.DB.prepare('select * from audit_events where user_id = ?')
      .bind(id)
      .all();
    expect(about.results).toEqual([]);
  });

  it('is void even if the stranger’s session has already expired', async () => {
    const app = optional();
    const email = freshEmail();
    const { id, token } = await signUpAndRead(app, email, { password: SQUATTERS });
    const { access_token: access } = await signIn(app, email, { password: SQUATTERS });
    await app.auth.logout.$post({ json: {} }, { headers: bearer(access) });
    await expectVoid(app, email, await verify(app, { token }));
    expect((await rowsOf(email)).map((row) => row.id)).not.toContain(id);
  });

  it('causes a verification mail to a user who signed in before the queue ran', async () => {
    const app = optional();
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    await signIn(app, email);
    expect((await app.lastMail(email)).subject).toContain('Confirm your email address');
  });
});

describe('a password the prover claims', () => {
  it('is kept by the registration cookie, whichever mail is opened and whoever else registered', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await signUpAndRead(app, email, { password: SQUATTERS });
    const { id, cookie } = await signUpAndRead(app, email);
    const { token } = await signUpAndRead(app, email, { password: SQUATTERS });
    const answer = await verify(app, { token }, cookie);
    expect(answer).toHaveProperty('exchange_token');
    expect(answer).not.toHaveProperty('reset_token');
    expect((await signIn(app, email)).user.id).toBe(id);
    expect(await rowsOf(email)).toMatchObject([{ id, verified: 1 }]);
    expect(await refusal(await logIn(app, email, SQUATTERS))).toEqual([401, 'invalid_credentials']);
  });

  it('is kept when it is sent along, whichever registration it belongs to', async () => {
    for (const at of [0, 1, 2]) {
      const app = createTestApp();
      const email = freshEmail();
      const ids: string[] = [];
      for (const index of [0, 1, 2]) {
        const password = index === at ? PASSWORD : `${SQUATTERS}-${index}`;
        ids.push((await signUp(app, email, { password })).id);
        app.advance(1000);
      }
      const token = await resend(app, email);
      expect(await verify(app, { token, password: PASSWORD })).toHaveProperty('exchange_token');
      expect((await signIn(app, email)).user.id).toBe(ids[at]);
      expect(await rowsOf(email)).toHaveLength(1);
    }
  });

  it('keeps its sessions', async () => {
    const app = optional();
    const email = freshEmail();
    const { token } = await signUpAndRead(app, email);
    app.advance(1000);
    const { id, cookie } = await signUp(app, email, { password: SQUATTERS });
    const tokens = await signIn(app, email, { password: SQUATTERS });
    expect(await verify(app, { token }, cookie)).toHaveProperty('exchange_token');
    expect(await (await me(app, tokens.access_token)).json()).toMatchObject({
      id,
      email_verified: true,
    });
    const fresh = await (await refresh(app, tokens.refresh_token)).json();
    const [, claims = ''] = fresh.access_token.split('.');
    expect(JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/')))).toMatchObject({
      email_verified: true,
    });
  });

  it('is kept by the mail of its registration while that is the only one and no one has signed in', async () => {
    for (const by of ['link', 'code']) {
      const app = createTestApp();
      const email = freshEmail();
      const { id, token, code } = await signUpAndRead(app, email);
      const answer = await verify(app, by === 'link' ? { token } : { email, otp: code });
      expect(answer).toHaveProperty('exchange_token');
      expect((await signIn(app, email)).user.id).toBe(id);
    }
  });

  it('is not claimed by a cookie of another address, a cookie under another secret, or a forged one', async () => {
    const app = createTestApp();
    const [email, other] = [freshEmail(), freshEmail()];
    const tossed = (await signUp(app, other, { password: SQUATTERS })).cookie;
    const { id } = await signUp(app, email, { password: SQUATTERS });
    const name = tossed.Cookie?.split('=')[0];
    const foreign = createTestApp({
      env: { AUTH_SECRET: 'another-secret-that-nobody-knows-0123456789' },
    });
    const forged = (await signUp(foreign, email, { password: SQUATTERS })).cookie;
    const cookies = [tossed, forged, { Cookie: `${name}=${id}.` }, { Cookie: `${name}=${id}` }];
    for (const cookie of cookies) {
      const target = freshEmail();
      await signUp(app, target, { password: SQUATTERS });
      const answer = await verify(app, { token: await resend(app, target) }, cookie);
      expect(answer).toMatchObject({ password_reset_required: true });
    }
  });

  it('is bound to the browser by a cookie that scripts cannot read and sibling domains cannot set', async () => {
    const app = createTestApp();
    const answers = [freshEmail(), await register(app)].map((email) =>
      app.auth.register.$post({ json: { email, password: PASSWORD } }),
    );
    for (const answer of await Promise.all(answers)) {
      const [cookie = ''] = answer.headers.getSetCookie();
      expect(cookie).toMatch(
        /^__Host-registration=[\w-]+\.[\w-]+; Max-Age=86400; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
    }
  });

  it('changes nothing when it is wrong, and does not use up the link or code', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await signUp(app, email, { password: SQUATTERS });
    const { token, code, cookie } = await signUpAndRead(app, email);
    const before = await rowsOf(email);
    for (let times = 0; times < 6; times++) {
      for (const body of [{ token }, { email, otp: code }]) {
        const answer = await app.auth.email.verify.$post({ json: { ...body, password: WRONG } });
        expect(await refusal(answer)).toEqual([401, 'invalid_credentials']);
      }
    }
    const despite = await app.auth.email.verify.$post(
      { json: { token, password: WRONG } },
      { headers: cookie },
    );
    expect(await refusal(despite)).toEqual([401, 'invalid_credentials']);
    expect(await rowsOf(email)).toEqual(before);
    expect(await verify(app, { token, password: PASSWORD })).toHaveProperty('exchange_token');
  });

  it('is not kept by a link mailed before all sessions were ended', async () => {
    const app = optional();
    const email = freshEmail();
    const { token, cookie } = await signUpAndRead(app, email);
    const { access_token: access } = await signIn(app, email);
    app.advance(1000);
    const changed = await app.auth.password.change.$post(
      { json: { old_password: PASSWORD, new_password: NEW } },
      { headers: bearer(access) },
    );
    expect(changed.status).toBe(200);
    const late = await app.auth.email.verify.$post({ json: { token } }, { headers: cookie });
    expect(await refusal(late)).toEqual([401, 'secret_invalid']);
    const fresh = await resend(app, email);
    expect(await verify(app, { token: fresh, password: NEW })).toHaveProperty('exchange_token');
  });
});

describe('registrations of one address', () => {
  it('share one mailbox whatever the spelling', async () => {
    const app = createTestApp();
    const squat = await signUp(app, 'V.ictim+x@googlemail.com', { password: SQUATTERS });
    app.advance(1000);
    await signUp(app, 'Victim@gmail.com');
    app.advance(61_000);
    await app.auth.email.resend.$post({ json: { email: 'victim@gmail.com' } });
    const token = tokenOf((await app.lastMail('Victim@gmail.com')).links[0]);
    expect(await verify(app, { token, password: PASSWORD })).toHaveProperty('exchange_token');
    const { user } = await signIn(app, 'vic.tim@gmail.com');
    expect(user).toMatchObject({ email: 'Victim@gmail.com' });
    expect((await rowsOf('victim@gmail.com')).map(({ id }) => id)).not.toContain(squat.id);
    await app.auth.register.$post({ json: { email: 'v.i.ctim@gmail.com', password: SQUATTERS } });
    expect(await rowsOf('victim@gmail.com')).toHaveLength(1);
  });

  it('are limited to the newest five; the link of a dropped one still proves the address', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const first = await signUpAndRead(app, email);
    const ids = [first.id];
    for (let index = 0; index < 7; index++) {
      app.advance(1000);
      ids.push((await signUp(app, email, { password: SQUATTERS })).id);
    }
    expect((await rowsOf(email)).map(({ id }) => id)).toEqual(ids.slice(-5));
    await expectVoid(app, email, await verify(app, { token: first.token }, first.cookie));
  });

  it('stay while they are in use, and a sixth gets the same response', async () => {
    const app = optional();
    const email = freshEmail();
    const used: string[] = [];
    for (let index = 0; index < 5; index++) {
      app.advance(1000);
      used.push((await signUp(app, email, { password: SQUATTERS })).id);
      await signIn(app, email, { password: SQUATTERS });
    }
    const { token, cookie } = await signUpAndRead(app, email);
    expect((await rowsOf(email)).map(({ id }) => id)).toEqual(used);
    await expectVoid(app, email, await verify(app, { token }, cookie));
  });

  it('are signed in to by the newest password or by the registering browser’s, for one hash each', async () => {
    for (const app of [createTestApp(), optional()]) {
      const email = freshEmail();
      const { cookie } = await signUp(app, email);
      app.advance(1000);
      await signUp(app, email, { password: SQUATTERS });
      const right = 'EMAIL_VERIFICATION' in app.env ? 200 : 403;
      const tries: [string, Record<string, string>, number][] = [
        [SQUATTERS, {}, right],
        [PASSWORD, cookie, right],
        [PASSWORD, {}, 401],
        [WRONG, cookie, 401],
      ];
      for (const [password, headers, status] of tries) {
        const before = app.hashes.count;
        const answer = await logIn(app, email, password, headers);
        expect([answer.status, app.hashes.count - before]).toEqual([status, 1]);
        if (status === 403) expect(await refusal(answer)).toEqual([403, 'email_not_verified']);
      }
    }
  });

  it('end with the proof: later ones are reported to the owner, and late links prove nothing', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const first = await signUpAndRead(app, email);
    app.advance(1000);
    const late = await signUpAndRead(app, email);
    await verify(app, { token: first.token }, first.cookie);
    for (const token of [first.token, late.token])
      expect(await refusal(await app.auth.email.verify.$post({ json: { token } }))).toEqual([
        401,
        'secret_invalid',
      ]);
    await app.auth.register.$post({ json: { email, password: SQUATTERS } });
    expect((await app.lastMail(email)).subject).toContain('already have');
    expect(await rowsOf(email)).toHaveLength(1);
  });
});

describe('a username', () => {
  it('belongs to a verified user only, so it reveals nothing about the address it was registered with', async () => {
    const app = createTestApp();
    const victim = await register(app);
    for (const email of [victim, freshEmail()]) {
      const username = `name${email.split('@')[0]}`;
      await signUp(app, email, { username });
      const answer = await app.auth.register.$post({
        json: {
          email: freshEmail(),
          password: PASSWORD,
          username: username.toUpperCase(),
        },
      });
      expect(answer.status).toBe(201);
    }
  });

  it('signs in verified users only', async () => {
    const app = optional();
    const email = freshEmail();
    const { token, cookie } = await signUpAndRead(app, email, { username: 'hedy' });
    const byName = () => app.auth.login.$post({ json: { username: 'hedy', password: PASSWORD } });
    expect(await refusal(await byName())).toEqual([401, 'invalid_credentials']);
    await verify(app, { token }, cookie);
    expect((await byName()).status).toBe(200);
  });

  it('taken by the time of the proof is dropped, and the response says so', async () => {
    const app = createTestApp();
    const [early, late] = [freshEmail(), freshEmail()];
    const first = await signUpAndRead(app, early, { username: 'lovelace' });
    const second = await signUpAndRead(app, late, { username: 'Lovelace' });
    expect(await verify(app, { token: second.token })).not.toHaveProperty('username_taken');
    expect(await verify(app, { token: first.token })).toMatchObject({
      username: null,
      username_taken: true,
      exchange_token: expect.any(String),
    });
    expect((await signIn(app, early)).user).toMatchObject({ username: null });
    expect((await signIn(app, late)).user).toMatchObject({ username: 'Lovelace' });
  });
});
