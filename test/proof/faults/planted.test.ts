import { env as realEnv } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { claimless } from './claimless.ts';
import { explore } from './explore.ts';
import { FLOWS } from './flows/all.ts';
import {
  judgeAgreement,
  judgeAnswer,
  judgeHistory,
  readStored,
  type Stored,
} from './invariants.ts';
import { expectFound, type PlantedCase } from './planted-case.ts';
import { CANARY } from './switchboard.ts';
import { createWorld, type Plant } from './world.ts';

type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>;

/** Guards of which some methods do something else. */
const guards = (others: Methods, heard = (stub: Methods) => stub): Plant => ({
  env: (env) => ({
    ...env,
    ACCOUNT_GUARD: {
      getByName: (name: string) => {
        const stub = heard(realEnv.ACCOUNT_GUARD.getByName(name) as unknown as Methods);
        return new Proxy({} as Methods, {
          get: (_, method: string) =>
            others[method] ?? ((...args: unknown[]) => stub[method]?.(...args)),
        });
      },
    },
  }),
});
const nothing = async () => null;

const CASES: PlantedCase[] = [
  {
    what: 'a secret that a failure uses up',
    flow: 'sign in by code',
    plant: guards({ release: nothing }),
    only: ({ call, kind }) => call.startsWith('guard.open') && kind === 'fail',
    found: /a retry gets 401 for ever/,
  },
  {
    what: 'a secret that a lost answer uses up',
    flow: 'sign in by code',
    plant: guards({ forgo: nothing }),
    only: ({ call, kind }) => call.startsWith('guard.tryCode') && kind === 'lost',
    found: /a retry gets 401 for ever/,
  },
  {
    what: 'a secret that works twice',
    flow: 'exchange a token',
    plant: guards({ redeemAll: async () => true }, claimless),
    found: /expected 200 to be 401/,
  },
  {
    what: 'a session that lives on after signing out',
    flow: 'sign out',
    plant: guards({ end: async () => true }),
    found: /expected true to be false/,
  },
  {
    what: 'a guard that never hears of a change',
    flow: 'edit the profile by PATCH',
    plant: guards({ commit: nothing, learn: nothing }),
    found: /expected '' to be 'Ada'|pending|differ|waits/,
  },
  {
    what: 'a code that a failure uses up on its page',
    flow: 'pages: sign in by code',
    plant: guards({ release: nothing }),
    only: ({ call, kind }) => call.startsWith('guard.open') && kind === 'fail',
    found: /a retry gets 401 for ever/,
  },
  {
    what: 'a session that lives on after signing out on the page',
    flow: 'pages: sign out',
    plant: guards({ end: async () => true }),
    found: /expected \[ false, true \] to deeply equal \[ false, false \]/,
  },
  {
    what: 'a form that is taken, and nothing comes of it',
    flow: 'pages: end all other sessions',
    plant: guards({ endBy: async () => ({ ended: 1, left: [] }) }),
    found: /./,
  },
  {
    what: 'a mail that is never sent',
    flow: 'register',
    plant: { env: (env) => ({ ...env, JOBS: { send: nothing } }) },
    found: /no mail to/,
  },
  {
    what: 'a mail that is sent twice',
    flow: 'the mail of a sign-in code',
    plant: {
      mailer: (mailer) => async (mail, key) => {
        await mailer(mail, key);
        await mailer(mail, key);
      },
    },
    found: /handed over 2 times/,
  },
  {
    what: 'a call that is never given up',
    flow: 'me',
    plant: { timer: () => () => undefined },
    only: ({ kind }) => kind === 'hang',
    found: /waits for ever/,
  },
  {
    what: 'a history without what happened',
    flow: 'the ledger',
    plant: guards({ record: async () => true }),
    found: /to have a length of 1/,
  },
];

expectFound(CASES);

it('a flow that does not deliver what it says is found', async () => {
  const flow = FLOWS.find(({ name }) => name === 'the mail of a sign-in code');
  if (flow === undefined) throw new Error('no such flow');
  const { findings } = await explore({ ...flow, delivers: ['planted.kind'] }, { choose: () => [] });
  expect(findings.map(({ wrong }) => wrong)).toEqual(['no planted.kind is delivered']);
});

