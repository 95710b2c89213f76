import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { beforeEach, describe, expect, it } from 'vitest';
import { documentedBy } from '../../src/http/contract.ts';
import { createAdmission } from '../../src/limits/admission.ts';
import { createCounters } from '../../src/limits/counters.ts';
import { rateLimited } from '../../src/limits/errors.ts';
import {
  type LimitDeps,
  limitBy,
  limitByAddress,
  limitByName,
  limitByUser,
  limitRefusals,
  SHIELD,
  shieldAll,
} from '../../src/limits/limit.ts';
import { limitAtGuard, limitByNameAtGuard } from '../../src/limits/limit-at-guard.ts';
import { createRateLimiter } from '../../src/limits/rate-limiter.ts';
import type { RateLimitSettings } from '../../src/limits/rules.ts';
import { createDefer } from '../../src/shared/defer.ts';
import { AppError, defineError } from '../../src/shared/errors.ts';
import { systemRandom } from '../../src/shared/random.ts';

const MINUTE = 60_000;
/** A quarter of a minute after the window began. */
const NOW = 1000 * MINUTE + 15_000;
const TWICE = { limit: 2, window: MINUTE };
const ALIKE: RateLimitSettings = { csrf: TWICE, login: { ...TWICE, limit: 1 }, login_name: TWICE };

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const forbidden = defineError('not_this', 'forbidden', 'No');
const refused = defineError('bad_token', 'token_refused', 'No');
const unknown = defineError('bad_proof', 'unauthenticated', 'No');

/** Scopes that `onLimitHit` was told of, the keys that the shield was asked about, reads of KV. */
let hits: string[] = [];
let shielded: string[] = [];
let reads: (() => void)[] = [];

beforeEach(() => {
  hits = [];
  shielded = [];
  reads = [];
});

type World = { settings?: RateLimitSettings; shield?: boolean | null; slowKv?: boolean };

/** What a Worker provides, with counters of its own. */
function createWorld({ settings = ALIKE, shield = null, slowKv = false }: World = {}) {
  const kv = {
    get: () => (slowKv ? new Promise<null>((done) => reads.push(() => done(null))) : null),
    put: () => undefined,
  };
  const rateLimiter = createRateLimiter({
    kv: kv as unknown as KVNamespace,
    key: new Uint8Array(32),
    settings,
    clock: () => NOW,
    random: systemRandom,
    log,
    defer: createDefer(() => undefined, log),
    counters: createCounters(),
  });
  const made = new WeakMap<Request, LimitDeps>();
  const limit = async ({ key }: { key: string }) => {
    shielded.push(key);
    return { success: shield === true };
  };
  return (c: Context): LimitDeps => {
    const known = made.get(c.req.raw) ?? {
      rateLimiter,
      shield: shield === null ? null : { limit },
      onLimitHit: (_: Context, scope: string) => void hits.push(scope),
      admission: createAdmission(),
    };
    made.set(c.req.raw, known);
    return known;
  };
}

type Handler = (c: Context) => unknown;

/** An app with one route; what it is sent names an address and, for limits by name, a name. */
function createApp(middlewares: MiddlewareHandler[], handler: Handler = () => undefined) {
  const app = new Hono();
  app.use(async (c, next) => {
    c.req.addValidatedData('json', { name: c.req.header('Name') });
    await next();
  });
  app.use('/', ...middlewares);
  app.post('/', async (c) => {
    await handler(c);
    return c.text('done');
  });
  app.onError((error, c) => {
    if (!(error instanceof AppError)) return c.text(String(error), 500);
    const { retryAfter, headers = {} } = error.details;
    return c.text(`${error.code} ${retryAfter ?? ''}`.trim(), 400, headers);
  });
  return async (address = '203.0.113.1', name = 'ada') =>
    app.request('/', { method: 'POST', headers: { 'CF-Connecting-IP': address, Name: name } });
}

const texts = async (answers: Promise<Response>[]) =>
  Promise.all(answers.map(async (one) => (await one).text()));
const rates = (answer: Response) => [
  answer.headers.get('RateLimit-Policy'),
  answer.headers.get('RateLimit'),
];

