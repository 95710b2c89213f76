import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { giveRoles } from '../support/edit-users.ts';
import {
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  refusal,
  register,
  signIn,
  tokenOf,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const json = { 'Content-Type': 'application/json' };
const send = (app: TestApp, method: string, path: string, token: string, body: unknown) =>
  app.fetch(`/api/v1/auth${path}`, {
    method,
    headers: { ...bearer(token), ...json },
    body: JSON.stringify(body),
  });
const rows = async (query: string, ...values: unknown[]) =>
  (
    await env.DB.prepare(query)
      .bind(...values)
      .all()
  ).results;
const me = (app: TestApp, token: string) =>
  app.fetch('/api/v1/auth/me', { headers: bearer(token) });

describe('the profile', () => {
  it('is changed by what is sent, and shown changed', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const changed = await send(app, 'PATCH', '/profile', person.access_token, {
      first_name: 'Ada',
      timezone: 'Europe/Vienna',
      username: 'Ada',
    });
    expect(changed.status).toBe(200);
    expect(await changed.json()).toMatchObject({
      first_name: 'Ada',
      timezone: 'Europe/Vienna',
      username: 'Ada',
      last_name: '',
    });
    const again = await send(app, 'PUT', '/profile', person.access_token, {
      last_name: 'Lovelace',
    });
    expect(await again.json()).toMatchObject({
      first_name: 'Ada',
      last_name: 'Lovelace',
      username: 'Ada',
    });
    expect(await (await me(app, person.access_token)).json()).toMatchObject({
      first_name: 'Ada',
      last_name: 'Lovelace',
      username: 'Ada',
    });
    expect((await signIn(app, person.email, { email: undefined, username: 'aDA' })).user.id).toBe(
      person.user.id,
    );
    expect(
      await (await send(app, 'PATCH', '/profile', person.access_token, { username: '' })).json(),
    ).toMatchObject({ username: null });
  });

  it('gives a username to one of all who want it at once, whatever its case', async () => {
    const app = createTestApp();
    const people = [await newcomer(app), await newcomer(app), await newcomer(app)];
    const answers = await Promise.all(
      people.map((person, index) =>
        send(app, 'PATCH', '/profile', person.access_token, {
          username: index === 0 ? 'Grace' : 'grace',
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const refused = answers.find(({ status }) => status === 409) as Response;
    expect(await refused.json()).toMatchObject({
      code: 'username_taken',
      errors: [{ field: 'username' }],
    });
    expect(
      await rows("select * from audit_events where type = 'user.profile_changed'"),
    ).toHaveLength(1);
  });

  it('refuses zones that are none and names that are too long, and changes nothing', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    for (const body of [
      { timezone: 'Europe/Atlantis' },
      { timezone: '+01:00' },
      { first_name: 'x'.repeat(151) },
      { username: 'a@b' },
      { last_name: 3 },
    ]) {
      const answer = await send(app, 'PATCH', '/profile', person.access_token, {
        display_name: 'changed',
        ...body,
      });
      expect(await refusal(answer)).toEqual([400, 'validation_error']);
    }
    expect(await (await me(app, person.access_token)).json()).toMatchObject({
      display_name: '',
      timezone: 'UTC',
    });
  });

  it('notes the first consent and keeps its time', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await send(app, 'PATCH', '/profile', person.access_token, { terms_accepted: true });
    const at = app.clock();
    app.advance(1000);
    await send(app, 'PATCH', '/profile', person.access_token, {
      terms_accepted: true,
      privacy_policy_accepted: true,
    });
    expect(
      await rows(
        'select terms_accepted_at, privacy_policy_accepted_at from users where id = ?',
        person.user.id,
      ),
    ).toEqual([{ terms_accepted_at: at, privacy_policy_accepted_at: at + 1000 }]);
  });
});

describe('the export', () => {
  it('is a file with everything that is held, and no secret', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await signIn(app, person.email);
    const answer = await app.fetch('/api/v1/auth/account/export', {
      headers: bearer(person.access_token),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Disposition')).toBe(
      `attachment; filename="account-${person.user.id}.json"`,
    );
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const text = await answer.text();
    expect(text).not.toContain('argon2');
    const body = JSON.parse(text) as Record<string, unknown> & {
      sessions: unknown[];
      audit_events: { event_type: string }[];
    };
    expect(body).toMatchObject({
      schema_version: 1,
      user: {
        id: person.user.id,
        email: person.email,
        status: 'active',
        roles: ['user'],
        timezone: 'UTC',
      },
      password: { is_set: true, former_passwords_kept: 0 },
    });
    expect(body.sessions).toHaveLength(2);
    expect(body.audit_events.map((event) => event.event_type)).toEqual(
      expect.arrayContaining([
        'user.registered',
        'user.email_verified',
        'session.started',
        'account.exported',
      ]),
    );
  });
});

describe('a change of address', () => {
  const NEW = 'another-Horse-8-battery';
  const ask = (app: TestApp, token: string, email: string, password = PASSWORD) =>
    send(app, 'POST', '/email/change', token, { new_email: email, password });
  const mailTo = (app: TestApp, to: string, subject: string) =>
    app.mails.findLast((mail) => mail.to === to && mail.subject.includes(subject));
  const confirm = (app: TestApp, link: string | undefined) =>
    app.post('/api/v1/auth/email/change/confirm', { token: tokenOf(link) });
  const undo = (app: TestApp, link: string | undefined) =>
    app.fetch('/undo-email-change', {
      method: 'POST',
      body: new URLSearchParams({ token: tokenOf(link) }),
    });

  /** An account whose thief has just moved it to an address of their own. */
  async function theft() {
    const app = createTestApp();
    const owner = await newcomer(app);
    const thief = await signIn(app, owner.email);
    const first = freshEmail();
    await ask(app, thief.access_token, first);
    await app.deliverJobs();
    app.advance(61_000);
    await confirm(app, mailTo(app, first, 'Confirm')?.links[0]);
    await app.deliverJobs();
    return { app, owner, thief, first };
  }

  it('is done by the link to the new address, once, and told to the old one', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const next = freshEmail();
    expect(await refusal(await ask(app, person.access_token, next, WRONG))).toEqual([
      401,
      'invalid_credentials',
    ]);
    expect(await refusal(await ask(app, person.access_token, person.email))).toEqual([
      400,
      'validation_error',
    ]);
    expect((await ask(app, person.access_token, next)).status).toBe(200);
    await app.deliverJobs();
    expect(await (await me(app, person.access_token)).json()).toMatchObject({
      email: person.email,
    });
    const link = mailTo(app, next, 'Confirm')?.links[0];
    const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(app, link)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await (await me(app, person.access_token)).json()).toMatchObject({
      email: next,
      email_verified: true,
    });
    await app.deliverJobs();
    expect(mailTo(app, person.email, 'account was changed')).toBeDefined();
    expect((await signIn(app, next)).user.id).toBe(person.user.id);
    expect(
      await refusal(
        await app.post('/api/v1/auth/login', { email: person.email, password: PASSWORD }),
      ),
    ).toEqual([401, 'invalid_credentials']);
  });

  it('never tells whether the new address is taken', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const holder = await newcomer(app);
    const free = await ask(app, person.access_token, freshEmail());
    await app.deliverJobs();
    app.advance(61_000);
    const taken = await ask(app, person.access_token, holder.email);
    expect([taken.status, await taken.text()]).toEqual([free.status, await free.text()]);
    await app.deliverJobs();
    expect(mailTo(app, holder.email, 'already belongs')?.links).toEqual([]);
  });

  it('fails for an address that was taken meanwhile, and on a write that fails works on the retry', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const next = freshEmail();
    await ask(app, person.access_token, next);
    await app.deliverJobs();
    const link = mailTo(app, next, 'Confirm')?.links[0];
    const broken = createTestApp({
      env: { JOBS: { send: () => Promise.reject(new Error('down')) } },
    });
    expect((await confirm(broken, link)).status).toBe(503);
    expect((await confirm(app, link)).status).toBe(200);

    const late = freshEmail();
    app.advance(61_000);
    await ask(app, person.access_token, late);
    await app.deliverJobs();
    const lateLink = mailTo(app, late, 'Confirm')?.links[0];
    await register(app, late);
    expect(await refusal(await confirm(app, lateLink))).toEqual([401, 'secret_invalid']);
  });

  it('makes worthless what was mailed to the old address', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await app.post('/api/v1/auth/password/reset', { email: person.email });
    const reset = tokenOf((await app.lastMail(person.email)).links[0]);
    const next = freshEmail();
    app.advance(1000);
    await ask(app, person.access_token, next);
    await app.deliverJobs();
    app.advance(1000);
    expect((await confirm(app, mailTo(app, next, 'Confirm')?.links[0])).status).toBe(200);
    expect(
      await refusal(
        await app.post('/api/v1/auth/password/reset/confirm', { token: reset, new_password: NEW }),
      ),
    ).toEqual([401, 'secret_invalid']);
  });

  it('is taken back from the old address for 72 hours, even if the thief moved on: sessions end, the password is void', async () => {
    const app = createTestApp();
    const owner = await newcomer(app);
    const thief = await signIn(app, owner.email);
    const [first, second] = [freshEmail(), freshEmail()];
    await ask(app, thief.access_token, first);
    await app.deliverJobs();
    const notice = mailTo(app, owner.email, 'is about to change');
    app.advance(61_000);
    await confirm(app, mailTo(app, first, 'Confirm')?.links[0]);
    app.advance(61_000);
    await ask(app, thief.access_token, second);
    await app.deliverJobs();
    const thiefsUndo = mailTo(app, first, 'is about to change')?.links[0];
    app.advance(61_000);
    await confirm(app, mailTo(app, second, 'Confirm')?.links[0]);

    app.advance(71 * 3_600_000);
    const page = await app.fetch(
      new URL(notice?.links[0] ?? '').pathname + new URL(notice?.links[0] ?? '').search,
    );
    expect(await page.text()).toContain('Keep this address');
    expect((await undo(app, notice?.links[0])).status).toBe(200);
    expect((await me(app, thief.access_token)).status).toBe(401);
    expect(
      await refusal(await app.post('/api/v1/auth/token/refresh', { refresh: thief.refresh_token })),
    ).toEqual([401, 'token_revoked']);
    expect(
      await refusal(
        await app.post('/api/v1/auth/login', { email: owner.email, password: PASSWORD }),
      ),
    ).toEqual([401, 'invalid_credentials']);
    expect((await undo(app, thiefsUndo)).status).toBe(401);
    const reset = tokenOf((await app.lastMail(owner.email)).links[0]);
    expect(
      (await app.post('/api/v1/auth/password/reset/confirm', { token: reset, new_password: NEW }))
        .status,
    ).toBe(200);
    expect((await signIn(app, owner.email, { password: NEW })).user.id).toBe(owner.user.id);
    expect(
      await rows("select risk_level from audit_events where type = 'email.change_undone'"),
    ).toEqual([{ risk_level: 'critical' }]);
  });

  it('gives an address that was never verified no say: whoever reads its mail may be a stranger', async () => {
    const app = createTestApp({ env: { EMAIL_VERIFICATION: 'optional' } });
    const [typo, right] = [freshEmail(), freshEmail()];
    await app.post('/api/v1/auth/register', { email: typo, password: PASSWORD });
    const person = await signIn(app, typo);
    await app.deliverJobs();
    app.mails.splice(0);
    await ask(app, person.access_token, right);
    await app.deliverJobs();
    expect((await confirm(app, mailTo(app, right, 'Confirm')?.links[0])).status).toBe(200);
    await app.deliverJobs();
    expect(app.mails.filter((mail) => mail.to === typo)).toEqual([]);
    expect((await signIn(app, right)).user.id).toBe(person.user.id);
  });

  it('is taken back before it is done, and then cannot be done; after 72 hours it stays', async () => {
    const app = createTestApp();
    const owner = await newcomer(app);
    const next = freshEmail();
    await ask(app, owner.access_token, next);
    await app.deliverJobs();
    app.advance(1000);
    const notice = mailTo(app, owner.email, 'is about to change')?.links[0];
    expect((await undo(app, notice)).status).toBe(200);
    expect(await refusal(await confirm(app, mailTo(app, next, 'Confirm')?.links[0]))).toEqual([
      401,
      'secret_invalid',
    ]);

    const other = await newcomer(app);
    await ask(app, other.access_token, freshEmail());
    await app.deliverJobs();
    app.advance(72 * 3_600_000);
    expect((await undo(app, mailTo(app, other.email, 'is about to change')?.links[0])).status).toBe(
      401,
    );
  });

  it.each(['change', 'force'])(
    'a pending change of address dies with the password it was asked for by (%s)',
    async (how) => {
      const app = createTestApp();
      const owner = await newcomer(app);
      const thief = await signIn(app, owner.email);
      const evil = freshEmail();
      await ask(app, thief.access_token, evil);
      await app.deliverJobs();
      app.advance(61_000);
      if (how === 'change')
        await send(app, 'POST', '/password/change', owner.access_token, {
          old_password: PASSWORD,
          new_password: NEW,
        });
      else {
        const admin = await newcomer(app);
        await giveRoles(['admin'], { id: admin.user.id });
        expect(
          (
            await app.post(
              `/api/v1/admin/users/${owner.user.id}/force-reset`,
              {},
              bearer(admin.access_token),
            )
          ).status,
        ).toBe(200);
      }
      expect(await refusal(await confirm(app, mailTo(app, evil, 'Confirm')?.links[0]))).toEqual([
        401,
        'secret_invalid',
      ]);
    },
  );

  it('a confirmation that failed half-way works a second later', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const next = freshEmail();
    await ask(app, person.access_token, next);
    await app.deliverJobs();
    const link = mailTo(app, next, 'Confirm')?.links[0];
    const broken = createTestApp({
      env: { JOBS: { send: () => Promise.reject(new Error('down')) } },
    });
    broken.advance(60_000);
    app.advance(61_000);
    expect((await confirm(broken, link)).status).toBe(503);
    expect((await confirm(app, link)).status).toBe(200);
    await app.deliverJobs();
    expect(mailTo(app, person.email, 'account was changed')).toBeDefined();
  });

  it('a thief who undoes first does not take the undo from the owner', async () => {
    const { app, owner, thief, first } = await theft();
    const second = freshEmail();
    const owners = mailTo(app, owner.email, 'account was changed')?.links[0];
    app.advance(61_000);
    await ask(app, thief.access_token, second);
    await app.deliverJobs();
    app.advance(1000);
    expect((await undo(app, mailTo(app, first, 'about to change')?.links[0])).status).toBe(200);
    app.advance(1000);
    expect((await undo(app, owners)).status).toBe(200);
  });

  it('mails of a change that were still queued when it was undone are worth nothing', async () => {
    const { app, owner, thief, first } = await theft();
    const second = freshEmail();
    app.advance(61_000);
    await ask(app, thief.access_token, second);
    app.advance(1000);
    expect(
      (await undo(app, mailTo(app, owner.email, 'account was changed')?.links[0])).status,
    ).toBe(200);
    app.advance(1000);
    await app.deliverJobs();
    const late = mailTo(app, first, 'about to change')?.links[0];
    expect(late === undefined ? 401 : (await undo(app, late)).status).toBe(401);
    const link = mailTo(app, second, 'Confirm')?.links[0];
    expect(link === undefined ? 401 : (await confirm(app, link)).status).toBe(401);
  });

  it('a reset link that is made while the address changes is worth nothing', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const next = freshEmail();
    await ask(app, person.access_token, next);
    await app.deliverJobs();
    app.advance(61_000);
    const link = mailTo(app, next, 'Confirm')?.links[0];
    await app.post('/api/v1/auth/password/reset', { email: person.email });
    const DB = {
      prepare: (query: string) => env.DB.prepare(query),
      batch: async (statements: D1PreparedStatement[]) => {
        slow.advance(50);
        app.advance(50);
        await app.deliverJobs();
        return env.DB.batch(statements);
      },
    };
    const slow = createTestApp({ env: { DB } });
    slow.advance(app.clock() - slow.clock());
    expect((await confirm(slow, link)).status).toBe(200);
    app.advance(1000);
    const reset = tokenOf(mailTo(app, person.email, 'eset')?.links[0]);
    expect(
      await refusal(
        await app.post('/api/v1/auth/password/reset/confirm', { token: reset, new_password: NEW }),
      ),
    ).toEqual([401, 'secret_invalid']);
  });

  it('a link to the old address is void for as long as it lives, whatever the guard forgot', async () => {
    const app = createTestApp({
      env: { PASSWORD_RESET_TTL: String(7 * 86_400), EMAIL_VERIFICATION_TTL: String(7 * 86_400) },
    });
    const email = freshEmail();
    await app.post('/api/v1/auth/register', { email, password: PASSWORD });
    const first = tokenOf((await app.lastMail(email)).links[0]);
    app.advance(61_000);
    await app.post('/api/v1/auth/email/resend', { email });
    const verification = tokenOf((await app.lastMail(email)).links[0]);
    await app.post('/api/v1/auth/email/verify', { token: first });
    await app.post('/api/v1/auth/password/reset', { email });
    const reset = tokenOf((await app.lastMail(email)).links[0]);
    const person = await signIn(app, email);
    const next = freshEmail();
    await ask(app, person.access_token, next);
    await app.deliverJobs();
    app.advance(1000);
    expect((await confirm(app, mailTo(app, next, 'Confirm')?.links[0])).status).toBe(200);
    app.advance(73 * 3_600_000);
    await runInDurableObject(
      env.ACCOUNT_GUARD.getByName(person.user.id),
      async (_, { storage }) => {
        storage.sql.exec('delete from used_secrets where expires_at <= ?', app.clock());
      },
    );
    const refused = [401, 'secret_invalid'];
    expect(
      await refusal(
        await app.post('/api/v1/auth/password/reset/confirm', { token: reset, new_password: NEW }),
      ),
    ).toEqual(refused);
    expect(
      await refusal(await app.post('/api/v1/auth/email/verify', { token: verification })),
    ).toEqual(refused);
  });
});
