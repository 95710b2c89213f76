import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GuardTables } from '../../src/guard/guard-tables.ts';
import type { Lane, NameKind } from '../../src/guard/lanes.ts';
import { Tries } from '../../src/guard/tries.ts';
import { TryStorage } from '../../src/guard/try-storage.ts';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';

const NOW = Date.UTC(2200, 0, 1);
const TTL = 5 * MINUTE;
const policy = { threshold: 5, duration: 30 * MINUTE };
const LANES: Lane[] = [
  'strangers',
  'second-step',
  'registrant',
  'device:1',
  'device:2',
  'session:1',
];

let counter = 0;
/** Runs `work` on attempts in a separate object. */
const withTries = <T>(work: (tries: Tries) => T): Promise<T> =>
  runInDurableObject(env.ACCOUNT_GUARD.getByName(`tries-${++counter}`), (_, { storage }) =>
    work(new Tries(new TryStorage(new GuardTables(storage)))),
  );

const wrongCode = (tries: Tries, lane: Lane, now = NOW, code?: string) => {
  const attempt = { lane, purpose: 'reset', now, codeTtl: TTL, ...(code ? { code } : {}) };
  return tries.mayTry(attempt) ? tries.fail(attempt) : null;
};

type Step = {
  lane: Lane;
  kind: 'password' | 'code' | 'mail' | 'success';
  name: NameKind;
  wait: number;
};
const steps = fc.array(
  fc.record<Step>({
    lane: fc.constantFrom(...LANES),
    kind: fc.constantFrom('password', 'code', 'code', 'mail', 'success'),
    name: fc.constantFrom('email', 'username'),
    wait: fc.oneof(fc.constant(0), fc.nat({ max: 20 * MINUTE }), fc.nat({ max: 2 * HOUR })),
  }),
  { minLength: 20, maxLength: 80 },
);

/** The results of a lane for a script; `others` also runs the steps of the other lanes. */
const answersIn = (lane: Lane, script: Step[], others: boolean) =>
  withTries((tries) => {
    let now = NOW;
    const answers: unknown[] = [];
    for (const [index, step] of script.entries()) {
      now += step.wait;
      if (!others && step.lane !== lane) continue;
      const answer = take(tries, step, now, `mail-${index}`);
      if (step.lane === lane) answers.push(answer);
    }
    return answers;
  });

function take(tries: Tries, { lane, kind, name }: Step, now: number, key: string): unknown {
  if (kind === 'success') return tries.complete({ lane, name });
  if (kind === 'mail') return tries.chargeMail({ lane, purpose: 'reset', key, now });
  if (kind === 'password') return tries.chargePassword({ lane, name, now, policy });
  return wrongCode(tries, lane, now);
}

