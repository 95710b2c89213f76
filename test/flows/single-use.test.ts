import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { brokenDatabase, unwritableDatabase } from '../support/faults.ts';
import { type Answer, freshEmail, PASSWORD, tokenOf } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

/** KV that never forgets, and KV that returns stale values. */
const stubbornKv = {
  'real KV': {},
  'KV that never forgets': { KV: keepEverything() },
  'KV that serves stale': { KV: serveStale() },
};

// Every first read is repeated for good, absence included: the worst case of KV's cache.
function serveStale(): object {
  const seen = new Map<string, Promise<unknown>>();
  return {
    ...keepEverything(),
    get: (key: string, type: 'json') => {
      const answer = seen.get(key) ?? env.KV.get(key, type);
      seen.set(key, answer);
      return answer;
    },
  };
}

function keepEverything(): object {
  return {
    get: env.KV.get.bind(env.KV),
    put: (key: string, value: string) => env.KV.put(key, value),
    delete: async () => undefined,
    list: env.KV.list.bind(env.KV),
  };
}

async function mailed(app: TestApp) {
  const email = freshEmail();
  await app.auth.register.$post({ json: { email, password: PASSWORD } });
  const mail = await app.lastMail(email);
  return { email, token: tokenOf(mail.links[0]), otp: mail.codes[0] ?? '' };
}

async function fifty(work: () => Promise<Answer>): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: 50 }, work));
  return answers.map((answer) => answer.status).sort();
}

const onceOfFifty = [200, ...Array<number>(49).fill(401)];

describe.each(Object.entries(stubbornKv))('with %s', (_, bindings) => {
  it('accepts a verification link once in fifty parallel uses', async () => {
    const app = createTestApp({ env: bindings });
    const { token } = await mailed(app);
    expect(await fifty(() => app.auth.email.verify.$post({ json: { token } }))).toEqual(
      onceOfFifty,
    );
    expect((await app.auth.email.verify.$post({ json: { token } })).status).toBe(401);
  });

  it('accepts a verification code once in fifty parallel uses', async () => {
    const app = createTestApp({ env: bindings });
    const { email, otp } = await mailed(app);
    expect(await fifty(() => app.auth.email.verify.$post({ json: { email, otp } }))).toEqual(
      onceOfFifty,
    );
  });

  it('accepts an exchange token once in fifty parallel uses', async () => {
    const app = createTestApp({ env: bindings });
    const { token } = await mailed(app);
    const { exchange_token: exchange } = (await (
      await app.auth.email.verify.$post({ json: { token } })
    ).json()) as { exchange_token: string };
    expect(
      await fifty(() => app.auth['exchange-token'].$post({ json: { exchange_token: exchange } })),
    ).toEqual(onceOfFifty);
  });
});

describe('a one-time secret', () => {
  it('works once even if KV still returns it long after', async () => {
    const app = createTestApp({ env: { KV: keepEverything() } });
    const { email, token, otp } = await mailed(app);
    expect((await app.auth.email.verify.$post({ json: { token } })).status).toBe(200);
    app.advance(20 * 3_600_000);
    expect((await app.auth.email.verify.$post({ json: { token } })).status).toBe(401);
    expect((await app.auth.email.verify.$post({ json: { email, otp } })).status).toBe(401);
  });

  it('expires by its own timestamp, whatever KV says', async () => {
    const app = createTestApp({ env: { KV: keepEverything() } });
    const first = await mailed(app);
    app.advance(301_000);
    expect(
      (await app.auth.email.verify.$post({ json: { email: first.email, otp: first.otp } })).status,
    ).toBe(401);
    app.advance(86_400_000);
    expect((await app.auth.email.verify.$post({ json: { token: first.token } })).status).toBe(401);
    const { token } = await mailed(app);
    const { exchange_token: exchange } = (await (
      await app.auth.email.verify.$post({ json: { token } })
    ).json()) as { exchange_token: string };
    app.advance(60_000);
    expect(
      (await app.auth['exchange-token'].$post({ json: { exchange_token: exchange } })).status,
    ).toBe(401);
  });

  it('works at once after a resend, even if KV still serves the earlier one', async () => {
    const app = createTestApp();
    const { email, otp } = await mailed(app);
    const wrong = otp === '000000' ? '111111' : '000000';
    expect((await app.auth.email.verify.$post({ json: { email, otp: wrong } })).status).toBe(401);
    app.advance(1000);
    await app.auth.email.resend.$post({ json: { email } });
    const again = (await app.lastMail(email)).codes[0];
    expect((await app.auth.email.verify.$post({ json: { email, otp: again } })).status).toBe(200);
  });

  it('is released when the write it was used for fails', async () => {
    const app = createTestApp();
    const { token } = await mailed(app);
    const broken = createTestApp({ env: { DB: unwritableDatabase() } });
    const failed = await broken.auth.email.verify.$post({ json: { token } });
    expect([failed.status, failed.headers.get('Retry-After')]).toEqual([503, '2']);
    expect((await app.auth.email.verify.$post({ json: { token } })).status).toBe(200);
  });

  it('cannot be guessed: five wrong codes block the right one and a new one', async () => {
    const app = createTestApp();
    const { email, otp } = await mailed(app);
    const wrong = Array.from({ length: 200 }, (_, index) => String(index).padStart(6, '0')).filter(
      (code) => code !== otp,
    );
    await Promise.all(
      wrong.map((code) => app.auth.email.verify.$post({ json: { email, otp: code } })),
    );
    expect((await app.auth.email.verify.$post({ json: { email, otp } })).status).toBe(401);
    app.advance(1000);
    await app.auth.email.resend.$post({ json: { email } });
    const mail = await app.lastMail(email);
    expect(
      (await app.auth.email.verify.$post({ json: { email, otp: mail.codes[0] } })).status,
    ).toBe(401);
    expect(
      (await app.auth.email.verify.$post({ json: { token: tokenOf(mail.links[0]) } })).status,
    ).toBe(200);
  });

  it('responds to unknown addresses as to wrong codes', async () => {
    const app = createTestApp();
    const { email, otp } = await mailed(app);
    const wrong = otp === '000000' ? '111111' : '000000';
    const bodies = [];
    for (const address of [email, freshEmail()]) {
      const response = await app.auth.email.verify.$post({ json: { email: address, otp: wrong } });
      const { request_id: id, ...body } = (await response.json()) as Record<string, unknown>;
      expect(id).toBeTypeOf('string');
      bodies.push([response.status, body]);
    }
    expect(bodies[0]).toEqual(bodies[1]);
  });

  it('is not used up when the database cannot be read, whatever its purpose', async () => {
    const app = createTestApp();
    const broken = createTestApp({ env: { DB: brokenDatabase() } });
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    const token = tokenOf((await app.lastMail(email)).links[0]);
    expect((await broken.auth.email.verify.$post({ json: { token } })).status).toBe(503);
    const verified = await app.auth.email.verify.$post({ json: { token } });
    expect(verified.status).toBe(200);
    const exchange = (await verified.json()) as { exchange_token: string };
    expect((await broken.auth['exchange-token'].$post({ json: exchange })).status).toBe(503);
    expect((await app.auth['exchange-token'].$post({ json: exchange })).status).toBe(200);
    await app.auth.password.reset.$post({ json: { email } });
    const reset = {
      token: tokenOf((await app.lastMail(email)).links[0]),
      new_password: 'another-Horse-8-battery',
    };
    expect((await broken.auth.password.reset.confirm.$post({ json: reset })).status).toBe(503);
    expect((await app.auth.password.reset.confirm.$post({ json: reset })).status).toBe(200);
  });
});