describe('an answer', () => {
  const problem = { 'Content-Type': 'application/problem+json' };
  const answer = (status: number, code: string, headers: Record<string, string> = {}) => ({
    status,
    headers: new Headers({ ...problem, ...headers }),
    text: JSON.stringify({ code }),
  });
  const page = (status: number, text: string, headers: Record<string, string> = {}) => ({
    status,
    headers: new Headers({ 'Content-Type': 'text/html; charset=UTF-8', ...headers }),
    text,
  });
  it.each([
    ['without fault', answer(503, 'storage_unavailable', { 'Retry-After': '2' }), 5000, []],
    ['500', answer(500, 'internal_error'), 1, ['an answer 500 internal_error']],
    ['without Retry-After', answer(503, 'storage_unavailable'), 1, ['503, no Retry-After']],
    ['of another code', answer(503, 'other', { 'Retry-After': '2' }), 1, ['503 other']],
    ['too late', answer(200, ''), 5200, ['an answer after 5200 ms']],
    ['with a secret of ours', answer(400, CANARY), 1, ['something internal in an answer']],
    ['with SQL', answer(400, 'D1_ERROR: no'), 1, ['something internal in an answer']],
    ['that is a page', page(503, '<main><h1>Busy</h1><a href="/">', { 'Retry-After': '2' }), 1, []],
    ['that is a dead end', page(401, '<main><h1>No</h1></main>'), 1, ['a page 401, a dead end']],
    [
      'that is an empty page',
      page(503, ''),
      1,
      ['a page 503 that says nothing', 'a page 503, a dead end', 'a page 503, no Retry-After'],
    ],
  ])('%s is judged', (_, given, elapsed, found) => {
    expect(judgeAnswer(given, elapsed)).toEqual(found);
  });
});

describe('what is stored of a user', () => {
  /** Someone of whom nothing is wrong, and who signed out once. */
  async function someone(): Promise<Stored> {
    const world = createWorld();
    const person = await world.person();
    await world.post('logout', {}, person);
    await world.signIn(person.email);
    await world.wait(130_000);
    const stored = await readStored(world, person.user.id);
    expect([...judgeAgreement(stored), ...judgeHistory(stored)]).toEqual([]);
    return stored;
  }
  const of = (stored: Stored, type: string) => stored.history.find((event) => event.type === type);

  it('agrees in D1 and at the guard, or is found', async () => {
    const stored = await someone();
    const { guard, told, history } = stored;
    const [event = ''] = told.events;
    const cases: [Stored, RegExp][] = [
      [{ ...stored, guard: { ...guard, left: 1 } }, /left in the outbox/],
      [{ ...stored, guard: { ...guard, pending: 1 } }, /pending for ever/],
      [{ ...stored, repairs: ['roles'] }, /differ: roles/],
      [{ ...stored, told: { ...told, events: told.events.slice(1) } }, /that D1 lacks/],
      [{ ...stored, told: { ...told, events: [...told.events, 'x'] } }, /the history lacks/],
      [{ ...stored, told: { ...told, events: [...told.events, event] } }, /twice in D1/],
      [{ ...stored, told: { ...told, sessions: [] } }, /other live sessions/],
      [{ ...stored, history: history.filter(({ id }) => id !== event) }, /the history lacks/],
    ];
    for (const [broken, found] of cases) expect(judgeAgreement(broken).join()).toMatch(found);
  });

  it('is what the history tells, or is found', async () => {
    const stored = await someone();
    const { user, history, guard } = stored;
    if (user === null) throw new Error('nobody');
    const without = (type: string) => history.filter((event) => event.type !== type);
    const twice = (type: string) =>
      [...history, of(stored, type) ?? history[0]].flatMap((e) => e ?? []);
    const cases: [Stored, RegExp][] = [
      [{ ...stored, user: { ...user, lockedUntil: 1 } }, /lock and history/],
      [{ ...stored, user: { ...user, status: 'disabled' } }, /status and history/],
      [{ ...stored, user: { ...user, factors: ['email_otp'] } }, /second factor and history/],
      [{ ...stored, user: { ...user, emailVerifiedAt: null } }, /verification and history/],
      [{ ...stored, history: twice('user.registered') }, /registered twice/],
      [{ ...stored, history: twice('user.email_verified') }, /verified twice/],
      [{ ...stored, history: without('session.started') }, /starts 0 times/],
      [{ ...stored, history: without('session.ended') }, /ends 0 times/],
      [
        {
          ...stored,
          guard: { ...guard, sessions: guard.sessions.map((one) => ({ ...one, revokedAt: null })) },
        },
        /whose end is told/,
      ],
    ];
    for (const [broken, found] of cases) expect(judgeHistory(broken).join()).toMatch(found);
  });
});
