import { runInDurableObject } from 'cloudflare:test';
import { env as realEnv } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { countHops } from '../../support/count-hops.ts';
import { editUsers } from '../../support/edit-users.ts';
import { createPageClient } from '../../support/page-client.ts';
import { as, freshEmail, newcomer, register, signIn } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';
import { layTrialPages } from '../../support/trial-pages.tsx';

const MINUTE = 60_000;
const COOKIE = '__Host-refresh_token';

async function signedIn(env: Record<string, unknown> = {}) {
  const app = createTestApp({ env });
  const { saved } = layTrialPages(app);
  const email = await register(createTestApp());
  const client = createPageClient(app);
  await client.signIn(email);
  /** Refreshes as the app's script does. */
  const refresh = async () => {
    const answer = await app.fetch('/api/v1/auth/token/refresh', {
      method: 'POST',
      headers: { Origin: 'https://auth.test', Cookie: client.cookies() },
    });
    const [cookie = ''] = answer.headers.getSetCookie().filter((one) => one.startsWith(COOKIE));
    client.jar.set(COOKIE, cookie.split(';')[0]?.slice(COOKIE.length + 1) ?? '');
    return answer.status;
  };
  return { app, saved, email, client, refresh };
}

describe('the session of a page', () => {
  it('is read from the refresh cookie, and reading it rotates nothing', async () => {
    const { client, email, refresh } = await signedIn();
    const held = client.jar.get(COOKIE);
    for (let times = 0; times < 3; times++) {
      const page = await client.open('/trial/mine');
      expect([page.status, page.h1]).toEqual([200, email]);
    }
    expect(client.jar.get(COOKIE)).toBe(held);
    expect(await refresh()).toBe(200);
  });

  it('is that of nobody without the cookie, or with a forged one', async () => {
    const { app, client } = await signedIn();
    const stranger = createPageClient(app);
    expect((await stranger.open('/trial/page')).h1).toBe('nobody');
    stranger.jar.set(COOKIE, `${client.jar.get(COOKIE)?.slice(0, -4)}AAAA`);
    expect((await stranger.open('/trial/page')).h1).toBe('nobody');
    const led = await stranger.open('/trial/mine?tab=2', { follow: false });
    expect([led.status, led.headers.get('Location')]).toEqual([
      303,
      `/sign-in?return_to=${encodeURIComponent('/trial/mine?tab=2')}`,
    ]);
  });

  it('is taken from a token within the grace, and not from an older one', async () => {
    const { app, client, email, refresh } = await signedIn();
    const old = createPageClient(app);
    old.jar.set(COOKIE, client.jar.get(COOKIE) ?? '');
    expect(await refresh()).toBe(200);
    expect((await old.open('/trial/page')).h1).toBe(email);
    app.advance(31_000);
    expect((await old.open('/trial/page')).h1).toBe('nobody');
    expect((await client.open('/trial/page')).h1).toBe(email);
  });

  it('read with a stolen old cookie shows nothing, ends nothing, and reports nothing', async () => {
    const { app, client, email, refresh } = await signedIn();
    const thief = createPageClient(app);
    thief.jar.set(COOKIE, client.jar.get(COOKIE) ?? '');
    await refresh();
    app.advance(MINUTE);
    await app.deliverJobs();
    const [mails, queued, lines] = [app.mails.length, app.sent.length, app.logs.length];
    for (const path of ['/trial/page', '/trial/mine'])
      expect((await thief.open(path, { follow: false })).html).not.toContain(email);
    await app.deliverJobs();
    expect([app.mails.length, app.sent.length]).toEqual([mails, queued]);
    expect(app.logs.slice(lines).filter(({ level }) => level !== 'info')).toEqual([]);
    expect((await client.open('/trial/page')).h1).toBe(email);
    expect(await refresh()).toBe(200);
  });

  it.each([
    [
      'ended',
      async ({ app, client }: Awaited<ReturnType<typeof signedIn>>) => {
        const csrf = client.jar.get('csrftoken') ?? '';
        await app.fetch('/api/v1/auth/logout', {
          method: 'POST',
          headers: {
            Origin: 'https://auth.test',
            Cookie: client.cookies(),
            'X-CSRF-Token': csrf,
          },
        });
      },
    ],
    [
      'of a disabled account',
      async ({ email }: Awaited<ReturnType<typeof signedIn>>) =>
        editUsers("status = 'disabled' where email = ?", email),
    ],
    [
      'idle for too long',
      async ({ app }: Awaited<ReturnType<typeof signedIn>>) => app.advance(61 * MINUTE),
    ],
    [
      'expired',
      async ({ app }: Awaited<ReturnType<typeof signedIn>>) => app.advance(8 * 24 * 60 * MINUTE),
    ],
  ])('that is %s is over: a form comes back with a notice', async (what, end) => {
    const idle = what === 'idle for too long' ? { SESSION_IDLE_TTL: '3600' } : {};
    const world = await signedIn(idle);
    const { client, saved } = world;
    const page = await client.open('/trial/mine');
    await end(world);
    expect((await client.open('/trial/page')).h1).toBe('nobody');
    const led = await client.submit(page, { name: 'Ada' }, { follow: false });
    expect([led.status, led.headers.get('Location')]).toEqual([
      303,
      `/sign-in?return_to=${encodeURIComponent('/trial/mine')}`,
    ]);
    expect(saved).toEqual([]);
    expect((await client.open('/trial/door')).statuses).toEqual(['nothing_saved']);
  });

  it('that a new password withdrew is over, and not reported', async () => {
    const { app, client } = await signedIn();
    const email = freshEmail();
    await register(app, email);
    await client.signIn(email);
    const elsewhere = await signIn(app, email);
    const json = {
      old_password: 'correct-Horse-7-battery',
      new_password: 'another-Horse-8-battery',
    };
    expect((await app.auth.password.change.$post({ json }, as(elsewhere))).status).toBe(200);
    expect((await client.open('/trial/page')).h1).toBe('nobody');
  });

  it('costs one hop, and a page without a cookie none', async () => {
    const counter = countHops({ ...realEnv, JOBS: { send: async () => undefined } });
    const { client } = await signedIn(counter.env);
    const measure = async (path: string) => {
      await counter.rest();
      counter.reset();
      await client.open(path);
      return counter.read();
    };
    expect((await measure('/trial/mine')).calls).toEqual(['1 guard.liveByRefresh']);
    expect((await measure('/trial/page')).hops).toBe(1);
    expect((await measure('/trial/door')).hops).toBe(0);
    client.jar.clear();
    expect((await measure('/trial/page')).hops).toBe(0);
  });

  it('teaches a guard that does not know its user, once', async () => {
    const person = await newcomer(createTestApp());
    const guard = realEnv.ACCOUNT_GUARD.getByName(person.user.id);
    await runInDurableObject(guard, (_, { storage }) => {
      storage.sql.exec('update account set view = null');
    });
    const counter = countHops({ ...realEnv });
    const app = createTestApp({ env: counter.env });
    layTrialPages(app);
    const client = createPageClient(app);
    client.jar.set(COOKIE, person.refresh_token);
    expect((await client.open('/trial/page')).h1).toBe(person.email);
    expect(counter.read().hops).toBeGreaterThan(1);
    await counter.rest();
    counter.reset();
    expect((await client.open('/trial/page')).h1).toBe(person.email);
    expect(counter.read().hops).toBe(1);
  });

  it('is limited by user over all its addresses, beside the API behind it', async () => {
    const plain = createTestApp();
    const email = await register(plain);
    const app = createTestApp({
      env: {
        RATE_LIMITS: JSON.stringify({ profile: { limit: 2 } }),
        SHIELD: { limit: async () => ({ success: true }) },
      },
    });
    layTrialPages(app);
    const clients = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((ip) =>
      createPageClient(app, { ip }),
    );
    for (const client of clients) await client.signIn(email);
    const seen = [];
    for (const client of clients) seen.push((await client.open('/trial/mine')).status);
    expect(seen).toEqual([200, 200, 429]);
    expect((await clients[2]?.open('/trial/mine'))?.h1).toBe('Too many attempts');
  });
});
