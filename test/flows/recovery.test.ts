import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { unwritableDatabase } from '../support/faults.ts';
import { bringLedger } from '../support/ledger.ts';
import { createPageClient } from '../support/page-client.ts';
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
  tokenOf,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const NEW = 'another-Horse-8-battery';
const MINUTE = 60_000;
const NUMBERED = (n: number) => `another-Horse-${n}-battery`;

async function resetLink(app: TestApp, email: string): Promise<string> {
  await app.auth.password.reset.$post({ json: { email } });
  return tokenOf((await app.lastMail(email)).links[0]);
}
async function resetCode(app: TestApp, email: string): Promise<string> {
  await app.auth['forgot-password'].$post({ json: { email } });
  return (await app.lastMail(email)).codes[0] ?? '';
}
const confirm = (app: TestApp, token: string, password = NEW) =>
  app.auth.password.reset.confirm.$post({ json: { token, new_password: password } });
const login = (app: TestApp, email: string, password: string) =>
  app.auth.login.$post({ json: { email, password } });
const change = (app: TestApp, token: string, from: string, to: string) =>
  app.auth.password.change.$post(
    { json: { old_password: from, new_password: to } },
    { headers: bearer(token) },
  );
const onceOf = (n: number) => [200, ...Array<number>(n - 1).fill(401)];

