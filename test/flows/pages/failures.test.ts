import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { codeAt, stepAt } from '../../../src/second-step/totp/one-time-passwords.ts';
import { fromBase32 } from '../../support/base32.ts';
import { brokenKv, hookedGuards } from '../../support/faults.ts';
import { createPageClient } from '../../support/page-client.ts';
import {
  freshEmail,
  mailedCode,
  mailedToken,
  newcomer,
  PASSWORD,
  register,
} from '../../support/people.ts';
import { shownCodes } from '../../support/shown-codes.ts';
import { createTestApp } from '../../support/test-app.ts';
import { setUpTotp } from '../../support/totp.ts';

type Method = (...args: unknown[]) => unknown;

/** The service on bindings that fail while `outage` names them. */
function failingApp() {
  const outage = new Set<'kv' | 'guards' | 'answers of D1'>();
  const kv = new Proxy(env.KV, {
    get(target, name: keyof KVNamespace) {
      const real = target[name] as Method;
      const broken = brokenKv() as Record<string, Method>;
      return (...args: unknown[]) =>
        outage.has('kv') ? broken[name]?.(...args) : real.apply(target, args);
    },
  });
  const app = createTestApp({
    env: {
      KV: kv,
      ACCOUNT_GUARD: hookedGuards(async (_, call) => {
        if (outage.has('guards')) throw new Error('guard is down');
        return call();
      }),
      DB: {
        prepare: (query: string) => env.DB.prepare(query),
        async batch(statements: D1PreparedStatement[]) {
          const results = await env.DB.batch(statements);
          if (outage.has('answers of D1')) throw new Error('D1 is down');
          return results;
        },
      },
    },
  });
  return { app, outage };
}

describe('a form that the service could not take', () => {
  it('leads back to the mailed link that opened it, and where that was to lead', async () => {
    const { app, outage } = failingApp();
    const browser = createPageClient(app);
    const email = await register(app);
    await app.auth.password.reset.$post({ json: { email } });
    const token = await mailedToken(app, email);
    const page = await browser.open(`/reset-password?token=${token}&return_to=/account/data`);
    outage.add('kv');
    const fields = { password: 'another-Horse-8-battery', confirmation: 'another-Horse-8-battery' };
    const failed = await browser.submit(page, fields);
    expect([failed.status, failed.h1]).toEqual([503, 'We can’t do this right now']);
    outage.clear();
    const again = await browser.follow(failed, 'Try again');
    expect([again.status, again.forms[0]?.fields.token]).toEqual([200, token]);
    const done = await browser.submit(again, fields);
    expect(done.url).toBe('/sign-in?return_to=%2Faccount%2Fdata');
  });

  it('never leads elsewhere, whatever it was sent', async () => {
    const { app, outage } = failingApp();
    const browser = createPageClient(app);
    const { csrf_token = '' } = (await browser.open('/forgot-password')).forms[0]?.fields ?? {};
    const password = 'another-Horse-8-battery';
    const return_to = 'https://evil.example/';
    const fields = { csrf_token, password, confirmation: password, return_to };
    outage.add('kv');
    for (const token of [`${'x'.repeat(43)}`, '"><x>', 'x'.repeat(5000)]) {
      const failed = await browser.post('/reset-password', { ...fields, token });
      const way = failed.links.find(({ text }) => text === 'Try again');
      expect([failed.status, way?.href]).toEqual([503, expect.stringMatching(/^\/reset-password/)]);
      expect(failed.html).not.toContain('<x>');
      expect((await browser.open(way?.href ?? '')).html).not.toContain('evil.example/"');
    }
  });

  it('with a mailed code is shown again: the code still works', async () => {
    const { app, outage } = failingApp();
    const browser = createPageClient(app);
    const email = await register(app);
    const asked = await browser.submit(await browser.open('/sign-in/code'), { email });
    const otp = await mailedCode(app, email);
    outage.add('guards');
    const failed = await browser.submit(asked, { otp }, { action: '/sign-in/code' });
    expect([failed.status, failed.alerts[0]]).toEqual([
      503,
      expect.stringContaining('We can’t sign you in right now'),
    ]);
    outage.clear();
    const done = await browser.submit(failed, { otp }, { action: '/sign-in/code' });
    expect(done.url).toBe('/account/profile');
  });

  it('shows the recovery codes of an app that was added all the same', async () => {
    const { app, outage } = failingApp();
    const browser = createPageClient(app);
    const email = freshEmail();
    await register(app, email);
    await browser.signIn(email);
    const begin = await browser.open('/account/security/totp');
    const scan = await browser.submit(begin, {}, { action: '/account/security/totp' });
    const key = /(?:[A-Z2-7]{4} ){4,}[A-Z2-7]{1,4}/.exec(scan.text)?.[0] ?? '';
    const otp = await codeAt(fromBase32(key.replaceAll(' ', '')), stepAt(app.clock()));
    outage.add('answers of D1');
    const failed = await browser.submit(scan, { otp }, { action: scan.url });
    expect([failed.status, failed.url]).toEqual([503, scan.url]);
    outage.clear();
    app.advance(2000);
    const done = await browser.submit(failed, { otp }, { action: scan.url });
    expect(done.url).toBe('/account/security/recovery-codes');
    expect(shownCodes(done.text)).toHaveLength(10);
  });

  it('leads on where an app was removed all the same', async () => {
    const { app, outage } = failingApp();
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    const browser = createPageClient(app);
    const asked = await browser.submit(
      await browser.open('/sign-in'),
      { email_or_username: person.email, password: PASSWORD },
      { action: '/sign-in' },
    );
    await browser.submit(asked, { otp: await device.code() }, { action: '/second-step' });
    const path = `/account/security/totp/${device.id}/remove`;
    const page = await browser.open(path);
    outage.add('answers of D1');
    const done = await browser.submit(page, {}, { action: path });
    expect([done.status, done.url, done.statuses.length]).toEqual([200, '/account/security', 1]);
  });
});
