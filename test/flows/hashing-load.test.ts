import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { argon2id } from '../../src/methods/password/argon2.ts';
import { takeConsole } from '../support/console.ts';
import { bearer, freshEmail, PASSWORD, register, WRONG } from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';

const AUTH = 'https://auth.test/api/v1/auth';

/** Signs in through the Worker's own entry point, as a separate request. */
const signIn = (email: string, password: string) =>
  exports.default.fetch(`${AUTH}/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password, token_delivery: 'body' }),
  });

/** Sign-ins in flight, and how many have finished, each after one hash. */
function signInsInFlight(count: number) {
  const state = { answered: 0 };
  const all = Array.from({ length: count }, async () => {
    const { status } = await signIn(freshEmail(), WRONG);
    state.answered++;
    return status;
  });
  return { state, all: Promise.all(all) };
}

/** Waits for the work after the responses, which the next test would cut off. */
const recorded = (count: number) =>
  vi.waitUntil(
    async () => {
      const query = "select count(*) as n from audit_events where type = 'session.sign_in_failed'";
      return (await env.DB.prepare(query).first<number>('n')) === count;
    },
    { interval: 20, timeout: 20_000 },
  );

describe('with 50 sign-ins in flight', () => {
  it.each([['health/live', 'me']])('%s and %s wait for at most two hashes', async (...paths) => {
    const lines = takeConsole();
    const email = await register(createTestApp({ argon2: argon2id }));
    const { access_token: token } = await (await signIn(email, PASSWORD)).json<{
      access_token: string;
    }>();
    const { state, all } = signInsInFlight(50);
    await vi.waitUntil(() => state.answered > 0, { interval: 1, timeout: 20_000 });
    for (const path of [...paths, ...paths]) {
      // Two hashes, plus one already computed when the request arrived.
      const before = state.answered;
      const answer = await exports.default.fetch(`${AUTH}/${path}`, { headers: bearer(token) });
      expect([path, answer.status, state.answered - before <= 3]).toEqual([path, 200, true]);
    }
    expect(state.answered, 'sign-ins are still in flight').toBeLessThan(40);
    expect(new Set(await all)).toEqual(new Set([401]));
    await recorded(50);
    expect(new Set(lines.map(({ level, event }) => `${level} ${event}`))).toEqual(
      new Set(['info request']),
    );
  });
});

describe('a client that disconnected', () => {
  it('causes no further hashing and uses none of the account’s tries', async () => {
    const app = createTestApp();
    const email = await register(app);
    const { count } = app.hashes;
    for (let times = 0; times < 6; times++) {
      const client = new AbortController();
      const request = new Request(`${AUTH}/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email, password: WRONG }),
        signal: client.signal,
      });
      const ctx = createExecutionContext();
      const answer = app.app.fetch(request, app.env, ctx);
      client.abort();
      expect((await answer).status).toBe(400);
      await waitOnExecutionContext(ctx);
    }
    expect(app.hashes.count).toBe(count);
    const right = await app.auth.login.$post({ json: { email, password: PASSWORD } });
    expect(right.status).toBe(200);
  });
});
