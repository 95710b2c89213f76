import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../src/wiring/services.ts';
import { giveRoles } from '../support/edit-users.ts';
import {
  type Answer,
  as,
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  refusal,
  register,
  signIn,
  type Tokens,
  tokenOf,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { logIn, rowsOf, SQUATTERS, signUp, signUpAndRead, verify } from '../support/unproved.ts';

const NEW = 'another-Horse-8-battery';
const optional = () => createTestApp({ env: { EMAIL_VERIFICATION: 'optional' } });
const mailTo = (app: TestApp, to: string, subject: string) =>
  app.mails.findLast((mail) => mail.to === to && mail.subject.includes(subject));
const confirmReset = (app: TestApp, token = '', password = NEW) =>
  app.auth.password.reset.confirm.$post({ json: { token, new_password: password } });
const me = (app: TestApp, { access_token: token }: Tokens) =>
  app.auth.me.$get({}, { headers: bearer(token) });

/** Requests a change of address and confirms it. */
async function move(app: TestApp, person: Tokens, to: string): Promise<Answer> {
  app.advance(61_000);
  const asked = await app.auth.email.change.$post(
    { json: { new_email: to, password: PASSWORD } },
    as(person),
  );
  expect(asked.status).toBe(200);
  await app.deliverJobs();
  return confirmMove(app, to);
}
const confirmMove = (app: TestApp, to: string) =>
  app.auth.email.change.confirm.$post({
    json: {
      token: tokenOf(mailTo(app, to, 'new email address')?.links[0]),
    },
  });

/** An account moved away from its address, and the link that undoes the change. */
async function movedAway(app: TestApp) {
  const email = await register(app);
  const owner = { ...(await signIn(app, email)), email };
  const thief = await signIn(app, email);
  const next = freshEmail();
  expect((await move(app, thief, next)).status).toBe(200);
  await app.deliverJobs();
  const link = tokenOf(mailTo(app, email, 'account was changed')?.links[0]);
  const undo = () => pressForm(app, '/undo-email-change', { token: link });
  return { owner, thief, next, undo };
}

/** Registers an address as a stranger and, where allowed, signs in. */
async function squat(app: TestApp, email: string): Promise<{ id: string; tokens: Tokens | null }> {
  app.advance(1000);
  const { id } = await signUp(app, email, { password: SQUATTERS });
  const tokens =
    'EMAIL_VERIFICATION' in app.env ? await signIn(app, email, { password: SQUATTERS }) : null;
  return { id, tokens };
}

async function expectGone(app: TestApp, { id, tokens }: Awaited<ReturnType<typeof squat>>) {
  expect(await env.DB.prepare('select id from users where id = ?').bind(id).first()).toBeNull();
  if (tokens === null) return;
  expect((await me(app, tokens)).status).toBe(401);
  const refreshed = await app.auth.token.refresh.$post({ json: { refresh: tokens.refresh_token } });
  expect(refreshed.status).toBe(401);
}

describe.each([
  ['required', createTestApp],
  ['optional', optional],
] as const)('an address held by a squatter, verification %s', (_, start) => {
  it('can still be changed to', async () => {
    const app = start();
    const person = await newcomer(app);
    const next = freshEmail();
    const before = await squat(app, next);
    const moved = await move(app, person, next);
    expect(moved.status).toBe(200);
    await expectGone(app, before);
    expect(await rowsOf(next)).toMatchObject([{ id: person.user.id, verified: 1 }]);
    expect((await signIn(app, next)).user.id).toBe(person.user.id);
  });

  it('can be changed to even if the squatter came between the mail and the click', async () => {
    const app = start();
    const person = await newcomer(app);
    const next = freshEmail();
    await app.auth.email.change.$post(
      { json: { new_email: next, password: PASSWORD } },
      as(person),
    );
    await app.deliverJobs();
    const strangers = [await squat(app, next), await squat(app, next)];
    expect((await confirmMove(app, next)).status).toBe(200);
    for (const stranger of strangers) await expectGone(app, stranger);
    expect((await signIn(app, next)).user.id).toBe(person.user.id);
  });

  it('returns to its owner by the undo link', async () => {
    const app = start();
    const { owner, undo } = await movedAway(app);
    const stranger = await squat(app, owner.email);
    expect((await undo()).status).toBe(200);
    await expectGone(app, stranger);
    const reset = tokenOf((await app.lastMail(owner.email)).links[0]);
    expect((await confirmReset(app, reset)).status).toBe(200);
    expect((await signIn(app, owner.email, { password: NEW })).user.id).toBe(owner.user.id);
  });

  it('does not return once another user has proved it', async () => {
    const app = start();
    const { owner, undo, next } = await movedAway(app);
    await register(app, owner.email);
    expect((await undo()).status).toBe(401);
    expect((await rowsOf(next))[0]?.id).toBe(owner.user.id);
  });

  it.each(['link', 'code'])(
    'is recovered by a reset, by %s, which locks the squatter out',
    async (by) => {
      const app = start();
      const email = freshEmail();
      const strangers = [await squat(app, email)];
      app.advance(61_000);
      await app.post(`/api/v1/auth/${by === 'link' ? 'password/reset' : 'forgot-password'}`, {
        email,
      });
      const mail = await app.lastMail(email);
      // A registration in between disarms nothing.
      strangers.push(await squat(app, email));
      const reset = (password: string) =>
        by === 'link'
          ? confirmReset(app, tokenOf(mail.links[0]), password)
          : app.auth['password-reset'].$post({
              json: { email, otp: mail.codes[0] ?? '', password },
            });
      expect(await refusal(await reset('weak'))).toEqual([400, 'password_too_weak']);
      expect(await rowsOf(email)).toHaveLength(2);
      expect((await reset(NEW)).status).toBe(200);
      const owner = await signIn(app, email, { password: NEW });
      expect(owner.user).toMatchObject({ email, email_verified: true });
      expect(await rowsOf(email)).toHaveLength(1);
      for (const stranger of strangers) {
        if (stranger.tokens !== null || stranger.id !== owner.user.id)
          await expectGone(app, stranger);
      }
      expect(await refusal(await logIn(app, email, SQUATTERS))).toEqual([
        401,
        'invalid_credentials',
      ]);
    },
  );
});

describe('a reset of an unverified account', () => {
  it('keeps the account of the browser that registered it, and ends its sessions', async () => {
    const app = optional();
    const email = freshEmail();
    const { id, cookie } = await signUp(app, email, { username: 'curie' });
    const tokens = await signIn(app, email);
    const stranger = await squat(app, email);
    await app.auth.password.reset.$post({ json: { email } });
    const token = tokenOf((await app.lastMail(email)).links[0]);
    const done = await app.auth.password.reset.confirm.$post(
      { json: { token, new_password: NEW } },
      { headers: cookie },
    );
    expect(done.status).toBe(200);
    expect((await me(app, tokens)).status).toBe(401);
    await expectGone(app, stranger);
    expect((await signIn(app, email, { password: NEW })).user).toMatchObject({
      id,
      username: 'curie',
    });
  });

  it('drops a username that was taken in between', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await signUp(app, email, { username: 'noether' });
    await register(app, freshEmail(), { username: 'noether' });
    await app.auth.password.reset.$post({ json: { email } });
    const token = tokenOf((await app.lastMail(email)).links[0]);
    expect((await confirmReset(app, token)).status).toBe(200);
    expect((await signIn(app, email, { password: NEW })).user).toMatchObject({ username: null });
  });
});

