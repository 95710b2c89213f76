import { describe, expect, it } from 'vitest';
import { createPageClient, type PageClient } from '../../support/page-client.ts';
import { passkeyOptionsIn } from '../../support/page-passkeys.ts';
import { addPasskey, type SignInOptions } from '../../support/passkeys.ts';
import { newcomer } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';
import { type Authenticator, createAuthenticator } from '../../support/virtual-authenticator.ts';

/** Opens the page and sends what the authenticator answers to its options, as the script does. */
async function present(
  browser: PageClient,
  authenticator: Authenticator,
  { query = '', ...fields }: { query?: string; remember_me?: string } = {},
) {
  const page = await browser.open(`/sign-in${query}`);
  const options = passkeyOptionsIn<SignInOptions>(page.html, 'get');
  const credential = JSON.stringify(await authenticator.get(options));
  const action = '/sign-in/passkey';
  return browser.submit(page, { credential, ...fields }, { action, follow: false });
}

describe('a passkey on /sign-in', () => {
  it('signs in without a name, and leads back', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { authenticator } = await addPasskey(app, person);
    const browser = createPageClient(app);
    const done = await present(browser, authenticator, { query: '?return_to=/account/data' });
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/account/data']);
    expect((await browser.open('/sign-in')).text).toContain(person.email);
  });

  it('is remembered if the box is ticked', async () => {
    const app = createTestApp();
    const { authenticator } = await addPasskey(app, await newcomer(app));
    const life = async (remember: string) => {
      const browser = createPageClient(app);
      const done = await present(browser, authenticator, { remember_me: remember });
      const cookie = done.headers.getSetCookie().find((one) => one.includes('refresh_token='));
      return /Max-Age=(\d+)/.exec(cookie ?? '')?.[1];
    };
    expect(await life('true')).toBe('1209600');
    expect(await life('')).toBe('604800');
  });

  it('is refused alike if unknown, used twice, from elsewhere, or no passkey', async () => {
    const app = createTestApp();
    const { authenticator } = await addPasskey(app, await newcomer(app));
    const stranger = await createAuthenticator();
    stranger.state.userHandle = authenticator.state.userHandle;
    const browser = createPageClient(app);
    const page = await browser.open('/sign-in');
    const action = '/sign-in/passkey';
    const send = (credential: string, by = browser) =>
      by.submit(page, { credential }, { action, follow: false });
    const answer = async (from: Authenticator) =>
      JSON.stringify(await from.get(passkeyOptionsIn<SignInOptions>(page.html, 'get')));
    const right = await answer(authenticator);
    // Of another browser: neither its form nor its challenge.
    expect((await send(right, createPageClient(app))).status).toBe(403);
    for (const credential of [await answer(stranger), '', 'x', '{}', '[]']) {
      const refused = await send(credential);
      expect([refused.status, refused.alerts[0]]).toEqual([
        401,
        expect.stringContaining('That passkey didn’t work'),
      ]);
      // The page that says so offers the next try.
      expect(passkeyOptionsIn<SignInOptions>(refused.html, 'get').challenge).not.toBe('');
    }
    expect((await send(right)).status).toBe(303);
    expect((await send(right)).status).toBe(401);
  });

  it('shares the limit of refused passkeys with the API', async () => {
    const shield = { limit: async () => ({ success: true }) };
    const app = createTestApp({ env: { RATE_LIMITS: '{}', SHIELD: shield } });
    const browser = createPageClient(app);
    const page = await browser.open('/sign-in');
    const action = '/sign-in/passkey';
    for (let tries = 0; tries < 30; tries++)
      await browser.submit(page, { credential: 'x' }, { action });
    expect((await browser.submit(page, { credential: 'x' }, { action })).status).toBe(429);
  });
});