describe('the lanes of an account', () => {
  it('are independent, however attempts and mails interleave', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(...LANES), async (script, lane) => {
        // A success on a known device reopens the second step, which takes nothing from it.
        const given = script.filter(
          (step) => !(step.kind === 'success' && step.lane.startsWith('device:')),
        );
        expect(await answersIn(lane, given, true)).toEqual(await answersIn(lane, given, false));
      }),
      { numRuns: 60 },
    );
  });

  it('allow the second step ten attempts an hour, thirty a day and a hundred in a row', async () => {
    const waits = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 90 * MINUTE })), {
      minLength: 100,
      maxLength: 400,
    });
    const anything = fc.infiniteStream(fc.constantFrom('code', 'code', 'password', 'success'));
    await fc.assert(
      fc.asyncProperty(waits, anything, async (script, kinds) => {
        const { evaluated, longest } = await withTries((tries) => {
          const taken: number[] = [];
          let now = NOW;
          let inARow = 0;
          let most = 0;
          for (const [index, wait] of script.entries()) {
            now += wait;
            const kind = kinds.next().value;
            const lane = 'second-step';
            if (kind === 'success' && index % 50 === 0) {
              tries.complete({ lane });
              inARow = 0;
              continue;
            }
            const took =
              kind === 'password'
                ? tries.chargePassword({ lane, now, policy }).allowed
                : wrongCode(tries, lane, now, `sign-in-${index}`) !== null;
            if (!took) continue;
            taken.push(now);
            most = Math.max(most, ++inARow);
          }
          return { evaluated: taken, longest: most };
        });
        for (const at of evaluated) {
          const within = (age: number) =>
            evaluated.filter((other) => other >= at && other < at + age).length;
          expect(within(HOUR)).toBeLessThanOrEqual(10);
          expect(within(DAY)).toBeLessThanOrEqual(30);
        }
        expect(longest).toBeLessThanOrEqual(100);
      }),
      { numRuns: 15 },
    );
  });

  it('block the second step after a hundred failures in a row until a sign-in from a known device', async () => {
    await withTries((tries) => {
      let now = NOW;
      const verdicts = [];
      while (verdicts.length < 100) {
        const verdict = wrongCode(tries, 'second-step', now, `sign-in-${now}`);
        if (verdict !== null) verdicts.push(verdict);
        now += 50 * MINUTE;
      }
      expect(verdicts.filter(({ first }) => first)).toHaveLength(1);
      expect(verdicts.filter(({ shut }) => shut)).toHaveLength(1);
      expect(verdicts[99]).toMatchObject({ usesUp: true, shut: true });
      for (const later of [now, now + 30 * DAY, now + 365 * DAY])
        expect(wrongCode(tries, 'second-step', later)).toBeNull();
      tries.complete({ lane: 'strangers' });
      tries.succeed({ lane: 'device:1' });
      expect(wrongCode(tries, 'second-step', now + DAY)).toBeNull();
      tries.complete({ lane: 'device:1' });
      expect(wrongCode(tries, 'second-step', now + DAY)).toMatchObject({ first: true });
    });
  });

  it('allow each sign-in five attempts at its own code', async () => {
    await withTries((tries) => {
      for (let times = 0; times < 5; times++)
        expect(wrongCode(tries, 'second-step', NOW, 'one')).not.toBeNull();
      expect(wrongCode(tries, 'second-step', NOW, 'one')).toBeNull();
      expect(wrongCode(tries, 'second-step', NOW, 'two')).not.toBeNull();
    });
  });

  it('refund a right password at the second step, and no other attempt', async () => {
    await withTries((tries) => {
      const lane = 'second-step';
      for (let times = 0; times < 9; times++) tries.chargePassword({ lane, now: NOW, policy });
      for (let times = 0; times < 20; times++) {
        expect(tries.chargePassword({ lane, now: NOW, policy }).allowed).toBe(true);
        tries.complete({ lane, charged: true });
      }
      expect(tries.chargePassword({ lane, now: NOW, policy }).allowed).toBe(true);
      expect(tries.chargePassword({ lane, now: NOW, policy }).allowed).toBe(false);
    });
  });
});

describe('a locked account', () => {
  const lane = 'strangers';
  const tryBy = (tries: Tries, name: NameKind, now = NOW) =>
    tries.chargePassword({ lane, name, now, policy });

  it('reports attempts under each name, and refuses silently under the other', async () => {
    await withTries((tries) => {
      for (let times = 0; times < 5; times++)
        expect(tryBy(tries, 'email')).toMatchObject({ allowed: true });
      expect(tryBy(tries, 'email')).toMatchObject({ allowed: false, silent: false });
      for (let times = 0; times < 5; times++)
        expect(tryBy(tries, 'username')).toMatchObject({ allowed: false, silent: true });
      expect(tryBy(tries, 'username')).toMatchObject({ allowed: false, silent: false });
    });
  });

  it('looks like an unknown name under one name, whatever is tried under the other', async () => {
    const script = fc.array(
      fc.record({
        name: fc.constantFrom<NameKind>('email', 'username'),
        wait: fc.oneof(fc.constant(0), fc.nat({ max: 40 * MINUTE })),
      }),
      { maxLength: 60 },
    );
    const shown = (verdict: ReturnType<Tries['chargePassword']>) =>
      verdict.allowed || verdict.silent ? 'wrong' : verdict.retryAfter;
    await fc.assert(
      fc.asyncProperty(script, async (given) => {
        await withTries((tries) => {
          let now = NOW;
          for (const { name, wait } of given) {
            now += wait;
            const unknown = tries.chargePassword({ lane: `name:${name}`, now, policy });
            expect(shown(tryBy(tries, name, now))).toEqual(shown(unknown));
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  it('stays locked when a silent refusal is refunded', async () => {
    await withTries((tries) => {
      for (let times = 0; times < 5; times++) tryBy(tries, 'email');
      tryBy(tries, 'username');
      tries.refundPassword({ lane, name: 'username', now: NOW, silent: true });
      expect(tryBy(tries, 'username')).toMatchObject({ allowed: false, silent: true });
    });
  });
});