describe('a limit by address', () => {
  it('lets its number pass, states what is left, and refuses the rest until its window ends', async () => {
    const ask = createApp([limitByAddress(createWorld(), 'csrf')]);
    expect(rates(await ask())).toEqual(['"csrf";q=2;w=60', '"csrf";r=1;t=45']);
    expect(hits).toEqual([]);
    expect(rates(await ask())).toEqual(['"csrf";q=2;w=60', '"csrf";r=0;t=45']);
    expect(hits).toEqual([]);
    const over = await ask();
    expect([await over.text(), ...rates(over)]).toEqual([
      'rate_limited 45',
      '"csrf";q=2;w=60',
      '"csrf";r=0;t=45',
    ]);
    expect(hits).toEqual(['csrf']);
    expect(await texts([ask('203.0.113.2')])).toEqual(['done']);
  });

  it('counts nothing and says nothing if limits are off', async () => {
    const ask = createApp([limitByAddress(createWorld({ settings: 'off' }), 'csrf')]);
    for (let i = 0; i < 3; i++) {
      const answer = await ask();
      expect([await answer.text(), ...rates(answer)]).toEqual(['done', null, null]);
    }
  });

  it('stands beside others, each with its own headers, and the first to refuse decides', async () => {
    const provide = createWorld();
    let handled = 0;
    const ask = createApp(
      [limitByAddress(provide, 'login', { overlap: true }), limitByAddress(provide, 'csrf')],
      () => void handled++,
    );
    const first = await ask();
    expect(first.headers.get('RateLimit')?.split(', ').sort()).toEqual([
      '"csrf";r=1;t=45',
      '"login";r=0;t=45',
    ]);
    expect(await texts([ask()])).toEqual(['rate_limited 45']);
    expect([handled, hits]).toEqual([1, ['login']]);
  });

  it.each([
    [true, ['handled', 'counted']],
    [false, ['counted', 'handled']],
  ])(
    'waits for its count before the handler runs, unless they overlap: %s',
    async (overlap, order) => {
      const seen: string[] = [];
      const limit = limitByAddress(createWorld({ slowKv: true }), 'csrf', { overlap });
      const answer = createApp([limit], () => void seen.push('handled'))();
      await expect.poll(() => reads.length).toBe(1);
      await new Promise((done) => setTimeout(done, 5));
      seen.push('counted');
      reads[0]?.();
      expect(rates(await answer)).toEqual(['"csrf";q=2;w=60', '"csrf";r=1;t=45']);
      expect(seen).toEqual(order);
    },
  );

  it('waits by default', async () => {
    const seen: string[] = [];
    const by = [limitByAddress(createWorld({ slowKv: true }), 'csrf')];
    const answer = createApp(by, () => void seen.push('handled'))();
    await expect.poll(() => reads.length).toBe(1);
    expect(seen).toEqual([]);
    reads[0]?.();
    await answer;
  });

  it('is stated even if a handler beside it failed early', async () => {
    const limit = limitByAddress(createWorld({ slowKv: true }), 'csrf', { overlap: true });
    const answer = createApp([limit], () => {
      throw forbidden();
    })();
    await expect.poll(() => reads.length).toBe(1);
    reads[0]?.();
    expect([await (await answer).text(), ...rates(await answer)]).toEqual([
      'not_this',
      '"csrf";q=2;w=60',
      '"csrf";r=1;t=45',
    ]);
  });
});

describe('a limit by name', () => {
  const nameOf = (body: Record<string, unknown>) => String(body.name);

  it('counts each name at each address', async () => {
    const ask = createApp([limitByName(createWorld(), 'login', nameOf)]);
    const [one, two] = ['203.0.113.1', '203.0.113.2'];
    const answers = [ask(one, 'ada'), ask(one, 'bob'), ask(two, 'ada')];
    expect(await texts(answers)).toEqual(['done', 'done', 'done']);
    expect(await texts([ask(one, 'ada')])).toEqual(['rate_limited 45']);
  });

  it('counts a name at all addresses together if so declared', async () => {
    const limit = limitByName(createWorld(), 'login', nameOf, { addressToo: false });
    const ask = createApp([limit]);
    expect(await texts([ask('203.0.113.1', 'ada')])).toEqual(['done']);
    const next = [ask('203.0.113.2', 'ada'), ask('203.0.113.1', 'bob')];
    expect(await texts(next)).toEqual(['rate_limited 45', 'done']);
  });

  it('may count anything else', async () => {
    const ask = createApp([limitBy(createWorld(), 'login', 'client', () => ['one'])]);
    expect(await texts([ask('203.0.113.1')])).toEqual(['done']);
    expect(await texts([ask('203.0.113.2')])).toEqual(['rate_limited 45']);
  });
});