describe('a password reset', () => {
  it('by link sets the password, ends all sessions, issues no tokens and notifies the owner', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const response = await confirm(app, await resetLink(app, person.email));
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-device_/)]);
    expect(Object.keys((await response.json()) as object)).toEqual(['message']);

    expect(await refusal(await app.auth.me.$get({}, as(person)))).toEqual([401, 'token_revoked']);
    expect(
      await refusal(
        await app.auth.token.refresh.$post({ json: { refresh: person.refresh_token } }),
      ),
    ).toEqual([401, 'token_revoked']);
    expect((await app.lastMail(person.email)).subject).toContain('password was reset');
    expect((await login(app, person.email, PASSWORD)).status).toBe(401);
    expect((await login(app, person.email, NEW)).status).toBe(200);
  });

  it('by code sets the password, ends all sessions, issues no tokens and notifies the owner', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const otp = await resetCode(app, person.email);
    expect(
      (
        await app.auth['password-reset'].$post({
          json: { email: person.email, otp, password: NEW },
        })
      ).status,
    ).toBe(200);
    expect((await app.auth.me.$get({}, as(person))).status).toBe(401);
    expect((await login(app, person.email, NEW)).status).toBe(200);
  });

  it('succeeds once for fifty parallel uses of its link, and of its code', async () => {
    const app = createTestApp();
    const email = await register(app);
    const token = await resetLink(app, email);
    const byLink = await Promise.all(Array.from({ length: 50 }, () => confirm(app, token)));
    expect(byLink.map((answer) => answer.status).sort()).toEqual(onceOf(50));

    app.advance(2 * MINUTE);
    const otp = await resetCode(app, email);
    const byCode = await Promise.all(
      Array.from({ length: 50 }, () =>
        app.auth['password-reset'].$post({ json: { email, otp, password: NUMBERED(9) } }),
      ),
    );
    expect(byCode.map((answer) => answer.status).sort()).toEqual(onceOf(50));
  });

  it('checks at most five of two hundred parallel guesses, and a new code allows no more', async () => {
    const app = createTestApp();
    const email = await register(app);
    const otp = await resetCode(app, email);
    const wrong = Array.from({ length: 200 }, (_, index) => String(900_000 + index)).filter(
      (code) => code !== otp,
    );
    await Promise.all(
      wrong.map((code) =>
        app.auth['password-reset'].$post({ json: { email, otp: code, password: NEW } }),
      ),
    );
    expect(
      await refusal(
        await app.auth['password-reset'].$post({ json: { email, otp, password: NEW } }),
      ),
    ).toEqual([401, 'otp_invalid']);
    app.advance(MINUTE);
    const again = await resetCode(app, email);
    expect(again).not.toBe(otp);
    expect(
      await refusal(
        await app.auth['password-reset'].$post({ json: { email, otp: again, password: NEW } }),
      ),
    ).toEqual([401, 'otp_invalid']);
    app.advance(5 * MINUTE);
    const later = await resetCode(app, email);
    expect(
      (await app.auth['password-reset'].$post({ json: { email, otp: later, password: NEW } }))
        .status,
    ).toBe(200);
  });

  it('releases the link when the write fails, so that a retry works', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const token = await resetLink(app, person.email);
    expect(
      await refusal(await confirm(createTestApp({ env: { DB: unwritableDatabase() } }), token)),
    ).toEqual([503, 'storage_unavailable']);
    // Until its deadline D1 might still write it.
    expect((await login(app, person.email, PASSWORD)).status).toBe(503);
    app.advanceWall(MINUTE);
    expect((await login(app, person.email, PASSWORD)).status).toBe(200);
    expect((await confirm(app, token)).status).toBe(200);
  });

  it('keeps the link valid when the new password is rejected', async () => {
    const app = createTestApp();
    const email = await register(app);
    const token = await resetLink(app, email);
    expect(await refusal(await confirm(app, token, 'short'))).toEqual([400, 'password_too_weak']);
    expect(await refusal(await confirm(app, token, PASSWORD))).toEqual([400, 'password_reused']);
    expect((await confirm(app, token)).status).toBe(200);
  });

  it('does not bypass the second factor', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    expect((await confirm(app, await resetLink(app, email))).status).toBe(200);
    expect(await (await login(app, email, NEW)).json()).toMatchObject({ otp_required: true });
  });

  it('voids links and codes mailed before it', async () => {
    const app = createTestApp();
    const email = await register(app);
    const older = await resetLink(app, email);
    app.advance(2 * MINUTE);
    const code = await resetCode(app, email);
    app.advance(1000);
    expect(
      (await app.auth['password-reset'].$post({ json: { email, otp: code, password: NEW } }))
        .status,
    ).toBe(200);
    expect((await confirm(app, older, NUMBERED(9))).status).toBe(401);
  });

  it.each(['the refresh comes first', 'the reset comes first'])(
    'racing with a refresh leaves no session: %s',
    async (order) => {
      const app = createTestApp();
      const person = await newcomer(app);
      const token = await resetLink(app, person.email);
      const refreshFirst = order === 'the refresh comes first';
      let other: Promise<Answer> | null = null;
      // The second call waits at the guard until the first is done.
      const guards = {
        getByName: (name: string) =>
          new Proxy(env.ACCOUNT_GUARD.getByName(name), {
            get: (stub, key) =>
              key === (refreshFirst ? 'prepare' : 'rotate')
                ? async (...args: unknown[]) => {
                    other ??= refreshFirst
                      ? app.auth.token.refresh.$post({ json: { refresh: person.refresh_token } })
                      : confirm(app, token);
                    await other;
                    return (stub as unknown as Record<string, (...given: unknown[]) => unknown>)[
                      key
                    ]?.(...args);
                  }
                : Reflect.get(stub, key),
          }),
      };
      const slow = createTestApp({ env: { ACCOUNT_GUARD: guards } });
      const second = refreshFirst
        ? await confirm(slow, token)
        : await slow.auth.token.refresh.$post({ json: { refresh: person.refresh_token } });
      const first = await (other as unknown as Promise<Answer>);
      expect([first.status, second.status]).toEqual([200, refreshFirst ? 200 : 401]);
      const refresh = refreshFirst
        ? ((await first.json()) as { refresh_token: string }).refresh_token
        : person.refresh_token;
      expect(await refusal(await app.auth.token.refresh.$post({ json: { refresh } }))).toEqual([
        401,
        'token_revoked',
      ]);
    },
  );

  it('racing with refreshes and sign-ins leaves no session opened by the old password', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const token = await resetLink(app, person.email);
    const [reset, ...others] = await Promise.all([
      confirm(app, token),
      ...Array.from({ length: 5 }, () =>
        app.auth.token.refresh.$post({ json: { refresh: person.refresh_token } }),
      ),
      ...Array.from({ length: 5 }, () =>
        app.auth.login.$post({
          json: {
            email: person.email,
            password: PASSWORD,
            token_delivery: 'body',
          },
        }),
      ),
    ]);
    expect(reset.status).toBe(200);
    for (const answer of others.filter((other) => other.status === 200)) {
      const tokens = (await answer.json()) as { access_token: string; refresh_token: string };
      expect((await app.auth.me.$get({}, as(tokens))).status).toBe(401);
      expect(
        (await app.auth.token.refresh.$post({ json: { refresh: tokens.refresh_token } })).status,
      ).toBe(401);
    }
    await bringLedger();
    const live = await env.DB.prepare(
      'select count(*) as n from sessions where revoked_at is null',
    ).first<{ n: number }>();
    expect(live?.n).toBe(0);
  });

  it('has a page that works without JavaScript, shows errors and keeps the link valid', async () => {
    const app = createTestApp();
    const email = await register(app);
    await app.auth.password.reset.$post({ json: { email } });
    const link = new URL((await app.lastMail(email)).links[0] ?? '');
    const browser = createPageClient(app);
    const page = await browser.open(link.pathname + link.search);
    const submit = (password: string, confirmation = password) =>
      browser.submit(page, { password, confirmation }, { follow: false });
    const weak = await submit('short');
    expect(weak.status).toBe(400);
    expect(weak.text).toContain('Choose a password that keeps every rule.');
    expect((await submit(NEW, 'other')).text).toContain('Type the same password twice.');
    expect((await submit(NEW)).status).toBe(303);
    const dead = await submit(NUMBERED(9));
    expect(dead.status).toBe(401);
    expect(dead.html).toContain('action="/forgot-password"');
    expect((await login(app, email, NEW)).status).toBe(200);
  });

  it('sends at most one mail a minute and five an hour', async () => {
    const app = createTestApp();
    const email = await register(app);
    const count = () =>
      app.mails.filter((mail) => mail.to === email && mail.subject.includes('Reset')).length;
    for (let minute = 0; minute < 10; minute++) {
      for (let times = 0; times < 3; times++)
        await app.auth.password.reset.$post({ json: { email } });
      await app.deliverJobs();
      expect(count()).toBe(Math.min(5, minute + 1));
      app.advance(MINUTE);
    }
    app.advance(60 * MINUTE);
    await app.auth.password.reset.$post({ json: { email } });
    await app.deliverJobs();
    expect(count()).toBe(6);
  });
});

