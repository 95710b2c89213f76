import { describe, expect, it } from 'vitest';
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
import { createTestApp } from '../support/test-app.ts';

describe('the main job', () => {
  it('registers, verifies, exchanges, calls a protected route, refreshes and signs out', async () => {
    const app = createTestApp();
    const email = freshEmail();

    const registered = await app.auth.register.$post({
      json: {
        email,
        password: PASSWORD,
        username: 'Ada',
        first_name: 'Ada',
      },
    });
    expect(registered.status).toBe(201);
    const { user_id: userId } = (await registered.json()) as { user_id: string };

    const early = await app.auth.login.$post({ json: { email, password: PASSWORD } });
    expect(await refusal(early)).toEqual([403, 'email_not_verified']);

    const mail = await app.lastMail(email);
    const verified = await app.auth.email.verify.$post({ json: { token: tokenOf(mail.links[0]) } });
    expect(verified.status).toBe(200);
    const { exchange_token: exchangeToken } = (await verified.json()) as { exchange_token: string };

    const exchanged = await app.auth['exchange-token'].$post({
      json: {
        exchange_token: exchangeToken,
        token_delivery: 'body',
      },
    });
    expect(exchanged.status).toBe(200);
    const tokens = (await exchanged.json()) as Record<string, unknown> & {
      access_token: string;
      refresh_token: string;
    };
    expect(tokens).toMatchObject({
      token_type: 'Bearer',
      expires_in: 900,
      user_id: userId,
      email,
      first_login: true,
      refresh_expires_in: 604_800,
    });
    expect(tokens.access).toBe(tokens.access_token);

    const me = await app.auth.me.$get({}, as(tokens));
    expect(await me.json()).toMatchObject({
      id: userId,
      email,
      username: 'Ada',
      first_name: 'Ada',
      email_verified: true,
      roles: ['user'],
    });

    const refreshed = await app.auth.token.refresh.$post({
      json: {
        refresh: tokens.refresh_token,
      },
    });
    expect(refreshed.status).toBe(200);
    const fresh = (await refreshed.json()) as { access_token: string; refresh_token: string };
    expect(fresh.refresh_token).not.toBe(tokens.refresh_token);
    expect(fresh).not.toHaveProperty('user');

    for (let times = 0; times < 2; times++) {
      const out = await app.auth.logout.$post({ json: {} }, as(fresh));
      expect(out.status).toBe(200);
    }
    for (const token of [tokens.access_token, fresh.access_token]) {
      const refused = await app.auth.me.$get({}, { headers: bearer(token) });
      expect(await refusal(refused)).toEqual([401, 'token_revoked']);
      expect(refused.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"');
    }
    const dead = await app.auth.token.refresh.$post({ json: { refresh: fresh.refresh_token } });
    expect(await refusal(dead)).toEqual([401, 'token_revoked']);
  });

  it('verifies by code, and signs in by address and by username in any case', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD, username: 'Grace' } });
    const otp = (await app.lastMail(email)).codes[0];
    expect(
      (await app.auth.email.verify.$post({ json: { email: email.toUpperCase(), otp } })).status,
    ).toBe(200);
    for (const name of [
      { email: email.toUpperCase() },
      { username: 'gRACE' },
      { email_or_username: 'grace' },
    ]) {
      expect((await app.auth.login.$post({ json: { ...name, password: PASSWORD } })).status).toBe(
        200,
      );
    }
  });

  it('keeps the refresh token in an HttpOnly cookie unless the client asks for it in the body', async () => {
    const app = createTestApp();
    const email = await register(app);
    const login = await app.auth.login.$post(
      { json: { email, password: PASSWORD, remember_me: true } },
      { headers: { Origin: 'https://auth.test' } },
    );
    const cookies = login.headers.getSetCookie();
    const [cookie = ''] = cookies;
    expect(cookie).toMatch(
      /^__Host-refresh_token=[\w.-]+; Max-Age=1209600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(cookies.find((one) => one.startsWith('__Host-device_'))).toMatch(
      /^__Host-device_[\da-f]{32}=[\w.-]+; Max-Age=34560000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(await login.json()).not.toHaveProperty('refresh_token');
    expect(login.headers.get('Cache-Control')).toBe('no-store');

    const refreshed = await app.auth.token.refresh.$post(
      { json: {} },
      { headers: { Cookie: cookie.split(';')[0] ?? '' } },
    );
    expect(refreshed.status).toBe(200);
    expect(refreshed.headers.get('Set-Cookie')).toMatch(/^__Host-refresh_token=/);

    const inBody = await app.auth.login.$post({
      json: {
        email,
        password: PASSWORD,
        token_delivery: 'body',
      },
    });
    expect(inBody.headers.get('Set-Cookie')).toBeNull();
    const { refresh_token: token } = (await inBody.json()) as { refresh_token: string };
    const again = await app.auth.token.refresh.$post({ json: { refresh_token: token } });
    expect(again.headers.get('Set-Cookie')).toBeNull();
    expect(await again.json()).toHaveProperty('refresh_token');
  });

  it('caps the lifetime of a session: rotation does not extend it', async () => {
    const app = createTestApp();
    const { refresh_token: first } = await newcomer(app);
    app.advance(6.9 * 86_400_000);
    const late = await app.auth.token.refresh.$post({ json: { refresh: first } });
    const tokens = (await late.json()) as {
      refresh_token: string;
      refresh_expires_in: number;
      expires_in: number;
    };
    expect(tokens.refresh_expires_in).toBeCloseTo(0.1 * 86_400, -1);
    app.advance(0.1 * 86_400_000);
    const over = await app.auth.token.refresh.$post({ json: { refresh: tokens.refresh_token } });
    expect(await refusal(over)).toEqual([401, 'token_expired']);
  });

  it('responds to a taken address as to a free one, and mails its owner', async () => {
    const app = createTestApp();
    const email = await register(app);
    await signIn(app, email);
    const shape = async (response: Answer & { headers: Headers }) => ({
      status: response.status,
      headers: [...response.headers.keys()].sort(),
      body: Object.keys((await response.json()) as object),
    });
    const [taken, free] = [
      await app.auth.register.$post({ json: { email: email.toUpperCase(), password: PASSWORD } }),
      await app.auth.register.$post({ json: { email: freshEmail(), password: PASSWORD } }),
    ];
    expect(await shape(taken)).toEqual(await shape(free));
    expect((await app.lastMail(email)).subject).toContain('already have');
  });

  it('rejects a taken username with 409, whether or not the address is free', async () => {
    const app = createTestApp();
    const email = await register(app, freshEmail(), { username: 'linus' });
    for (const address of [freshEmail(), email]) {
      const response = await app.auth.register.$post({
        json: {
          email: address,
          password: PASSWORD,
          username: 'LINUS',
        },
      });
      expect(await refusal(response)).toEqual([409, 'username_taken']);
    }
    expect(app.queued).toHaveLength(0);
  });

  it('gives an unverified address to the user who proves it, with the password they know', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: 'squatter-Has-1-plan' } });
    await app.deliverJobs();
    app.advance(1000);
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    const token = tokenOf((await app.lastMail(email)).links[0]);
    const body = { token, password: PASSWORD };
    expect((await app.auth.email.verify.$post({ json: body })).status).toBe(200);
    expect(
      (await app.auth.login.$post({ json: { email, password: 'squatter-Has-1-plan' } })).status,
    ).toBe(401);
    expect((await app.auth.login.$post({ json: { email, password: PASSWORD } })).status).toBe(200);
  });

  it('hashes once for unknown names, as for known ones', async () => {
    const app = createTestApp();
    const email = await register(app);
    for (const name of [email, freshEmail(), 'nobody']) {
      const before = app.hashes.count;
      const response = await app.auth.login.$post({
        json: {
          email_or_username: name,
          password: 'wrong-Password-1',
        },
      });
      expect([response.status, app.hashes.count - before]).toEqual([401, 1]);
    }
  });
});
