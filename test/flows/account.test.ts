import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { giveRoles } from '../support/edit-users.ts';
import {
  type Answer,
  as,
  freshEmail,
  mailedToken,
  newcomer,
  PASSWORD,
  refusal,
  register,
  signIn,
  tokenOf,
  WRONG,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const rows = async (query: string, ...values: unknown[]) =>
  (
    await env.DB.prepare(query)
      .bind(...values)
      .all()
  ).results;

describe('the profile', () => {
  it('changes the fields that are sent and shows the result', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const changed = await app.auth.profile.$patch(
      { json: { first_name: 'Ada', timezone: 'Europe/Vienna', username: 'Ada' } },
      as(person),
    );
    expect(changed.status).toBe(200);
    expect(await changed.json()).toMatchObject({
      first_name: 'Ada',
      timezone: 'Europe/Vienna',
      username: 'Ada',
      last_name: '',
    });
    const again = await app.auth.profile.$put({ json: { last_name: 'Lovelace' } }, as(person));
    expect(await again.json()).toMatchObject({
      first_name: 'Ada',
      last_name: 'Lovelace',
      username: 'Ada',
    });
    expect(await (await app.auth.me.$get({}, as(person))).json()).toMatchObject({
      first_name: 'Ada',
      last_name: 'Lovelace',
      username: 'Ada',
    });
    expect((await signIn(app, person.email, { email: undefined, username: 'aDA' })).user.id).toBe(
      person.user.id,
    );
    expect(
      await (await app.auth.profile.$patch({ json: { username: '' } }, as(person))).json(),
    ).toMatchObject({ username: null });
  });

  it('gives a username to one of several users who claim it at once, in any case', async () => {
    const app = createTestApp();
    const people = [await newcomer(app), await newcomer(app), await newcomer(app)];
    const answers: Answer[] = await Promise.all(
      people.map((person, index) =>
        app.auth.profile.$patch(
          { json: { username: index === 0 ? 'Grace' : 'grace' } },
          as(person),
        ),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const refused = answers.find(({ status }) => status === 409) as Answer;
    expect(await refused.json()).toMatchObject({
      code: 'username_taken',
      errors: [{ field: 'username' }],
    });
    expect(
      await rows("select * from audit_events where type = 'user.profile_changed'"),
    ).toHaveLength(1);
  });

  it('rejects unknown time zones and overlong names, and changes nothing', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    for (const body of [
      { timezone: 'Europe/Atlantis' },
      { timezone: '+01:00' },
      { first_name: 'x'.repeat(151) },
      { username: 'a@b' },
      { last_name: 3 as never },
    ]) {
      const answer = await app.auth.profile.$patch(
        { json: { display_name: 'changed', ...body } },
        as(person),
      );
      expect(await refusal(answer)).toEqual([400, 'validation_error']);
    }
    expect(await (await app.auth.me.$get({}, as(person))).json()).toMatchObject({
      display_name: '',
      timezone: 'UTC',
    });
  });

  it('records the first consent and keeps its time', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await app.auth.profile.$patch({ json: { terms_accepted: true } }, as(person));
    const at = app.clock();
    app.advance(1000);
    await app.auth.profile.$patch(
      { json: { terms_accepted: true, privacy_policy_accepted: true } },
      as(person),
    );
    expect(
      await rows(
        'select terms_accepted_at, privacy_policy_accepted_at from users where id = ?',
        person.user.id,
      ),
    ).toEqual([{ terms_accepted_at: at, privacy_policy_accepted_at: at + 1000 }]);
  });
});

