import { env as realEnv } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { AuditRow } from '../../../src/audit/table.ts';
import { claimless } from './claimless.ts';
import { type Held, judgeFactors, readHeld } from './factor-invariants.ts';
import { aFreshHolder, aPasskeyHolder, expectCodes } from './flows/holders.ts';
import { expectFound, type PlantedCase } from './planted-case.ts';
import type { Fault } from './switchboard.ts';
import { createWorld, type Plant, type World } from './world.ts';

type Guard = Record<string, (...args: unknown[]) => Promise<unknown>>;
type Use = { secrets: { digest: string }[]; passkey?: object };

/** Guards that a call reaches with other arguments, or not at all. */
const guards = (
  methods: Record<string, (guard: Guard, args: unknown[]) => Promise<unknown>>,
  heard = (guard: Guard) => guard,
) => ({
  env: (env: Record<string, unknown>) => ({
    ...env,
    ACCOUNT_GUARD: {
      getByName: (name: string) => {
        const guard = heard(realEnv.ACCOUNT_GUARD.getByName(name) as unknown as Guard);
        return new Proxy({} as Guard, {
          get:
            (_, method: string) =>
            (...args: unknown[]) =>
              methods[method]?.(guard, args) ?? guard[method]?.(...args),
        });
      },
    },
  }),
});
/** What is used up is something else each time. */
const forgets = ([row, use]: unknown[]): [unknown, Use] => {
  const { secrets, ...rest } = use as Use;
  const others = secrets.map((one) => {
    const digest = crypto.randomUUID();
    return { ...one, digest, purpose: digest };
  });
  return [row, { ...rest, secrets: others }];
};
const FORGETFUL: Plant = guards(
  {
    tryCodeBy: async (guard, args) => guard.tryCodeBy?.(...forgets(args)),
    usePasskey: async (guard, args) => {
      const [row, use] = forgets(args);
      const passkey = { ...use.passkey, counter: 0, registered: 0 };
      return guard.usePasskey?.(row, { ...use, passkey });
    },
  },
  claimless,
);
/** Two plants at once. */
const both = (one: Plant, other: Plant): Plant => ({
  env: (env) => other.env?.(one.env?.(env) ?? env) ?? env,
});
/** What is used stays used: no claim lapses. */
const endless = ([row, use]: unknown[]): [unknown, Use] => {
  const { secrets, ...rest } = use as Use;
  return [row, { ...rest, secrets: secrets.map((one) => ({ ...one, leaseUntil: 1e15 })) }];
};
const KEEPING: Plant = guards({
  release: async () => null,
  forgo: async () => null,
  usePasskey: async (guard, args) => guard.usePasskey?.(...endless(args)),
});
/** D1 that is asked something else. */
const asking = (from: RegExp, to: string): Plant => ({
  env: (env) => ({
    ...env,
    DB: {
      prepare: (query: string) => realEnv.DB.prepare(query.replaceAll(from, to)),
      batch: (statements: D1PreparedStatement[]) => realEnv.DB.batch(statements),
      withSession: () => ({
        prepare: (query: string) => realEnv.DB.prepare(query.replaceAll(from, to)),
        batch: (statements: D1PreparedStatement[]) => realEnv.DB.batch(statements),
      }),
    },
  }),
});

const isOf = (name: string, kind: Fault['kind']) => (fault: Fault) =>
  fault.call.startsWith(name) && fault.kind === kind;

