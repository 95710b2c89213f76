import { describe, expect, it } from 'vitest';
import { createPageClient } from '../../support/page-client.ts';
import { register, signIn } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

describe('/sign-out', () => {
  it('asks, ends this session alone, and leads on', async () => {
    const app = createTestApp({ env: { APP_RETURN_URL: 'https://app.example/' } });
    const email = await register(app);
    const other = await signIn(app, email);
    const browser = createPageClient(app);
    await browser.signIn(email);
    const refresh = [...browser.jar].find(([name]) => name.endsWith('refresh_token'))?.[1] ?? '';
    const ask = await browser.open('/sign-out');
    expect([ask.h1, ask.text.includes(email)]).toEqual(['Sign out of Latchkey?', true]);
    const done = await browser.submit(ask, {}, { press: 'Sign out' });
    expect([done.url, done.h1]).toEqual(['/sign-out', 'You’re signed out']);
    expect(done.text).toContain('Your session on this device has ended.');
    expect(done.links.map(({ href }) => href)).toEqual(
      expect.arrayContaining(['/sign-in', 'https://app.example/']),
    );
    const names = [...browser.jar.keys()].join(' ');
    expect(names).not.toMatch(/refresh_token|access_token|csrftoken/);
    const answer = await app.auth.token.refresh.$post({ json: { refresh } });
    expect(answer.status).toBe(401);
    const kept = await app.auth.me.$get(
      {},
      { headers: { Authorization: `Bearer ${other.access_token}` } },
    );
    expect(kept.status).toBe(200);
    expect((await browser.open('/sign-out')).text).toContain(
      'You’re not signed in on this device.',
    );
  });

  it('changes nothing by being opened, or without its token', async () => {
    const app = createTestApp();
    const email = await register(app);
    const browser = createPageClient(app);
    await browser.signIn(email);
    await browser.open('/sign-out');
    expect((await browser.post('/sign-out', {})).status).toBe(403);
    const page = await browser.open('/sign-out');
    const foreign = { headers: { Origin: 'https://evil.example' } };
    const fields = page.forms[0]?.fields ?? {};
    expect((await browser.post('/sign-out', fields, foreign)).status).toBe(403);
    expect((await browser.open('/sign-in')).text).toContain(email);
  });

  it('is pressed twice, in two tabs, and after the session ended elsewhere', async () => {
    const app = createTestApp();
    const email = await register(app);
    const browser = createPageClient(app);
    await browser.open('/sign-in');
    await browser.signIn(email);
    const [one, two] = [await browser.open('/sign-out'), await browser.open('/sign-out')];
    const held = new Map(browser.jar);
    const pressed = await browser.submit(one, {}, { follow: false });
    expect(pressed.headers.get('Location')).toBe('/sign-out');
    for (const [name, value] of held) browser.jar.set(name, value);
    const again = await browser.submit(two);
    expect([again.status, again.h1]).toEqual([200, 'You’re signed out']);
  });

  it('leads to a path of ours or an allowed origin, and to no other', async () => {
    const app = createTestApp({ env: { RETURN_ORIGINS: 'https://app.example' } });
    const email = await register(app);
    const leads = async (to: string) => {
      const browser = createPageClient(app);
      await browser.signIn(email);
      const ask = await browser.open(`/sign-out?return_to=${encodeURIComponent(to)}`);
      const done = await browser.submit(ask, {}, { follow: false });
      return done.headers.get('Location') ?? done.refresh;
    };
    expect(await leads('https://app.example/bye')).toBe('https://app.example/bye');
    expect(await leads('/sign-up')).toBe('/sign-up');
    expect(await leads('https://evil.example/')).toBe('/sign-out');
  });
});
