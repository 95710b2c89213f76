import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { deriveKey } from '../../src/shared/digest.ts';
import { sealKeyId } from '../../src/shared/seal.ts';
import { newcomer, refusal } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { givePassword, prove, setUpTotp } from '../support/totp.ts';

const NEXT = 'the-secret-that-takes-its-place-0123456789';
const CRON_SECRET = 'a-cron-secret-that-only-the-tests-know';
const idOf = (secret: string) => sealKeyId(deriveKey(secret, 'second-factors'));

const appWith = (vars: Record<string, unknown>) => createTestApp({ env: { CRON_SECRET, ...vars } });
const rotating = () => appWith({ AUTH_SECRET: NEXT, AUTH_SECRET_PREVIOUS: env.AUTH_SECRET });

async function flush(app: TestApp) {
  const headers = { 'X-Cron-Secret': CRON_SECRET };
  const answer = await app.auth.cron['flush-tokens'].$post({ json: {} }, { headers });
  return ((await answer.json()) as { flushed: Record<string, unknown> }).flushed;
}

const sealedBy = async () =>
  (await env.DB.prepare('select sealed_by, count(*) as rows from user_factors group by 1').all())
    .results;

async function signsIn(app: TestApp, email: string, otp: string): Promise<number> {
  const { mfa_token } = await givePassword(app, email);
  return (await prove(app, mfa_token, { otp })).status;
}

/** Brings an app to the time of another. */
function at<App extends TestApp>(app: App, other: TestApp): App {
  app.advance(other.clock() - app.clock());
  return app;
}

describe('secrets of second factors, when AUTH_SECRET changes', () => {
  it('are opened with the former one, and sealed anew by the flush', async () => {
    const app = appWith({});
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    await setUpTotp(app, await newcomer(app));
    const next = at(rotating(), app);
    expect(await signsIn(next, person.email, await device.code())).toBe(200);
    expect(await sealedBy()).toEqual([{ sealed_by: idOf(env.AUTH_SECRET), rows: 2 }]);

    expect(await flush(next)).toMatchObject({ resealed_secrets: 2, complete: true });
    expect(await sealedBy()).toEqual([{ sealed_by: idOf(NEXT), rows: 2 }]);
    expect(await flush(next)).toMatchObject({ resealed_secrets: 0, complete: true });
    app.advance(60_000);
    const without = at(appWith({ AUTH_SECRET: NEXT }), app);
    expect(await signsIn(without, person.email, await device.code())).toBe(200);
  });

  it('are sealed anew in batches, past those that do not open', async () => {
    const app = appWith({});
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    await env.DB.prepare(
      `with recursive more (n) as (select 1 union all select n + 1 from more where n < 250)
       insert into user_factors (id, user_id, kind, secret, sealed_by, created_at)
       select 'more-' || n, user_id, kind, secret, sealed_by, n from more, user_factors`,
    ).run();
    const next = at(rotating(), app);
    // Copies open for no other row: they stay, are logged, and do not keep the flush going.
    expect(await flush(next)).toMatchObject({ resealed_secrets: 1, complete: true });
    expect(next.logs.filter(({ event }) => event === 'secret_not_resealed').length).toBeGreaterThan(
      100,
    );
    await env.DB.prepare("delete from user_factors where id like 'more-%'").run();
    expect(await signsIn(next, person.email, await device.code())).toBe(200);
  });

  it('make a deployment that has lost their key unhealthy, and say which', async () => {
    const app = appWith({});
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    const healthOf = async (one: TestApp) => (await one.auth.health.$get()).status;
    expect([await healthOf(app), await healthOf(rotating())]).toEqual([200, 200]);
    const lost = at(appWith({ AUTH_SECRET: NEXT }), app);
    expect(await healthOf(lost)).toBe(503);
    const [line] = lost.logs.filter(({ event }) => event === 'health_probe_failed');
    expect([line?.fields.part, String(line?.error)]).toEqual([
      'database',
      expect.stringContaining(
        `secrets of second factors are sealed by a former AUTH_SECRET (${idOf(env.AUTH_SECRET)})`,
      ),
    ]);
    // Nobody is let in by a code that cannot be checked, and the owner is told no more than that.
    const { mfa_token } = await givePassword(lost, person.email);
    expect(await refusal(await prove(lost, mfa_token, { otp: await device.code() }))).toEqual([
      401,
      'otp_invalid',
    ]);
    await flush(at(rotating(), app));
    expect(await healthOf(lost)).toBe(200);
  });
});
