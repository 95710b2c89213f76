import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forgone, judgeUse, type Presented, type Redemption } from '../../src/guard/redemption.ts';

const presented: Presented = {
  ...{ digest: 'd', purpose: 'reset', issuedAt: 100, expiresAt: 200, now: 150 },
};
const used = (overrides: Partial<Redemption>): Redemption[] => [
  { digest: 'other', purpose: 'reset', since: 0, issuedAt: 100, ...overrides },
];
/** The mark of a call that is to use no secret, which uses up none itself. */
const FORGONE = used({ digest: forgone('a-call'), since: 1, issuedAt: 0 });

describe('redeeming a secret', () => {
  it.each<[string, boolean | 'again', Partial<Presented>, Redemption[]]>([
    ['nothing was used', true, {}, []],
    ['it was used', false, {}, used({ digest: 'd' })],
    [
      'it was used, and the clock was set back since',
      false,
      {},
      used({ digest: 'd', issuedAt: 0 }),
    ],
    ['its sibling of the same mail was used', false, {}, used({ issuedAt: 100 })],
    ['a newer one was used', false, {}, used({ issuedAt: 101 })],
    [
      'a newer one was used that voids no older ones',
      true,
      {},
      used({ since: 101, issuedAt: 101 }),
    ],
    [
      'one was used that voids this and all later ones',
      false,
      {},
      used({ since: 100, issuedAt: 149 }),
    ],
    ['an older one was used', true, {}, used({ issuedAt: 99 })],
    [
      'a newer one of another purpose was used',
      true,
      {},
      used({ purpose: 'unlock', issuedAt: 101 }),
    ],
    ['it is valid for one more millisecond', true, { now: 199 }, []],
    ['it has expired this millisecond', false, { now: 200 }, []],
    ['its use is final', false, {}, used({ digest: 'd', leaseUntil: null })],
    ['it is claimed for one more millisecond', false, {}, used({ leaseUntil: 151 })],
    ['its claim lapses this millisecond', 'again', {}, used({ leaseUntil: 150 })],
    [
      'one claim has lapsed and another lasts',
      false,
      {},
      [...used({ leaseUntil: 1 }), ...used({ leaseUntil: 151 })],
    ],
    ['a claim of an older one lasts', true, {}, used({ issuedAt: 99, leaseUntil: 151 })],
    ['its call was forgone', false, { by: 'a-call' }, FORGONE],
    ['another call was forgone', true, { by: 'another' }, FORGONE],
    ['a call was forgone, and its own has no name', true, {}, FORGONE],
  ])('when %s: %s', (_, may, overrides, past) => {
    expect(judgeUse({ ...presented, ...overrides }, past)).toBe(may);
  });

  it('succeeds once per secret, and never again for anything older', async () => {
    const secret = fc.record({
      digest: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      purpose: fc.constantFrom('x', 'y'),
      now: fc.nat({ max: 50 }),
    });
    await fc.assert(
      fc.property(fc.array(secret, { maxLength: 30 }), (tries) => {
        // The digest determines the time of issue, so that equal digests are the same secret.
        const issuedAt = (digest: string) => (digest.charCodeAt(0) - 97) >> 1;
        const taken: Redemption[] = [];
        for (const { digest, purpose, now } of tries) {
          const past = [...taken];
          const own = {
            digest: `${purpose}${digest}`,
            purpose,
            since: 0,
            issuedAt: issuedAt(digest),
          };
          if (!judgeUse({ ...own, expiresAt: 40, now }, past)) continue;
          expect(now).toBeLessThan(40);
          for (const before of past.filter((redemption) => redemption.purpose === purpose)) {
            expect(before.digest).not.toBe(own.digest);
            expect(before.issuedAt).toBeLessThan(own.issuedAt);
          }
          taken.push(own);
        }
      }),
    );
  });
});