describe('a limit of refusals', () => {
  const answering = (outcome: AppError | null, kind?: 'unauthenticated') =>
    createApp([limitRefusals(createWorld(), 'login', kind)], (c) => {
      c.header('WWW-Authenticate', 'Bearer');
      c.header('Location', '/elsewhere');
      if (outcome !== null) throw outcome;
    });

  it('counts refused tokens, and hides the refusal once there are too many', async () => {
    const ask = answering(refused());
    const first = await ask();
    const named = ['WWW-Authenticate', 'Location'];
    expect(await first.text()).toBe('bad_token');
    expect(named.map((name) => first.headers.get(name))).toEqual(['Bearer', '/elsewhere']);
    expect(first.headers.get('RateLimit')).toBe('"login";r=0;t=45');
    const second = await ask();
    expect(await second.text()).toBe('rate_limited 45');
    expect(named.map((name) => second.headers.get(name))).toEqual([null, null]);
    expect(hits).toEqual(['login']);
  });

  it.each([
    ['success', null],
    ['refusals of another kind', unknown()],
    ['what is forbidden', forbidden()],
  ])('does not count %s', async (_, outcome) => {
    const ask = answering(outcome);
    const answers = [await ask(), await ask()];
    expect(answers.map((answer) => answer.headers.get('RateLimit'))).toEqual([null, null]);
  });

  it('counts each address by itself', async () => {
    const ask = answering(refused());
    expect(await texts([ask('203.0.113.1')])).toEqual(['bad_token']);
    expect(await texts([ask('203.0.113.2')])).toEqual(['bad_token']);
    expect(await texts([ask('203.0.113.1')])).toEqual(['rate_limited 45']);
  });

  it('counts the kind that it is declared for', async () => {
    const ask = answering(unknown(), 'unauthenticated');
    expect(await texts([ask()])).toEqual(['bad_proof']);
    expect(await texts([ask()])).toEqual(['rate_limited 45']);
    const other = answering(refused(), 'unauthenticated');
    expect((await other()).headers.get('RateLimit')).toBeNull();
  });
});

describe('a limit by user', () => {
  const asking = (limit: (c: Context, userId: string) => Promise<void>) =>
    createApp([], (c) => limit(c, c.req.header('Name') ?? ''));

  it('counts each user, wherever they are', async () => {
    const ask = asking(limitByUser(createWorld(), 'login'));
    expect(await texts([ask('203.0.113.1', 'ada')])).toEqual(['done']);
    const next = [ask('203.0.113.2', 'ada'), ask('203.0.113.1', 'bob')];
    expect(await texts(next)).toEqual(['rate_limited 45', 'done']);
  });

  it('runs what stands beside it, whose failure is that of the request', async () => {
    const beside: string[] = [];
    const ask = asking(
      limitByUser(createWorld(), 'csrf', async (c, userId) => {
        beside.push(`${userId} ${c.req.method}`);
        if (userId === 'bob') throw forbidden();
      }),
    );
    expect(await texts([ask('203.0.113.1', 'ada')])).toEqual(['done']);
    expect(await texts([ask('203.0.113.1', 'bob')])).toEqual(['not_this']);
    expect(beside).toEqual(['ada POST', 'bob POST']);
  });

  it('may count something else of the request', async () => {
    const subjectOf = (c: Context, userId: string) => [c.req.method, userId.slice(0, 1)];
    const ask = asking(limitByUser(createWorld(), 'login', undefined, subjectOf));
    expect(await texts([ask('203.0.113.1', 'ada')])).toEqual(['done']);
    expect(await texts([ask('203.0.113.1', 'alan')])).toEqual(['rate_limited 45']);
  });
});

describe('the shield', () => {
  const behind = (shield: boolean | null, passes = false) =>
    createApp([shieldAll(createWorld({ shield }), () => passes)]);

  it('refuses a burst by address, with its own headers', async () => {
    const answer = await behind(false)();
    expect([await answer.text(), ...rates(answer)]).toEqual([
      `rate_limited ${SHIELD.period}`,
      '"shield";q=300;w=60',
      '"shield";r=0;t=60',
    ]);
    expect([hits, shielded]).toEqual([['shield'], ['203.0.113.1']]);
  });

  it('lets the rest pass without a word', async () => {
    const answer = await behind(true)();
    expect([await answer.text(), ...rates(answer)]).toEqual(['done', null, null]);
    expect([hits, shielded]).toEqual([[], ['203.0.113.1']]);
  });

  it('is not asked where there is none, and by those that pass', async () => {
    expect(await texts([behind(null)(), behind(false, true)()])).toEqual(['done', 'done']);
    expect(shielded).toEqual([]);
  });
});

