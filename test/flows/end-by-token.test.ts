import { describe, expect, it } from 'vitest';
import { as, newcomer, refusal, signIn } from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';

const LIMITS = JSON.stringify({
  sessions_end: { limit: 1, windowSeconds: 600 },
  sessions_end_all: { limit: 1, windowSeconds: 600 },
});

async function twoSessions(env: Record<string, unknown> = {}) {
  const app = createTestApp({ env });
  const person = await newcomer(app);
  const other = await signIn(app, person.email);
  const isAlive = async () => (await app.auth.me.$get({}, as(other))).status === 200;
  const end = (id: string) => app.auth.sessions[':id'].$delete({ param: { id } }, as(person));
  const endOthers = () => app.auth.sessions['terminate-all'].$post({}, as(person));
  return { app, person, other, isAlive, end, endOthers };
}

describe('a request to end sessions', () => {
  it('ends nothing by a token that is dead', async () => {
    const { app, person, other, isAlive, end, endOthers } = await twoSessions();
    await app.fetch('/api/v1/auth/token/revoke', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token: person.access_token }).toString(),
    });
    for (const answer of [await end(other.session_id), await endOthers()])
      expect(await refusal(answer)).toEqual([401, 'token_revoked']);
    expect(await isAlive()).toBe(true);
  });

  it('ends nothing over its limit', async () => {
    const { other, isAlive, end, endOthers } = await twoSessions({ RATE_LIMITS: LIMITS });
    expect((await end(crypto.randomUUID())).status).toBe(404);
    expect((await end(other.session_id)).status).toBe(429);
    expect(await isAlive()).toBe(true);
    expect((await endOthers()).status).toBe(200);
    expect(await isAlive()).toBe(false);
  });

  it('finds no session by what is no id, and may end its own', async () => {
    const { person, isAlive, end } = await twoSessions();
    expect((await end('not-an-id')).status).toBe(404);
    expect((await end(person.session_id)).status).toBe(200);
    expect(await refusal(await end(person.session_id))).toEqual([401, 'token_revoked']);
    expect(await isAlive()).toBe(true);
  });
});
