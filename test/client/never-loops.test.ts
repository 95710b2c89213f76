import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLatchkey } from '../../src/client/core/index.ts';
import { memoryStore } from '../../src/client/core/store.ts';
import { ADA, json, problem, scriptService, type Turn, tokens } from './scripted-service.ts';

let events: EventTarget;
const URL = 'https://auth.example.com';
const MINUTE = 60_000;
/**
 * Refreshes that may start within any minute, whatever happens. Most of them fit where each success
 * is followed by three failures: four in 5 + 0.5 + 1 + 2 seconds.
 */
const MOST_REFRESHES = 30;
/** With the requests of `me` that follow a refresh while nobody is known. */
const MOST_REQUESTS = 40;

const page: Turn = { kind: 'answer', status: 200, body: '<!doctype html><p>Sign in to Wi-Fi' };
const half: Turn = { kind: 'answer', status: 200, body: '{"access_token": "ab' };
const soonEnough = problem(503, 'storage_unavailable', { 'Retry-After': '999999999' });
const wall: Turn = { kind: 'answer', status: 401, body: '<html>' };
const lives = [undefined, -1, 0, 0.001, 1, 8, 900, 1e12, Number.NaN, 'soon', null];
const hints = ['0', '1', '30', '-5', 'soon', 'Wed, 21 Oct 2015 07:28:00 GMT'];

const statuses = [403, 404, 429, 500, 502, 503];
/** A 401 is rare, since nothing follows the first one that a refresh gets. */
const turn: fc.Arbitrary<Turn> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...lives).map((expires_in) => tokens({ expires_in })) },
  { weight: 6, arbitrary: fc.constantFrom(...statuses).map((status) => problem(status, 'x')) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(429, 503), fc.constantFrom(...hints))
      .map(([status, hint]) => problem(status, 'rate_limited', { 'Retry-After': hint })),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom<Turn>({ kind: 'network error' }, { kind: 'hang' }, page, half),
  },
  { weight: 6, arbitrary: fc.constantFrom(json(200, ADA), json(200, {}), json(200, [])) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(problem(401, 'token_revoked'), wall, soonEnough),
  },
);
/** What an app and its machine do: ask its API, wake up, get a network, or wait. */
const deed = fc.oneof(
  fc.constantFrom('fetch', 'fetch', 'three at once', 'call', 'load', 'wake', 'back online'),
  fc.constantFrom('clock back', 'clock ahead'),
);
const script = fc.record({
  turns: fc.array(turn, { minLength: 1, maxLength: 12 }),
  deeds: fc.array(fc.tuple(deed, fc.integer({ min: 0, max: 20_000 })), {
    minLength: 1,
    maxLength: 60,
  }),
  withStore: fc.boolean(),
  signsIn: fc.boolean(),
});

type Script = typeof script extends fc.Arbitrary<infer Given> ? Given : never;

/** Does the same twice a second. */
const busy = (what: Script['deeds'][number][0], turns: Turn[]): Script => ({
  turns,
  deeds: Array.from({ length: 300 }, () => [what, 500]),
  withStore: false,
  signsIn: false,
});

/** The most that start within a minute. */
function mostPerMinute(times: number[]): number {
  return Math.max(
    0,
    ...times.map((from) => times.filter((at) => at >= from && at < from + MINUTE).length),
  );
}

async function live({ turns, deeds, withStore, signsIn }: Script) {
  let at = 0;
  const service = scriptService(({ path }) => {
    if (path === 'login') return tokens({ user: ADA, expires_in: 1 });
    if (path === '/data') return problem(401, 'token_invalid');
    return turns[at++ % turns.length] ?? page;
  });
  const store = withStore ? { store: { ...memoryStore(), get: () => 'refresh' } } : {};
  const latchkey = createLatchkey({
    url: URL,
    fetch: service.fetch,
    ...store,
    apis: ['https://api.test'],
  });
  const pending: Promise<unknown>[] = [];
  const begin = (work: () => Promise<unknown>) => void pending.push(work().catch(() => undefined));
  const data = () => latchkey.fetch('https://api.test/data');
  const acts: Record<string, () => void> = {
    fetch: () => begin(data),
    'three at once': () => [data, data, data].forEach(begin),
    call: () => begin(() => latchkey.call('GET', 'sessions')),
    load: () => begin(latchkey.load),
    wake: latchkey.wake,
    'back online': () => events.dispatchEvent(new Event('online')),
    'clock back': () => vi.setSystemTime(Date.now() - 86_400_000),
    'clock ahead': () => vi.setSystemTime(Date.now() + 86_400_000),
  };
  if (signsIn) begin(() => latchkey.signIn({ email: 'a@b.c', password: 'x' }));
  for (const [what, pause] of deeds) {
    acts[what]?.();
    await vi.advanceTimersByTimeAsync(pause);
  }
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  await Promise.all(pending);
  latchkey.close();
  return service;
}

describe('whatever the service answers', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 27) });
    events = new EventTarget();
    vi.stubGlobal('window', events);
    vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('BroadcastChannel', undefined);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('asks for tokens once at a time, and rarely', { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(script, async (given) => {
      const { inFlight, asked, to } = await live(given);
      expect(inFlight.most).toBeLessThanOrEqual(1);
      const refreshes = to('token/refresh').map(({ at }) => at);
      expect(mostPerMinute(refreshes)).toBeLessThanOrEqual(MOST_REFRESHES);
      const own = asked.filter(({ path }) => path === 'token/refresh' || path === 'me');
      expect(mostPerMinute(own.map(({ at }) => at))).toBeLessThanOrEqual(MOST_REQUESTS);
    });
    const lost: Turn = { kind: 'network error' };
    const examples: [Script][] = [
      [busy('fetch', [tokens(), problem(401, 'token_invalid')])],
      [busy('fetch', [tokens({ expires_in: 0.001 }), json(200, ADA), lost])],
      [busy('back online', [lost])],
      [busy('wake', [page, tokens({ expires_in: 1 })])],
    ];
    await fc.assert(property, { numRuns: 150, examples });
  });
});