const CASES: PlantedCase[] = [
  {
    what: 'a code of an app that works twice',
    flow: 'sign in with an app',
    plant: FORGETFUL,
    found: /expected 200 to be 401/,
  },
  {
    what: 'a recovery code that works twice',
    flow: 'step up by a recovery code',
    plant: both(FORGETFUL, asking(/"recovery_codes"\."used_at" is null/g, 'true')),
    found: /expected 200 to be 401/,
  },
  {
    what: 'a challenge that works twice',
    flow: 'step up by passkey',
    plant: FORGETFUL,
    found: /expected 200 to be 401/,
  },
  {
    what: 'a time step that a failure uses up',
    flow: 'sign in with an app',
    plant: KEEPING,
    only: isOf('guard.open', 'fail'),
    found: /a retry gets 401 for ever/,
  },
  {
    what: 'a recovery code that a failure uses up',
    flow: 'sign in with a recovery code',
    plant: KEEPING,
    only: isOf('guard.open', 'fail'),
    found: /a retry gets 401 for ever/,
  },
  {
    what: 'a challenge that a lost answer uses up',
    flow: 'take the second step by passkey',
    plant: KEEPING,
    only: isOf('guard.usePasskey', 'lost'),
    found: /a retry gets 401 for ever/,
  },
  {
    what: 'one kind of proof where two are due',
    flow: 'give the password of an account with an app',
    plant: asking(/where user_factors\.user_id = users\.id/g, "where user_factors.user_id = ''"),
    found: /otp_required|methods|two kinds of proof were due/,
  },
  {
    what: 'recovery codes that nobody saw',
    flow: 'confirm an app',
    plant: asking(/"recovery_codes"\."created_at" >= \?/g, 'false and 1 > ?'),
    only: isOf('d1.batch', 'lost'),
    found: /to have a length of 10/,
  },
];

expectFound(CASES);

describe('what somebody holds', () => {
  /** What is held, and the story of it, of which nothing is wrong. */
  async function holdingOf(world: World, id: string): Promise<[Held, AuditRow[]]> {
    await world.wait(130_000);
    const story = await world.app.servicesWith(() => undefined).stores.audit.listAll(id);
    const held = await readHeld(id);
    expect(judgeFactors(held, story)).toEqual([]);
    return [held, story];
  }
  const of = (story: AuditRow[], type: string) => story.filter((event) => event.type === type);
  const without = (story: AuditRow[], type: string) => story.filter((event) => event.type !== type);

  it('is what the history tells, or is found', async () => {
    const world = createWorld();
    const { person, app } = await aFreshHolder(world);
    const [held, story] = await holdingOf(world, person.user.id);
    const [added] = of(story, 'factor.added');
    const [code] = held.codes;
    const [session] = held.sessions;
    if (added === undefined || code === undefined || session === undefined)
      throw new Error('nothing is held');
    const later = story.reduce((latest, { createdAt }) => Math.max(latest, createdAt), 0) + 1;
    const event = (type: string) => ({ ...added, id: crypto.randomUUID(), type, createdAt: later });
    const weak = { id: 'another', startedAt: later, proofs: ['password' as const] };
    const cases: [Held, AuditRow[], RegExp][] = [
      [held, without(story, 'factor.added'), /nobody added/],
      [held, [...story, { ...added, id: crypto.randomUUID() }], /added twice/],
      [{ ...held, factors: [] }, story, /a factor is lost/],
      [held, [...story, event('factor.removed')], /removed is still there/],
      [held, [...story, event('admin.factors_removed')], /removed is still there/],
      [{ ...held, passkeys: [app.id] }, story, /rows of another/],
      [{ ...held, codes: [...held.codes, code] }, story, /11 recovery codes/],
      [{ ...held, codes: [code, { madeAt: code.madeAt + 1 }] }, story, /several sets/],
      [{ ...held, sessions: [weak] }, story, /two kinds of proof were due/],
    ];
    for (const [broken, told, found] of cases)
      expect(judgeFactors(broken, told).join()).toMatch(found);
    expect(judgeFactors({ ...held, factors: [] }, [...story, event('factor.removed')])).toEqual([
      'recovery codes without a factor',
    ]);
    const strong = { ...weak, proofs: ['password' as const, 'totp' as const] };
    expect(judgeFactors({ ...held, sessions: [strong] }, story)).toEqual([]);
  });

  it('has both halves of a passkey, or is found', async () => {
    const world = createWorld();
    const { person } = await aPasskeyHolder(world);
    const [held, story] = await holdingOf(world, person.user.id);
    expect(judgeFactors({ ...held, passkeys: [] }, story).join()).toMatch(/rows of another/);
  });

  it('includes the codes that were shown, or is found', async () => {
    const world = createWorld();
    const { person, codes } = await aFreshHolder(world);
    await expectCodes(person, codes);
    for (const others of [
      codes.slice(1),
      [...codes.slice(1), 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA'],
      undefined,
    ])
      await expect(expectCodes(person, others)).rejects.toThrow(/expected/);
  });
});
