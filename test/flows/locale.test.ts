import type { InferRequestType } from 'hono/client';
import { describe, expect, it } from 'vitest';
import {
  as,
  freshEmail,
  newcomer,
  PASSWORD,
  refusal,
  register,
  signIn,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

type Profile = InferRequestType<TestApp['auth']['profile']['$patch']>['json'];

const me = async (app: TestApp, token: string) => (await app.auth.me.$get({}, as(token))).json();
const copyOf = async (app: TestApp, token: string) =>
  (await app.auth.account.export.$get({}, as(token))).json();

describe('a locale', () => {
  it('is stored in canonical form from registration and shown with the user', async () => {
    const app = createTestApp();
    const email = await register(app, undefined, { locale: 'de-at' });
    const { access_token: token, user } = await signIn(app, email);
    expect(user).toMatchObject({ locale: 'de-AT' });
    expect(await me(app, token)).toMatchObject({ locale: 'de-AT' });
    expect(await copyOf(app, token)).toMatchObject({ user: { locale: 'de-AT' } });
  });

  it('is null until set, changes with the profile and is cleared by an empty value', async () => {
    const app = createTestApp();
    const { access_token: token, user } = await newcomer(app);
    expect(user).toMatchObject({ locale: null });
    const patch = async (json: Profile) =>
      (await (await app.auth.profile.$patch({ json }, as(token))).json()).locale;
    expect(await patch({ locale: 'zh-hant-tw' })).toBe('zh-Hant-TW');
    expect(await patch({ first_name: 'Ada' })).toBe('zh-Hant-TW');
    expect(await patch({ locale: null as never })).toBe('zh-Hant-TW');
    const put = await app.auth.profile.$put({ json: { locale: 'FR' } }, as(token));
    expect(await put.json()).toMatchObject({ locale: 'fr' });
    expect(await patch({ locale: '' })).toBeNull();
    expect(await me(app, token)).toMatchObject({ locale: null });
  });

  it('is null after an empty or null value at registration', async () => {
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
    'is rejected by name and changes nothing: %s',
    async (locale) => {
      const app = createTestApp();
      const { access_token: token } = await newcomer(app);
      await app.auth.profile.$patch({ json: { locale: 'en-US', first_name: 'Ada' } }, as(token));
      const change = { json: { locale: locale as string, first_name: 'Grace' } };
      for (const method of ['$patch', '$put'] as const) {
        const refused = await app.auth.profile[method](change, as(token));
        expect(await refused.json()).toMatchObject({
          code: 'validation_error',
          errors: [{ field: 'locale' }],
        });
      }
      expect(await me(app, token)).toMatchObject({ locale: 'en-US', first_name: 'Ada' });

      const email = freshEmail();
      const body = { email, password: PASSWORD, locale: locale as string };
      const refused = await app.auth.register.$post({ json: body });
      expect(await refused.json()).toMatchObject({
        status: 400,
        errors: [{ field: 'locale' }],
      });
      const login = await app.auth.login.$post({ json: { email, password: PASSWORD } });
      expect(await refusal(login)).toEqual([401, 'invalid_credentials']);
    },
  );

  it('formats the times in every mail', async () => {
    const app = createTestApp();
    const email = await register(app, freshEmail(), { locale: 'en-us', timezone: 'UTC' });
    expect(app.mails.at(-1)?.text).toContain(
      'January 2, 2200 at 12:00 PM (Coordinated Universal Time)',
    );
    await app.auth.email.resend.$post({ json: { email } });
    const { access_token: token } = await signIn(app, email);
    await app.auth.password.reset.$post({ json: { email } });
    expect((await app.lastMail(email)).text).toContain(
      'January 1, 2200 at 1:00 PM (Coordinated Universal Time)',
    );
    await app.auth.mfa.email.$put({ json: { enabled: true, password: PASSWORD } }, as(token));
    expect((await app.lastMail(email)).text).toContain(
      'January 1, 2200 at 12:00 PM (Coordinated Universal Time)',
    );
    await app.auth.profile.$patch({ json: { locale: 'en-GB' } }, as(token));
    await app.auth.mfa.email.$put({ json: { enabled: false, password: PASSWORD } }, as(token));
    expect((await app.lastMail(email)).text).toContain(
      '1 January 2200 at 12:00 (Coordinated Universal Time)',
    );
    await app.auth.profile.$patch({ json: { locale: 'en-US' } }, as(token));
    await app.auth.account.$delete({ json: { password: PASSWORD } }, as(token));
    const last = await app.lastMail(email);
    expect([last.subject, last.text]).toEqual([
      expect.stringContaining('erased'),
      expect.stringContaining('January 1, 2200 at 12:00 PM (Coordinated Universal Time)'),
    ]);
  });
});