describe('a limit that a guard counts', () => {
  const asking = (
    handler: (deps: LimitDeps) => unknown = () => undefined,
    provide = createWorld(),
  ) => {
    const limit = limitByNameAtGuard(provide, 'login_name', (body) => String(body.name));
    return createApp([limit], (c) => handler(provide(c)));
  };
  const counting = (used: number) =>
    asking(({ admission: { atGuard } }) => {
      atGuard.count = { used, endsAt: NOW };
    });

  it('is left to the guard under a key of its address and name', async () => {
    const seen: unknown[] = [];
    const ask = asking(({ admission }) => void seen.push(admission.atGuard.limit));
    await ask('203.0.113.1', 'ada');
    await ask('203.0.113.2', 'ada');
    await ask('203.0.113.1', 'bob');
    expect(seen[0]).toMatchObject(TWICE);
    const keys = seen.map((limit) => (limit as { key: string }).key);
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) expect(key).toMatch(/^login_name:[\w-]{43}$/);
  });

  it('is refused by the isolate for what it has counted itself', async () => {
    const ask = asking();
    expect(rates(await ask())).toEqual(['"login_name";q=2;w=60', '"login_name";r=1;t=45']);
    expect(rates(await ask())).toEqual(['"login_name";q=2;w=60', '"login_name";r=0;t=45']);
    expect(hits).toEqual([]);
    await ask();
    expect(hits).toEqual(['login_name']);
  });

  it('is admitted, or refused, to whoever asks the guard', async () => {
    const provide = createWorld();
    const limit = limitAtGuard(provide, 'login_name', () => 'ada');
    const ask = createApp([limit], (c) => provide(c).admission.untilAdmitted());
    expect(await texts([ask(), ask(), ask()])).toEqual(['done', 'done', 'rate_limited 45']);
  });

  it('states what the guard has counted, and is hit only above the limit', async () => {
    expect((await counting(1)()).headers.get('RateLimit')).toBe('"login_name";r=1;t=45');
    expect((await counting(2)()).headers.get('RateLimit')).toBe('"login_name";r=0;t=45');
    expect(hits).toEqual([]);
    expect((await counting(3)()).headers.get('RateLimit')).toBe('"login_name";r=0;t=45');
    expect(hits).toEqual(['login_name']);
  });

  it('is nothing if limits are off', async () => {
    const seen: unknown[] = [];
    const note = async ({ admission }: LimitDeps) => {
      seen.push(admission.atGuard.limit);
      await admission.untilAdmitted();
      seen.push('admitted');
    };
    const answer = await asking(note, createWorld({ settings: 'off' }))();
    expect([seen, ...rates(answer)]).toEqual([[null, 'admitted'], null, null]);
  });

  it('comes after the limits before it', async () => {
    const provide = createWorld();
    const by = limitAtGuard(provide, 'login_name', () => 'ada');
    const ask = createApp([limitByAddress(provide, 'login', { overlap: true }), by], (c) =>
      provide(c).admission.untilAdmitted(),
    );
    expect(await texts([ask()])).toEqual(['done']);
    expect(await texts([ask()])).toEqual(['rate_limited 45']);
  });
});

describe('what a limit says of itself, for the documentation', () => {
  const nameOf = () => 'ada';
  const provide = createWorld();
  it.each([
    ['address', limitByAddress(provide, 'csrf')],
    ['address and name', limitByName(provide, 'csrf', nameOf)],
    ['name', limitByName(provide, 'csrf', nameOf, { addressToo: false })],
    ['address and name', limitAtGuard(provide, 'csrf', nameOf)],
    ['address, if refused', limitRefusals(provide, 'csrf')],
    ['user', limitByUser(provide, 'csrf')],
    ['client', limitBy(provide, 'csrf', 'client', () => [])],
  ])('is that it counts by %s', (by, limit) => {
    expect(documentedBy(limit)).toEqual({ kind: 'limit', scope: 'csrf', by, error: rateLimited });
  });
});
