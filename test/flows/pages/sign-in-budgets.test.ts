import { env as realEnv } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { countHops } from '../../support/count-hops.ts';
import { createPageClient, type OpenPage } from '../../support/page-client.ts';
import { pageRoutes } from '../../support/page-routes.ts';
import { newcomer, PASSWORD, register } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';
import { setUpTotp } from '../../support/totp.ts';

/**
 * The service with counted bindings and limits, and a browser that waits for no work after answers.
 */
function counted() {
  const counter = countHops({ ...realEnv, JOBS: { send: async () => undefined } });
  const shield = { limit: async () => ({ success: true }) };
  const app = createTestApp({ env: { ...counter.env, RATE_LIMITS: '{}', SHIELD: shield } });
  const fetch = app.fetch;
  app.fetch = (path, init = {}) => fetch(path, { ...init, settle: false });
  const measure = async <T>(work: () => Promise<T>) => {
    await counter.rest();
    counter.reset();
    const answer = await work();
    return { answer, ...counter.read() };
  };
  return { app, measure };
}

let address = 0;
const once = { follow: false } as const;

describe('the budget of storage hops of pages', () => {
  it('is none to open the pages of signing in and out', async () => {
    const { app, measure } = counted();
    const paths = ['/sign-in', '/sign-in/code', '/sign-out', '/second-step', '/second-step/set-up'];
    for (const path of paths) {
      const { calls } = await measure(() => createPageClient(app).open(path, once));
      expect([path, ...calls]).toEqual([path]);
    }
  });

  it('is one, the guard, where a session is shown', async () => {
    const { app, measure } = counted();
    const email = await register(createTestApp());
    const browser = createPageClient(app);
    await browser.signIn(email);
    for (const path of ['/sign-in', '/sign-out', '/account/step-up']) {
      const { calls, hops } = await measure(() => browser.open(path, once));
      expect([path, hops, calls.length]).toEqual([path, 1, 1]);
    }
  });

  it('is one at most to open any page but those that read factors, identities or everything', async () => {
    const paths = pageRoutes(createTestApp()).filter(([method]) => method === 'GET');
    const { app, measure } = counted();
    const browser = createPageClient(app);
    await browser.signIn(await register(createTestApp()));
    const seen: Record<string, number> = {};
    for (const [, path] of paths) {
      // The first request of an address to an isolate asks KV for its count.
      await browser.open(path, once);
      const { hops } = await measure(() => browser.open(path, once));
      if (hops > 1) seen[path] = hops;
    }
    const [security, id] = ['/account/security', '01234567-89ab-7def-8123-456789abcdef'];
    expect(seen).toEqual({
      [`/account/connections/${id}/disconnect`]: 2,
      '/account/data/download': 4,
      [security]: 2,
      [`${security}/passkeys/add`]: 2,
      [`${security}/passkeys/${id}/rename`]: 2,
      [`${security}/passkeys/${id}/remove`]: 2,
      [`${security}/totp/${id}`]: 3,
      [`${security}/totp/${id}/remove`]: 2,
    });
  });

  it('is that of the API for a sign-in, whose second step adds what its API does', async () => {
    const plain = createTestApp();
    const person = await newcomer(plain);
    const { app, measure } = counted();
    const asApi = async (email: string) => {
      const json = { email, password: PASSWORD };
      const call = () => app.auth.login.$post({ json }, app.unsettled);
      await measure(call);
      return (await measure(call)).hops;
    };
    const asPage = async (email: string) => {
      const browser = createPageClient(app, { ip: `198.51.100.${++address}` });
      const page = await browser.open('/sign-in');
      const fields = { email_or_username: email, password: PASSWORD };
      const send = () => browser.submit(page, fields, { action: '/sign-in', ...once });
      // The first request of an address to an isolate asks KV for its count.
      await measure(send);
      return { browser, ...(await measure(send)) };
    };
    expect(await asApi(person.email)).toBe((await asPage(person.email)).hops);

    const device = await setUpTotp(plain, person);
    const { browser, hops } = await asPage(person.email);
    expect(hops).toBe(await asApi(person.email));
    const opened = await measure<OpenPage>(() => browser.open('/second-step', once));
    expect(opened.calls).toEqual([]);
    app.advance(plain.clock() - app.clock());
    const otp = await device.code();
    const taken = await measure(() => browser.submit(opened.answer, { otp }, once));
    expect(taken.answer.status).toBe(303);
    // The notice of a new device follows the answer.
    const calls = taken.calls.filter((call) => !call.endsWith('queue.send'));
    expect(calls.at(-1)).toBe('3 guard.open');
  });
});
