import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { breachDigest, createLookUpBreach } from '../../src/methods/password/breach-check.ts';
import { bringLedger } from '../support/ledger.ts';
import {
  as,
  freshEmail,
  mailedToken,
  PASSWORD,
  refusal,
  registerByMail,
  signIn,
} from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';

const LEAKED = 'leaked-Horse-9-battery';
const NEW = 'another-Horse-8-battery';

/** A range service that knows one password: returns suffixes with counts, padded with zeros. */
function rangeService(known: string, { status = 200, delay = 0 } = {}) {
  const asked: { path: string; padding: string | null }[] = [];
  const digest = breachDigest(known);
  const fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    asked.push({
      path: new URL(request.url).pathname,
      padding: request.headers.get('Add-Padding'),
    });
    await new Promise((resolve, reject) => {
      setTimeout(resolve, delay);
      init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
    });
    const padding = `${'0'.repeat(35)}:0\r\n${breachDigest(NEW).slice(5)}:0`;
    const hit = request.url.endsWith(digest.slice(0, 5)) ? `\r\n${digest.slice(5)}:1234` : '';
    return new Response(padding + hit, { status });
  }) as typeof globalThis.fetch;
  return { fetch, asked };
}

const appWith = (mode: string, service: ReturnType<typeof rangeService>) =>
  createTestApp({
    env: { BREACH_CHECK: mode, BREACH_CHECK_URL: 'https://range.test/range/' },
    fetch: service.fetch,
  });
async function events(type: string) {
  await bringLedger();
  return (await env.DB.prepare('select * from audit_events where type = ?').bind(type).all())
    .results;
}

describe('a breach look-up', () => {
  it('sends only five digits of the digest and ignores padding', async () => {
    const service = rangeService(LEAKED);
    const lookUp = createLookUpBreach({ url: 'https://range.test/range', fetch: service.fetch });
    expect(await lookUp(breachDigest(LEAKED))).toBe('found');
    expect(await lookUp(breachDigest(NEW))).toBe('clean');
    expect(service.asked[0]).toEqual({
      path: `/range/${breachDigest(LEAKED).slice(0, 5)}`,
      padding: 'true',
    });
  });

  it('is not led elsewhere, where the digits would go as well', async () => {
    const asked: string[] = [];
    const fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
      asked.push(`${init?.redirect}`);
      return new Response(String(input), { status: 302, headers: { Location: '/elsewhere' } });
    }) as typeof globalThis.fetch;
    const lookUp = createLookUpBreach({ url: 'https://range.test/range', fetch });
    expect([await lookUp(breachDigest(LEAKED)), asked]).toEqual(['unknown', ['manual']]);
  });

  it('is abandoned after 1.5 seconds and if the service is down', async () => {
    const begun = Date.now();
    expect(
      await createLookUpBreach({
        url: 'https://range.test',
        fetch: rangeService(LEAKED, { delay: 10_000 }).fetch,
      })(breachDigest(LEAKED)),
    ).toBe('unknown');
    expect(Date.now() - begun).toBeLessThan(8000);
    expect(
      await createLookUpBreach({
        url: 'https://range.test',
        fetch: rangeService(LEAKED, { status: 503 }).fetch,
      })(breachDigest(LEAKED)),
    ).toBe('unknown');
  });
});

describe('BREACH_CHECK=reject', () => {
  it('rejects a leaked password on every route that sets one', async () => {
    const app = appWith('reject', rangeService(LEAKED));
    expect(
      await refusal(
        await app.auth.register.$post({ json: { email: freshEmail(), password: LEAKED } }),
      ),
    ).toEqual([400, 'password_breached']);
    const email = await registerByMail(app);
    const { access_token: token } = await signIn(app, email);
    const changed = await app.auth.password.change.$post(
      { json: { old_password: PASSWORD, new_password: LEAKED } },
      as(token),
    );
    expect(await refusal(changed)).toEqual([400, 'password_breached']);

    await app.auth.password.reset.$post({ json: { email } });
    const link = await mailedToken(app, email);
    const confirm = (password: string) =>
      app.auth.password.reset.confirm.$post({ json: { token: link, new_password: password } });
    expect(await refusal(await confirm(LEAKED))).toEqual([400, 'password_breached']);
    expect((await confirm(NEW)).status).toBe(200);
  });

  it('accepts passwords while the service is down, and records an event', async () => {
    const app = appWith('reject', rangeService(LEAKED, { status: 500 }));
    expect(
      (await app.auth.register.$post({ json: { email: freshEmail(), password: LEAKED } })).status,
    ).toBe(201);
    expect(await events('password.breach_check_failed')).toHaveLength(1);
  });
});

describe('BREACH_CHECK=warn', () => {
  it('accepts a leaked password, checks it later and notifies the user', async () => {
    const service = rangeService(LEAKED);
    const app = appWith('warn', service);
    const email = freshEmail();
    expect((await app.auth.register.$post({ json: { email, password: LEAKED } })).status).toBe(201);
    expect(service.asked).toHaveLength(0);
    expect(JSON.stringify(app.queued)).not.toContain(breachDigest(LEAKED));
    await app.deliverJobs();
    expect(service.asked).toHaveLength(1);
    const row = await env.DB.prepare('select password_breached_at as at from users').first<{
      at: number | null;
    }>();
    expect(row?.at).toBe(app.clock());
    expect(await events('password.found_in_breach')).toHaveLength(1);
    expect((await app.lastMail(email)).subject).toContain('change your');
  });

  it('clears the flag after a change to a clean password', async () => {
    const app = appWith('warn', rangeService(PASSWORD));
    const email = await registerByMail(app);
    await app.deliverJobs();
    const { access_token: token } = await signIn(app, email);
    expect(
      (
        await env.DB.prepare('select password_breached_at as at from users').first<{
          at: number | null;
        }>()
      )?.at,
    ).not.toBeNull();
    await app.auth.password.change.$post(
      { json: { old_password: PASSWORD, new_password: NEW } },
      as(token),
    );
    await app.deliverJobs();
    expect(
      (
        await env.DB.prepare('select password_breached_at as at from users').first<{
          at: number | null;
        }>()
      )?.at,
    ).toBeNull();
  });
});