describe('the link that undoes a change of address', () => {
  it.each(['password/change', 'a reset', 'an admin', 'a second move'])(
    'still works after all sessions are ended: %s',
    async (how) => {
      const app = createTestApp();
      const { owner, thief, next, undo } = await movedAway(app);
      app.advance(61_000);
      if (how === 'password/change') {
        const changed = await app.auth.password.change.$post(
          { json: { old_password: PASSWORD, new_password: NEW } },
          as(thief),
        );
        expect(changed.status).toBe(200);
      } else if (how === 'a reset') {
        await app.auth.password.reset.$post({ json: { email: next } });
        const token = tokenOf((await app.lastMail(next)).links[0]);
        expect((await confirmReset(app, token)).status).toBe(200);
      } else if (how === 'an admin') {
        const operator = createServices({ env: app.env, defer: () => undefined, clock: app.clock });
        await operator.operator.endSessions(next);
        await app.deliverJobs();
      } else expect((await move(app, thief, freshEmail())).status).toBe(200);
      app.advance(71 * 3_600_000);
      expect((await undo()).status).toBe(200);
      expect(await rowsOf(owner.email)).toMatchObject([{ id: owner.user.id, has_password: 0 }]);
      app.advance(61_000);
      const reset = tokenOf((await app.lastMail(owner.email)).links[0]);
      expect((await confirmReset(app, reset, `${NEW}-again`)).status).toBe(200);
    },
  );

  it('removes the second factor added since, and no other', async () => {
    const setSecondStep = (app: TestApp, { access_token: token }: Tokens, enabled: boolean) =>
      app.auth.mfa.email.$put(
        { json: { enabled, password: PASSWORD } },
        { headers: bearer(token) },
      );
    for (const added of ['before', 'since']) {
      const app = createTestApp();
      const email = await register(app);
      const owner = await signIn(app, email);
      if (added === 'before') await setSecondStep(app, owner, true);
      const next = freshEmail();
      expect((await move(app, owner, next)).status).toBe(200);
      await app.deliverJobs();
      app.advance(1000);
      expect((await setSecondStep(app, owner, true)).status).toBe(200);
      const token = tokenOf(mailTo(app, email, 'account was changed')?.links[0]);
      expect((await pressForm(app, '/undo-email-change', { token })).status).toBe(200);
      app.advance(61_000);
      const reset = tokenOf((await app.lastMail(email)).links[0]);
      await confirmReset(app, reset);
      const answer = await (await logIn(app, email, NEW)).json();
      expect('otp_required' in (answer as object)).toBe(added === 'before');
    }
  });
});

