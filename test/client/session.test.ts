import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createLatchkey,
  LatchkeyError,
  type LatchkeyOptions,
  memoryStore,
} from '../../src/client/core/index.ts';
import { ADA, json, problem, serve, type Turn, tokens } from './scripted-service.ts';

const SERVICE = 'https://auth.example.com';
const API = 'https://api.example.com';
const PASSWORD = { email: ADA.email, password: 'correct-Horse-7-battery' };
const LOST: Turn = { kind: 'network error' };
const HANGS: Turn = { kind: 'hang' };
const PAGE: Turn = { kind: 'answer', status: 200, body: '<!doctype html>' };

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 27) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Lets time pass until it is done, and returns its result, or its error. */
async function settled<Result>(work: Promise<Result>): Promise<Result | LatchkeyError> {
  const caught = work.catch((error: LatchkeyError) => error);
  await vi.advanceTimersByTimeAsync(150);
  return caught;
}

type Answers = Parameters<typeof serve>[0];

function start(answers: Answers = {}, options: Partial<LatchkeyOptions> = {}) {
  const service = serve(answers);
  const given = { url: `${SERVICE}/`, apis: [API], fetch: service.fetch };
  return { service, latchkey: createLatchkey({ ...given, ...options }) };
}

async function signedIn(answers: Answers = {}, options: Partial<LatchkeyOptions> = {}) {
  const started = start(answers, options);
  expect(await settled(started.latchkey.signIn(PASSWORD))).toMatchObject({ status: 'signed_in' });
  return started;
}

/** Answers in order, and the last one for ever. */
function inTurn(...turns: Turn[]) {
  let at = 0;
  return () => turns[Math.min(at++, turns.length - 1)] ?? PAGE;
}

const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000);
const bearer = (token: string | undefined) => `Bearer ${token}`;

describe('signing in', () => {
  it('tells each change, and keeps its state the same object between them', async () => {
    const { latchkey } = start();
    const heard = vi.fn();
    const stop = latchkey.onChange(heard);
    expect(latchkey.state()).toEqual({ status: 'loading', user: null });
    await settled(latchkey.signIn(PASSWORD));
    await settled(latchkey.reload());
    expect(heard.mock.calls).toEqual([[{ status: 'signed_in', user: ADA }]]);
    expect(latchkey.state()).toBe(latchkey.state());
    stop();
    await settled(latchkey.signOut());
    expect(heard).toHaveBeenCalledTimes(1);
    expect(latchkey.state()).toEqual({ status: 'signed_out', user: null });
  });

  it('asks for a cookie, or with a store for tokens in the body', async () => {
    const { service } = await signedIn();
    expect(service.asked[0]?.body).toEqual({ ...PASSWORD, token_delivery: 'cookie' });
    expect(service.asked[0]?.credentials).toBe('include');
    const { service: other } = await signedIn({}, { store: memoryStore() });
    expect(other.asked[0]?.body).toEqual({ ...PASSWORD, token_delivery: 'body' });
    expect(other.asked[0]?.credentials).toBe('omit');
  });

  it('goes on with a second step', async () => {
    const waits = { otp_required: true, mfa_token: 'mfa', methods: ['totp'], expires_in: 300 };
    const { service, latchkey } = start({
      login: () => json(200, waits),
      'login/otp-verify': () => tokens({ user: ADA }),
    });
    const step = await settled(latchkey.signIn(PASSWORD));
    expect(step).toMatchObject({ status: 'second_step', mfa_token: 'mfa', methods: ['totp'] });
    expect(latchkey.state().status).toBe('loading');
    const done = await settled(latchkey.proveSecondStep({ mfa_token: 'mfa' }, { otp: '123456' }));
    expect(done).toEqual({ status: 'signed_in', user: ADA });
    const [asked] = service.to('login/otp-verify');
    expect(asked?.body).toEqual({ mfa_token: 'mfa', otp: '123456', token_delivery: 'cookie' });
  });

  it.each([
    ['a problem', problem(401, 'invalid_credentials'), 'invalid_credentials', 401],
    ['no network', LOST, 'network_error', 0],
    ['a page of a proxy', PAGE, 'unexpected_answer', 200],
    ['tokens of nobody', tokens(), 'unexpected_answer', 200],
  ])('throws a LatchkeyError for %s', async (_what, turn, code, status) => {
    const { latchkey } = start({ login: () => turn });
    const error = await settled(latchkey.signIn(PASSWORD));
    expect(error).toBeInstanceOf(LatchkeyError);
    expect(error).toMatchObject({ code, ...(code === 'unexpected_answer' ? {} : { status }) });
    expect(latchkey.state().status).toBe('loading');
  });

  it('says when to try again', async () => {
    const limited = problem(429, 'rate_limited', { 'Retry-After': '40' });
    const { latchkey } = start({ login: () => limited });
    const error = await settled(latchkey.signIn(PASSWORD));
    expect(error).toMatchObject({ retryAfter: 40, problem: { code: 'rate_limited' } });
  });
});

