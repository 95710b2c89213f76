import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Claimable,
  chooseRegistration,
  diedWithSessions,
  type Evidence,
} from '../../src/sign-up/choose-registration.ts';

const one = (id: string, hasSessions = false): Claimable => ({
  id,
  signInEpoch: 1,
  createdAt: 1,
  hasSessions,
});
const NOTHING: Evidence = { mailedBy: null, marked: null, opened: null };
const choose = (registrations: Claimable[], evidence: Partial<Evidence>) => {
  const { claim, registration } = chooseRegistration(registrations, { ...NOTHING, ...evidence });
  return [claim, registration?.id ?? null];
};

describe('the registration a prover gets', () => {
  it.each<[string, Claimable[], Partial<Evidence>, [string | null, string | null]]>([
    ['its mail, alone', [one('a')], { mailedBy: 'a' }, ['registration_mail', 'a']],
    ['its mail, with a session', [one('a', true)], { mailedBy: 'a' }, [null, null]],
    ['its mail, beside another', [one('b'), one('a')], { mailedBy: 'a' }, [null, 'a']],
    [
      'its mail, beside one with a session',
      [one('b', true), one('a')],
      { mailedBy: 'a' },
      [null, 'a'],
    ],
    ['the mail of a dropped one', [one('b')], { mailedBy: 'a' }, [null, 'b']],
    ['a requested mail', [one('a')], {}, [null, 'a']],
    ['a requested mail, among two', [one('b'), one('a')], {}, [null, 'b']],
    [
      'no claim, all with sessions',
      [one('b', true), one('a', true)],
      { mailedBy: 'a' },
      [null, null],
    ],
    ['the cookie', [one('b'), one('a', true)], { marked: 'a', mailedBy: 'b' }, ['cookie', 'a']],
    ['the cookie of another address', [one('a')], { marked: 'x' }, [null, 'a']],
    ['the password', [one('b'), one('a', true)], { opened: 'a', marked: 'b' }, ['password', 'a']],
    ['its mail, disowned', [one('a')], { mailedBy: 'a', disowned: true }, [null, 'a']],
    ['the cookie, disowned', [one('a')], { marked: 'a', disowned: true }, [null, 'a']],
  ])('is chosen by %s', (_, registrations, evidence, expected) => {
    expect(choose(registrations, evidence)).toEqual(expected);
  });

  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });
  const scenes = fc
    .tuple(ids, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }))
    .map(([names, used]) => names.map((id, index) => one(id, used[index] ?? false)));
  const evidences = fc.record({
    mailedBy: fc.option(fc.constantFrom('a', 'b', 'c', 'z')),
    marked: fc.option(fc.constantFrom('a', 'b', 'c', 'z')),
    opened: fc.option(fc.constantFrom('a', 'b', 'c', 'z')),
  });

  it('is never an unclaimed one with a password or sessions', () => {
    fc.assert(
      fc.property(scenes, evidences, (registrations, evidence) => {
        const { claim, registration } = chooseRegistration(registrations, evidence);
        if (claim === null) {
          expect(registration?.hasSessions ?? false).toBe(false);
          expect(registration === null).toBe(registrations.every((each) => each.hasSessions));
          return;
        }
        expect([evidence.opened, evidence.marked, evidence.mailedBy]).toContain(registration.id);
        if (claim !== 'registration_mail') return;
        expect([registrations.length, registration.hasSessions]).toEqual([1, false]);
      }),
    );
  });

  it('is unclaimed whenever the prover disowns it', () => {
    fc.assert(
      fc.property(scenes, evidences, (registrations, evidence) => {
        const { claim } = chooseRegistration(registrations, { ...evidence, disowned: true });
        expect(claim).toBeNull();
      }),
    );
  });

  it('does not depend on other registrations once a cookie or a password claims it', () => {
    fc.assert(
      fc.property(scenes, evidences, (registrations, evidence) => {
        const mine = one('mine');
        const { claim, registration } = chooseRegistration([...registrations, mine], {
          ...evidence,
          opened: null,
          marked: 'mine',
        });
        expect([claim, registration?.id]).toEqual(['cookie', 'mine']);
      }),
    );
  });
});

describe('a mailed link or code', () => {
  const dies = (
    epochs: Record<string, number>,
    mailedBy: string | null,
    claimed: string | null,
  ) => {
    const registrations = Object.entries(epochs).map(([id, signInEpoch]) => ({
      ...one(id),
      createdAt: 100,
      signInEpoch,
    }));
    const registration = registrations.find(({ id }) => id === (claimed ?? 'b')) ?? null;
    const choice =
      claimed === null || registration === null
        ? { claim: null, registration }
        : { claim: 'cookie' as const, registration };
    return diedWithSessions(150, registrations, { mailedBy }, choice);
  };

  it('is void once the sessions of its registration or of the claimed one end, and no others', () => {
    expect(dies({ a: 100, b: 100 }, 'a', null)).toBe(false);
    expect(dies({ a: 200, b: 100 }, 'a', null)).toBe(true);
    expect(dies({ a: 200, b: 100 }, 'b', null)).toBe(false);
    expect(dies({ a: 200, b: 100 }, null, 'b')).toBe(false);
    expect(dies({ a: 200, b: 100 }, null, 'a')).toBe(true);
    expect(dies({ a: 120, b: 100 }, 'a', 'a')).toBe(false);
  });

  it('is not voided by a registration that came after it', () => {
    const late = { ...one('b'), createdAt: 200, signInEpoch: 200 };
    const choice = { claim: 'cookie' as const, registration: late };
    expect(diedWithSessions(150, [late], { mailedBy: null }, choice)).toBe(false);
  });
});