describe('the export', () => {
  it('is a file with all stored data and no secret', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await signIn(app, person.email);
    const answer = await app.auth.account.export.$get({}, as(person));
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

describe('a change of email address', () => {
  const NEW = 'another-Horse-8-battery';
  const ask = (app: TestApp, token: string, email: string, password = PASSWORD) =>
    app.auth.email.change.$post({ json: { new_email: email, password } }, as(token));
  const mailTo = (app: TestApp, to: string, subject: string) =>
    app.mails.findLast((mail) => mail.to === to && mail.subject.includes(subject));
  const confirm = (app: TestApp, link: string | undefined) =>
    app.auth.email.change.confirm.$post({ json: { token: tokenOf(link) } });
  const undo = (app: TestApp, link: string | undefined) =>
    pressForm(app, '/undo-email-change', { token: tokenOf(link) });

  /** An account that a thief has just moved to their own address. */
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

  it('is confirmed once by the mailed link, and the old address is notified', async () => {
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
    expect(await (await app.auth.me.$get({}, as(person))).json()).toMatchObject({
      email: person.email,
    });
    const link = mailTo(app, next, 'Confirm')?.links[0];
    const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(app, link)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await (await app.auth.me.$get({}, as(person))).json()).toMatchObject({
      email: next,
      email_verified: true,
    });
    await app.deliverJobs();
    expect(mailTo(app, person.email, 'account was changed')).toBeDefined();
    expect((await signIn(app, next)).user.id).toBe(person.user.id);
    expect(
      await refusal(
        await app.auth.login.$post({ json: { email: person.email, password: PASSWORD } }),
      ),
    ).toEqual([401, 'invalid_credentials']);
  });

  it('never reveals whether the new address is taken', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const holder = await newcomer(app);
    const free = await ask(app, person.access_token, freshEmail());
    await app.deliverJobs();
    app.advance(61_000);
    const taken = await ask(app, person.access_token, holder.email);
    expect([taken.status, await taken.text()]).toEqual([free.status, await free.text()]);
    await app.deliverJobs();
    const links = mailTo(app, holder.email, 'already belongs')?.links;
    expect(links).toEqual(['https://auth.test/sign-in']);
  });

  it('fails for an address taken in between, and can be retried after a fault', async () => {
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

  it('voids secrets mailed to the old address', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await app.auth.password.reset.$post({ json: { email: person.email } });
    const reset = await mailedToken(app, person.email);
    const next = freshEmail();
    app.advance(1000);
    await ask(app, person.access_token, next);
    await app.deliverJobs();
    app.advance(1000);
    expect((await confirm(app, mailTo(app, next, 'Confirm')?.links[0])).status).toBe(200);
    expect(
      await refusal(
        await app.auth.password.reset.confirm.$post({ json: { token: reset, new_password: NEW } }),
      ),
    ).toEqual([401, 'secret_invalid']);
  });

  it('can be undone for 72 hours, even after a second change, and ends all sessions', async () => {
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
    expect((await app.auth.me.$get({}, as(thief))).status).toBe(401);
    expect(
      await refusal(await app.auth.token.refresh.$post({ json: { refresh: thief.refresh_token } })),
    ).toEqual([401, 'token_revoked']);
    expect(
      await refusal(
        await app.auth.login.$post({ json: { email: owner.email, password: PASSWORD } }),
      ),
    ).toEqual([401, 'invalid_credentials']);
    expect((await undo(app, thiefsUndo)).status).toBe(401);
    const reset = await mailedToken(app, owner.email);
    expect(
      (await app.auth.password.reset.confirm.$post({ json: { token: reset, new_password: NEW } }))
        .status,
    ).toBe(200);
    expect((await signIn(app, owner.email, { password: NEW })).user.id).toBe(owner.user.id);
    expect(
      await rows("select risk_level from audit_events where type = 'email.change_undone'"),
    ).toEqual([{ risk_level: 'critical' }]);
  });

  it('sends no undo link to an unverified address, which may be a stranger’s', async () => {
    const app = createTestApp({ env: { EMAIL_VERIFICATION: 'optional' } });
    const [typo, right] = [freshEmail(), freshEmail()];
    await app.auth.register.$post({ json: { email: typo, password: PASSWORD } });
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

  it('cannot be confirmed after an early undo, nor undone after 72 hours', async () => {
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
    'is void if the password that requested it is replaced (%s)',
    async (how) => {
      const app = createTestApp();
      const owner = await newcomer(app);
      const thief = await signIn(app, owner.email);
      const evil = freshEmail();
      await ask(app, thief.access_token, evil);
      await app.deliverJobs();
      app.advance(61_000);
      if (how === 'change')
        await app.auth.password.change.$post(
          { json: { old_password: PASSWORD, new_password: NEW } },
          as(owner),
        );
      else {
        const admin = await newcomer(app);
        await giveRoles(['admin'], { id: admin.user.id });
        expect(
          (
            await app.admin.users[':id'][':act'].$post(
              { param: { id: owner.user.id, act: 'force-reset' }, json: {} },
              as(admin),
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

  it('can be confirmed a second after a confirmation failed half-way', async () => {
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

  it('can be undone by the owner although a thief undid a later change first', async () => {
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

  it('sends no usable link from mails that were queued when it was undone', async () => {
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

  it('voids a reset link created while the address changes', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const next = freshEmail();
    await ask(app, person.access_token, next);
    await app.deliverJobs();
    app.advance(61_000);
    const link = mailTo(app, next, 'Confirm')?.links[0];
    await app.auth.password.reset.$post({ json: { email: person.email } });
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
        await app.auth.password.reset.confirm.$post({ json: { token: reset, new_password: NEW } }),
      ),
    ).toEqual([401, 'secret_invalid']);
  });

  it('voids links to the old address, even after the guard forgot them', async () => {
    const app = createTestApp({
      env: { PASSWORD_RESET_TTL: String(7 * 86_400), EMAIL_VERIFICATION_TTL: String(7 * 86_400) },
    });
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    const first = await mailedToken(app, email);
    app.advance(61_000);
    await app.auth.email.resend.$post({ json: { email } });
    const verification = await mailedToken(app, email);
    await app.auth.email.verify.$post({ json: { token: first } });
    await app.auth.password.reset.$post({ json: { email } });
    const reset = await mailedToken(app, email);
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
        await app.auth.password.reset.confirm.$post({ json: { token: reset, new_password: NEW } }),
      ),
    ).toEqual(refused);
    expect(
      await refusal(await app.auth.email.verify.$post({ json: { token: verification } })),
    ).toEqual(refused);
  });
});