describe('going on with a session', () => {
  it('makes no request until it is asked', async () => {
    const { service } = start();
    await minutes(60);
    expect(service.asked).toEqual([]);
  });

  it('loads once, however many ask', async () => {
    const { service, latchkey } = start();
    await settled(Promise.all([latchkey.load(), latchkey.load(), latchkey.accessToken()]));
    expect(latchkey.state()).toEqual({ status: 'signed_in', user: ADA });
    expect(service.asked.map(({ path }) => path)).toEqual(['token/refresh', 'me']);
  });

  it('knows after a 401 that nobody is signed in, and asks no more', async () => {
    const { service, latchkey } = start({ 'token/refresh': () => problem(401, 'token_missing') });
    expect(await settled(latchkey.load())).toEqual({ status: 'signed_out', user: null });
    await settled(latchkey.fetch(`${API}/data`));
    latchkey.wake();
    await minutes(60);
    expect(service.to('token/refresh')).toHaveLength(1);
    expect(service.to('/data')[0]?.headers.get('Authorization')).toBeNull();
  });

  it.each([
    ['403', problem(403, 'csrf_failed')],
    ['429', problem(429, 'rate_limited')],
    ['500', problem(500, 'internal_error')],
    ['503', problem(503, 'storage_unavailable')],
    ['no network', LOST],
    ['silence', HANGS],
    ['a page', PAGE],
    ['no tokens', json(200, {})],
  ])('keeps the session after %s, and tries again', async (_what, turn) => {
    const { latchkey } = start({ 'token/refresh': inTurn(turn, turn, tokens()) });
    const loaded = latchkey.load().catch((error: LatchkeyError) => error);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(await loaded).toBeInstanceOf(LatchkeyError);
    await minutes(1);
    expect(latchkey.state()).toEqual({ status: 'signed_in', user: ADA });
  });

  it('waits as long as it is told to', async () => {
    const busy = problem(503, 'storage_unavailable', { 'Retry-After': '30' });
    const { service, latchkey } = start({ 'token/refresh': inTurn(busy, tokens()) });
    await settled(latchkey.load());
    await vi.advanceTimersByTimeAsync(29_000);
    expect(service.to('token/refresh')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(service.to('token/refresh')).toHaveLength(2);
  });

  it('sends the same refresh token within the grace when an answer was lost', async () => {
    const store = memoryStore();
    await store.set('refresh-0');
    const { service, latchkey } = start(
      { 'token/refresh': inTurn(HANGS, LOST, tokens()) },
      { store },
    );
    void latchkey.load().catch(() => undefined);
    await vi.advanceTimersByTimeAsync(30_000);
    const sent = service.to('token/refresh');
    expect(sent.map(({ body }) => body.refresh_token)).toEqual(Array(3).fill('refresh-0'));
    expect((sent[1]?.at ?? 0) - (sent[0]?.at ?? 0)).toBeLessThan(20_000);
    expect(latchkey.state().status).toBe('signed_in');
  });
});

describe('renewing', () => {
  it('happens by itself a minute early, once', async () => {
    const { service } = await signedIn();
    await minutes(13.9);
    expect(service.to('token/refresh')).toHaveLength(0);
    await minutes(0.2);
    expect(service.to('token/refresh')).toHaveLength(1);
  });

  it('goes by how long a token lasts, whatever the clock shows', async () => {
    const { service } = await signedIn();
    vi.setSystemTime(Date.now() - 3 * 86_400_000);
    await minutes(13.9);
    expect(service.to('token/refresh')).toHaveLength(0);
    await minutes(0.2);
    expect(service.to('token/refresh')).toHaveLength(1);
  });

  it('happens after sleep, in which timers stood still', async () => {
    const { service, latchkey } = await signedIn();
    await minutes(1);
    vi.setSystemTime(Date.now() + 8 * 3_600_000);
    latchkey.wake();
    await vi.advanceTimersByTimeAsync(50);
    expect(service.to('token/refresh')).toHaveLength(1);
  });

  it('happens before a request that comes first after sleep', async () => {
    const { service, latchkey } = await signedIn();
    await minutes(1);
    vi.setSystemTime(Date.now() + 8 * 3_600_000);
    const fetches = [1, 2, 3].map(() => latchkey.fetch(`${API}/data`));
    await vi.advanceTimersByTimeAsync(100);
    await Promise.all(fetches);
    const paths = service.asked.map(({ path }) => path);
    expect(paths).toEqual(['login', 'token/refresh', '/data', '/data', '/data']);
  });

  it('waits for a hidden page to be seen again', async () => {
    const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
    vi.stubGlobal('document', page);
    vi.stubGlobal('window', new EventTarget());
    vi.stubGlobal('navigator', {});
    const { service } = await signedIn();
    page.visibilityState = 'hidden';
    await minutes(60);
    expect(service.to('token/refresh')).toHaveLength(0);
    page.visibilityState = 'visible';
    page.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(50);
    expect(service.to('token/refresh')).toHaveLength(1);
  });

  it('stores the new refresh token before it uses the new access token', async () => {
    const order: string[] = [];
    const kept = memoryStore();
    const set = async (token: string) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      order.push(`stored ${token}`);
      await kept.set(token);
    };
    const me = () => {
      order.push('used');
      return json(200, ADA);
    };
    const { latchkey } = start({ me }, { store: { ...kept, set } });
    await kept.set('refresh-0');
    void latchkey.load();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(order).toEqual([expect.stringMatching(/^stored refresh-/), 'used']);
  });

  it('keeps the old refresh token where the new one cannot be stored', async () => {
    const kept = memoryStore();
    await kept.set('refresh-0');
    const set = vi.fn(() => Promise.reject(new Error('the key store is full')));
    const { service, latchkey } = start({}, { store: { ...kept, set } });
    await settled(latchkey.load().catch(() => undefined));
    expect(latchkey.state().status).toBe('loading');
    set.mockImplementation(async (token?: unknown) => void kept.set(String(token)) as never);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(service.to('token/refresh').map(({ body }) => body.refresh_token)).toEqual(
      Array(2).fill('refresh-0'),
    );
    expect(latchkey.state().status).toBe('signed_in');
  });
});