describe('a password change', () => {
  it('accepts a retry with the old refresh token, so that a racing tab is not treated as a thief', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const changed = await (await change(app, person.access_token, PASSWORD, NEW)).json();
    const late = () => app.auth.token.refresh.$post({ json: { refresh: person.refresh_token } });
    expect(await refusal(await late())).toEqual([401, 'token_revoked']);
    expect(
      (await app.auth.token.refresh.$post({ json: { refresh: changed.refresh_token } })).status,
    ).toBe(200);
    app.advance(31_000);
    expect(await refusal(await late())).toEqual([401, 'token_reused']);
  });

  it('ends the other sessions, returns fresh tokens to the caller and notifies the owner', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const elsewhere = await signIn(app, person.email);
    const response = await change(app, person.access_token, PASSWORD, NEW);
    expect(response.status).toBe(200);
    const tokens = await response.json();
    expect(tokens).toMatchObject({ session_id: person.session_id, user: { email: person.email } });

    expect((await app.auth.me.$get({}, as(tokens))).status).toBe(200);
    expect(
      (await app.auth.token.refresh.$post({ json: { refresh: tokens.refresh_token } })).status,
    ).toBe(200);
    expect((await app.auth.me.$get({}, as(elsewhere))).status).toBe(401);
    expect(
      (await app.auth.token.refresh.$post({ json: { refresh: elsewhere.refresh_token } })).status,
    ).toBe(401);
    expect((await app.lastMail(person.email)).subject).toContain('password was changed');
    expect((await login(app, person.email, NEW)).status).toBe(200);
  });

  it('rejects the current password and the last five', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const used = [PASSWORD, NUMBERED(1), NUMBERED(2), NUMBERED(3), NUMBERED(4), NUMBERED(5)];
    for (let index = 1; index < used.length; index++) {
      app.advance(1000);
      expect(
        (await change(app, person.access_token, used[index - 1] ?? '', used[index] ?? '')).status,
      ).toBe(200);
    }
    for (const old of used)
      expect(await refusal(await change(app, person.access_token, NUMBERED(5), old))).toEqual([
        400,
        'password_reused',
      ]);
    app.advance(1000);
    expect((await change(app, person.access_token, NUMBERED(5), NUMBERED(6))).status).toBe(200);
    expect((await change(app, person.access_token, NUMBERED(6), PASSWORD)).status).toBe(200);
    const kept = await env.DB.prepare('select count(*) as n from password_history').first<{
      n: number;
    }>();
    expect(kept?.n).toBe(5);
  });

  it('makes the service forget known devices', async () => {
    const app = createTestApp();
    const email = await register(app);
    const known = (await login(app, email, PASSWORD)).headers
      .getSetCookie()
      .find((cookie) => cookie.startsWith('__Host-device_'));
    const { access_token: token } = await signIn(app, email);
    await change(app, token, PASSWORD, NEW);
    for (let failure = 0; failure < 5; failure++) await login(app, email, 'wrong-Horse-7-battery');
    const answer = await app.auth.login.$post(
      { json: { email, password: NEW } },
      { headers: { Cookie: known?.split(';')[0] ?? '' } },
    );
    expect(await refusal(answer)).toEqual([403, 'account_locked']);
  });

  it('takes effect once when raced', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const answers = await Promise.all(
      [NUMBERED(1), NUMBERED(2), NUMBERED(3)].map((to) =>
        change(app, person.access_token, PASSWORD, to),
      ),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  });
});

describe('a recovery request for an unknown address', () => {
  it('sends no mail and responds alike', async () => {
    const app = createTestApp();
    const known = await register(app);
    const before = app.mails.length;
    for (const path of ['password/reset', 'forgot-password', 'otp/request', 'email/resend']) {
      const bodies = [];
      for (const email of [known, freshEmail()]) {
        const response = await app.post(`/api/v1/auth/${path}`, { email });
        bodies.push([response.status, [...response.headers.keys()].sort(), await response.json()]);
      }
      expect(bodies[0]).toEqual(bodies[1]);
    }
    await app.deliverJobs();
    expect(app.mails.slice(before).every((mail) => mail.to === known)).toBe(true);
  });
});
