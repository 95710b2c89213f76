import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLatchkey, type LatchkeyError } from '../../src/client/core/index.ts';
import { ADA, json, problem, serve, type Turn, tokens } from './scripted-service.ts';

const BOB = { id: 'bob', email: 'bob@example.com' };
const PASSWORD = { email: ADA.email, password: 'correct-Horse-7-battery' };
const API = 'https://api.example.com';
const ofAda = (more = {}) => tokens({ session_id: 'of-ada', ...more });
const ofBob = () => tokens({ session_id: 'of-bob' });

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 27) });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

/** A page on which Ada is signed in, while the cookie of the browser becomes Bob's. */
async function signedIn(answers: Record<string, () => Turn> = {}) {
  const service = serve({
    login: () => ofAda({ user: ADA }),
    'token/refresh': ofBob,
    me: () => json(200, BOB),
    ...answers,
  });
  const given = { url: 'https://auth.example.com', apis: [API], fetch: service.fetch };
  const latchkey = createLatchkey(given);
  void latchkey.signIn(PASSWORD);
  await pass(10);
  expect(latchkey.state().user).toEqual(ADA);
  return { service, latchkey };
}

describe('somebody else who signed in on a page of the service', () => {
  it('is shown, once tokens are theirs', async () => {
    const { service, latchkey } = await signedIn();
    const seen: unknown[] = [];
    latchkey.onChange(({ user }) => seen.push(user));
    await pass(15 * 60);
    expect(seen).toEqual([BOB]);
    const [asked] = service.to('me');
    expect(asked?.headers.get('Authorization')).toBe(`Bearer ${await latchkey.accessToken()}`);
  });

  it('does not act in the name of the one who is shown', async () => {
    const { latchkey } = await signedIn({ me: () => problem(503, 'storage_unavailable') });
    const before = await latchkey.accessToken();
    await pass(14.5 * 60);
    expect(latchkey.state().user).toEqual(ADA);
    expect(await latchkey.accessToken()).toBe(before);
  });

  it('is nobody new in another session of the same person', async () => {
    const { latchkey } = await signedIn({ me: () => json(200, ADA) });
    const heard = vi.fn();
    latchkey.onChange(heard);
    await pass(15 * 60);
    expect(heard).not.toHaveBeenCalled();
    expect(latchkey.state().user).toEqual(ADA);
  });

  it('does not do what the one before them began', async () => {
    const refused = () => problem(401, 'token_revoked', { 'WWW-Authenticate': 'Bearer' });
    const { service, latchkey } = await signedIn({ account: refused, '/data': refused });
    const erasing = latchkey.call('DELETE', 'account').catch((error: LatchkeyError) => error);
    const posting = latchkey.fetch(`${API}/data`, { method: 'POST', body: '{}' });
    await pass(1);
    expect(await erasing).toMatchObject({ code: 'token_revoked' });
    expect((await posting).status).toBe(401);
    expect(service.to('account')).toHaveLength(1);
    expect(service.to('/data')).toHaveLength(1);
    expect(latchkey.state().user).toEqual(BOB);
  });
});
