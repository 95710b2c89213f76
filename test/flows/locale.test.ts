import { describe, expect, it } from 'vitest';
import {
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  refusal,
  register,
  signIn,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const AUTH = '/api/v1/auth';

const get = async (app: TestApp, path: string, token: string) =>
  (await app.fetch(AUTH + path, { headers: bearer(token) })).json<Record<string, unknown>>();
const send = (app: TestApp, method: string, path: string, token: string, body: object) =>
  app.fetch(AUTH + path, {
    method,
    headers: { ...bearer(token), 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
const localeOf = async (response: Response) => (await response.json<{ locale: unknown }>()).locale;

describe('a locale', () => {
  it('is kept in canonical form from registration on and shown wherever the user is', async () => {
    const app = createTestApp();
    const email = await register(app, undefined, { locale: 'de-at' });
    const { access_token: token, user } = await signIn(app, email);
    expect(user).toMatchObject({ locale: 'de-AT' });
    expect(await get(app, '/me', token)).toMatchObject({ locale: 'de-AT' });
    expect(await get(app, '/account/export', token)).toMatchObject({ user: { locale: 'de-AT' } });
  });

  it('is null until one is set, changes with the profile and is cleared by an empty one', async () => {
    const app = createTestApp();
    const { access_token: token, user } = await newcomer(app);
    expect(user).toMatchObject({ locale: null });
    const patch = async (body: object) =>
      localeOf(await send(app, 'PATCH', '/profile', token, body));
    expect(await patch({ locale: 'zh-hant-tw' })).toBe('zh-Hant-TW');
    expect(await patch({ first_name: 'Ada' })).toBe('zh-Hant-TW');
    expect(await patch({ locale: null })).toBe('zh-Hant-TW');
    expect(await localeOf(await send(app, 'PUT', '/profile', token, { locale: 'FR' }))).toBe('fr');
    expect(await patch({ locale: '' })).toBeNull();
    expect(await get(app, '/me', token)).toMatchObject({ locale: null });
  });

  it('is null for an empty or null one at registration', async () => {
    const app = createTestApp();
    for (const locale of ['', null]) {
      const { user } = await signIn(
        app,
        await register(app, undefined, { locale: locale as string }),
      );
      expect(user).toMatchObject({ locale: null });
    }
  });

  it.each(['de_AT', 'x', 'de-', 'en-x-abcdefgh-abcdefgh-abcdefgh-abcde', 'en US', 7])(
    'is refused by name and changes nothing: %s',
    async (locale) => {
      const app = createTestApp();
      const { access_token: token } = await newcomer(app);
      await send(app, 'PATCH', '/profile', token, { locale: 'en-US', first_name: 'Ada' });
      const change = { locale, first_name: 'Grace' };
      for (const method of ['PATCH', 'PUT']) {
        const refused = await send(app, method, '/profile', token, change);
        expect(await refused.json()).toMatchObject({
          code: 'validation_error',
          errors: [{ field: 'locale' }],
        });
      }
      expect(await get(app, '/me', token)).toMatchObject({ locale: 'en-US', first_name: 'Ada' });

      const email = freshEmail();
      const body = { email, password: PASSWORD, locale };
      const refused = await app.post(`${AUTH}/register`, body);
      expect(await refused.json()).toMatchObject({
        status: 400,
        errors: [{ field: 'locale' }],
      });
      const login = await app.post(`${AUTH}/login`, { email, password: PASSWORD });
      expect(await refusal(login)).toEqual([401, 'invalid_credentials']);
    },
  );

  it('decides how mails tell the time, from the first to the last', async () => {
    const app = createTestApp();
    const email = await register(app, freshEmail(), { locale: 'en-us', timezone: 'UTC' });
    expect(app.mails.at(-1)?.text).toContain('January 2, 2200 at 12:00 PM UTC');
    await app.post(`${AUTH}/email/resend`, { email });
    const { access_token: token } = await signIn(app, email);
    await app.post(`${AUTH}/password/reset`, { email });
    expect((await app.lastMail(email)).text).toContain('January 1, 2200 at 1:00 PM UTC');
    await send(app, 'PUT', '/mfa/email', token, { enabled: true, password: PASSWORD });
    expect((await app.lastMail(email)).text).toContain('January 1, 2200 at 12:00 PM UTC');
    await send(app, 'PATCH', '/profile', token, { locale: 'en-GB' });
    await send(app, 'PUT', '/mfa/email', token, { enabled: false, password: PASSWORD });
    expect((await app.lastMail(email)).text).toContain('1 January 2200 at 12:00 UTC');
    await send(app, 'PATCH', '/profile', token, { locale: 'en-US' });
    await send(app, 'DELETE', '/account', token, { password: PASSWORD });
    const last = await app.lastMail(email);
    expect([last.subject, last.text]).toEqual([
      expect.stringContaining('erased'),
      expect.stringContaining('January 1, 2200 at 12:00 PM UTC'),
    ]);
  });
});