describe('fetch', () => {
  const refused = () => problem(401, 'token_invalid');

  it('renews the token after a 401 and sends the same again, body included', async () => {
    const { service, latchkey } = await signedIn({ '/data': inTurn(refused(), json(200, {})) });
    await minutes(1);
    const response = latchkey.fetch(`${API}/data`, { method: 'POST', body: '{"a":1}' });
    expect(await settled(response)).toMatchObject({ status: 200 });
    const [first, second] = service.to('/data');
    expect(second?.body).toEqual({ a: 1 });
    expect(second?.headers.get('Authorization')).not.toBe(first?.headers.get('Authorization'));
    expect(service.to('token/refresh')).toHaveLength(1);
  });

  it('returns a second 401, and does not ask for a token that is only just new', async () => {
    const { service, latchkey } = await signedIn({ '/data': refused });
    await minutes(1);
    expect(await settled(latchkey.fetch(`${API}/data`))).toMatchObject({ status: 401 });
    expect(await settled(latchkey.fetch(`${API}/data`))).toMatchObject({ status: 401 });
    expect(service.to('/data')).toHaveLength(3);
    expect(service.to('token/refresh')).toHaveLength(1);
  });

  it('shares one refresh between all that a 401 met', async () => {
    const turns = inTurn(refused(), refused(), refused(), json(200, {}));
    const { service, latchkey } = await signedIn({ '/data': turns });
    await minutes(1);
    const all = Promise.all([1, 2, 3].map(() => latchkey.fetch(`${API}/data`)));
    await vi.advanceTimersByTimeAsync(200);
    expect((await all).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(service.to('token/refresh')).toHaveLength(1);
  });

  it('shows the token to the service and to `apis`, and to nobody else', async () => {
    const { service, latchkey } = await signedIn();
    const token = await latchkey.accessToken();
    for (const url of [SERVICE, API, 'https://elsewhere.example.com', 'https://example.com']) {
      await settled(latchkey.fetch(`${url}/data`));
    }
    const shown = service.to('/data').map(({ headers }) => headers.get('Authorization'));
    expect(shown).toEqual([bearer(token ?? ''), bearer(token ?? ''), null, null]);
  });

  it('rejects while nobody can say who is signed in', async () => {
    const { service, latchkey } = start({ 'token/refresh': () => LOST });
    const error = await settled(latchkey.fetch(`${API}/data`));
    expect(error).toMatchObject({ code: 'network_error', status: 0 });
    expect(service.to('/data')).toHaveLength(0);
  });
});

describe('call', () => {
  it('does not repeat a wrong code as if the token were wrong', async () => {
    const { service, latchkey } = await signedIn({ 'step-up': () => problem(401, 'otp_invalid') });
    await minutes(1);
    const error = await settled(latchkey.stepUp({ otp: '000000' }));
    expect(error).toMatchObject({ code: 'otp_invalid' });
    expect(service.to('step-up')).toHaveLength(1);
    expect(service.to('token/refresh')).toHaveLength(0);
  });

  it('keeps the tokens of a step-up, stored first', async () => {
    const store = memoryStore();
    const fresh = { access_token: 'proved', refresh_token: 'proved-refresh' };
    const answers = { 'step-up': () => tokens({ ...fresh, user: ADA }) };
    const { service, latchkey } = await signedIn(answers, { store });
    await settled(latchkey.stepUp({ password: PASSWORD.password }));
    await settled(latchkey.call('DELETE', 'mfa/1'));
    expect(service.to('mfa/1')[0]?.headers.get('Authorization')).toBe('Bearer proved');
    expect(await store.get()).toBe('proved-refresh');
  });

  it('takes an mfa_token of somebody who enrols, and signs in with what comes of it', async () => {
    const answers = { 'mfa/totp/1/confirm': () => tokens({ user: ADA }) };
    const { service, latchkey } = start(answers);
    const body = { otp: '123456' };
    await settled(latchkey.call('POST', 'mfa/totp/1/confirm', body, { token: 'mfa' }));
    expect(service.asked[0]?.headers.get('Authorization')).toBe('Bearer mfa');
    expect(latchkey.state()).toEqual({ status: 'signed_in', user: ADA });
  });
});

describe('signing out', () => {
  it('proves a cookie by its CSRF token', async () => {
    const { service, latchkey } = await signedIn({
      login: () => tokens({ user: ADA, csrf_token: 'c' }),
    });
    await settled(latchkey.signOut());
    const [asked] = service.to('logout');
    expect(asked?.headers.get('X-CSRF-Token')).toBe('c');
    expect(asked?.headers.get('Authorization')).toBeNull();
  });

  it('sends the stored token, and forgets it', async () => {
    const store = memoryStore();
    const { service, latchkey } = await signedIn({}, { store });
    const kept = await store.get();
    await settled(latchkey.signOut());
    expect(service.to('logout')[0]?.body).toEqual({ refresh_token: kept });
    expect(await store.get()).toBeNull();
    expect(await latchkey.accessToken()).toBeNull();
  });

  it('ends nothing while the service does not answer', async () => {
    const { latchkey } = await signedIn({ logout: () => LOST });
    expect(await settled(latchkey.signOut())).toMatchObject({ code: 'network_error' });
    expect(latchkey.state().status).toBe('signed_in');
  });

  it('waits for a refresh in flight, whose answer could bring the session back', async () => {
    const { service, latchkey } = await signedIn({ 'token/refresh': inTurn(HANGS) });
    await minutes(14.01);
    const out = latchkey.signOut();
    await vi.advanceTimersByTimeAsync(20);
    expect(service.to('logout')).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(20_000);
    await out;
    expect(service.to('logout')).toHaveLength(1);
    expect(latchkey.state().status).toBe('signed_out');
    await minutes(60);
    expect(latchkey.state().status).toBe('signed_out');
  });
});