describe('an administrator', () => {
  const official = async (app: TestApp) => {
    const admin = await newcomer(app);
    await giveRoles(['admin'], { id: admin.user.id });
    return signIn(app, admin.email);
  };
  const act = (app: TestApp, admin: Tokens, id: string, name: string) =>
    app.post(`/api/v1/admin/users/${id}/${name}`, {}, bearer(admin.access_token));
  const setRoles = (app: TestApp, admin: Tokens, id: string) =>
    app.client.api.v1.admin.users[':id'].roles.$put(
      { param: { id }, json: { roles: ['admin'] } },
      as(admin),
    );

  it.each([
    ['required', createTestApp],
    ['optional', optional],
  ] as const)('vouches for an address but for no password, verification %s', async (_, start) => {
    const app = start();
    const admin = await official(app);
    const email = freshEmail();
    const other = await squat(app, email);
    app.advance(1000);
    const squatter = await squat(app, email);
    expect(await refusal(await setRoles(app, admin, squatter.id))).toEqual([403, 'forbidden']);
    app.mails.splice(0);
    expect(await (await act(app, admin, squatter.id, 'verify-email')).json()).toMatchObject({
      email_verified: true,
    });
    if (squatter.tokens !== null) {
      expect((await me(app, squatter.tokens)).status).toBe(401);
      const { refresh_token: refresh } = squatter.tokens;
      expect((await app.auth.token.refresh.$post({ json: { refresh } })).status).toBe(401);
    }
    await expectGone(app, other);
    expect((await setRoles(app, admin, squatter.id)).status).toBe(200);
    expect(await refusal(await logIn(app, email, SQUATTERS))).toEqual([401, 'invalid_credentials']);
    const reset = tokenOf((await app.lastMail(email)).links[0]);
    expect((await confirmReset(app, reset)).status).toBe(200);
    expect((await signIn(app, email, { password: NEW })).user.id).toBe(squatter.id);
  });

  it('changes nothing by vouching for an address its owner has proved', async () => {
    const app = createTestApp();
    const admin = await official(app);
    const person = await newcomer(app);
    app.mails.splice(0);
    expect((await act(app, admin, person.user.id, 'verify-email')).status).toBe(200);
    await app.deliverJobs();
    expect(app.mails).toEqual([]);
    expect((await me(app, person)).status).toBe(200);
    expect((await signIn(app, person.email)).user.id).toBe(person.user.id);
  });

  it('can repeat what failed half-way, so that the mail is sent', async () => {
    const app = createTestApp();
    const admin = await official(app);
    const email = freshEmail();
    const { id } = await squat(app, email);
    await app.deliverJobs();
    const failing = createTestApp({
      env: { JOBS: { send: () => Promise.reject(new Error('down')) } },
    });
    failing.advance(app.clock() - failing.clock());
    expect((await act(failing, admin, id, 'verify-email')).status).toBe(503);
    expect((await act(app, admin, id, 'verify-email')).status).toBe(200);
    const reset = tokenOf((await app.lastMail(email)).links[0]);
    expect((await confirmReset(app, reset)).status).toBe(200);
  });

  it('leaves a username to the user who proved their address first', async () => {
    const app = createTestApp();
    const admin = await official(app);
    const { id } = await signUp(app, freshEmail(), { username: 'turing' });
    await register(app, freshEmail(), { username: 'Turing' });
    expect(await (await act(app, admin, id, 'verify-email')).json()).toMatchObject({
      email_verified: true,
      username: null,
    });
  });

  it('cannot vouch for the second of two accounts with one address', async () => {
    const app = createTestApp();
    const admin = await official(app);
    const email = freshEmail();
    const [first, second] = [await signUp(app, email), await signUp(app, email)];
    expect((await act(app, admin, first.id, 'verify-email')).status).toBe(200);
    expect(await refusal(await act(app, admin, second.id, 'verify-email'))).toEqual([
      404,
      'not_found',
    ]);
  });

  it('closes an address by disabling its account: it gets no mail and its links do not work', async () => {
    const app = createTestApp();
    const admin = await official(app);
    const email = freshEmail();
    const { id, token } = await signUpAndRead(app, email);
    expect((await act(app, admin, id, 'disable')).status).toBe(200);
    app.advance(61_000);
    app.mails.splice(0);
    await signUp(app, email);
    for (const path of ['email/resend', 'otp/request', 'password/reset', 'forgot-password'])
      await app.post(`/api/v1/auth/${path}`, { email });
    await app.deliverJobs();
    expect(app.mails).toEqual([]);
    expect(await refusal(await app.auth.email.verify.$post({ json: { token } }))).toEqual([
      401,
      'secret_invalid',
    ]);
    expect((await act(app, admin, id, 'enable')).status).toBe(200);
    app.advance(61_000);
    await app.auth.email.resend.$post({ json: { email } });
    const fresh = tokenOf((await app.lastMail(email)).links[0]);
    const proved = await verify(app, { token: fresh, password: PASSWORD });
    expect(proved).toHaveProperty('exchange_token');
  });
});

describe('the operator', () => {
  it.each([
    ['required', createTestApp],
    ['optional', optional],
  ] as const)('cannot make an admin of a squatter, verification %s', async (_, start) => {
    const app = start();
    const email = freshEmail();
    const strangers = [await squat(app, email), await squat(app, email)];
    const { operator } = createServices({ env: app.env, defer: () => undefined, clock: app.clock });
    const made = await operator.create(email);
    expect(made).toMatchObject({ email, roles: ['user', 'admin'], email_verified: true });
    for (const stranger of strangers)
      if (stranger.tokens !== null || stranger.id !== made.id) await expectGone(app, stranger);
    expect(await refusal(await logIn(app, email, SQUATTERS))).toEqual([401, 'invalid_credentials']);
    expect(await rowsOf(email)).toMatchObject([{ verified: 1, has_password: 0 }]);
    // The second time it changes nothing.
    expect(await operator.create(email)).toMatchObject({ id: made.id });
  });
});
