import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/shared/clock.ts';
import { deriveKey } from '../../src/shared/digest.ts';
import { systemRandom } from '../../src/shared/random.ts';
import { type ChallengePurpose, createChallenges } from '../../src/webauthn/challenges.ts';

const NOW = Date.UTC(2200, 0, 1);
const FORMER = deriveKey('a former secret', 'passkey-challenges');
const KEY = deriveKey('the present secret', 'passkey-challenges');

const made = ({ now = NOW, rpId = 'auth.test', keys = [KEY] as [Uint8Array, ...Uint8Array[]] }) =>
  createChallenges({ keys, rpId, clock: () => now, random: systemRandom });
const challenges = made({});

const kinds = ['register', 'second_step', 'step_up'] as const;
const text = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 3 });
const purpose: fc.Arbitrary<ChallengePurpose> = fc.oneof(
  fc.record({ kind: fc.constant('sign_in' as const), browser: text }),
  fc.record({ kind: fc.constantFrom(...kinds), userId: text, place: text, epoch: fc.nat(2) }),
);

describe('a challenge', () => {
  it('is good for what it was made for and for nothing else', () => {
    fc.assert(
      fc.property(purpose, purpose, (one, other) => {
        const known = challenges.judge(challenges.issue(one), other);
        expect(known !== null).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });

  it('is unlike any other, and known by a digest of its own', () => {
    const all = Array.from({ length: 50 }, () =>
      challenges.issue({ kind: 'sign_in', browser: '' }),
    );
    const digests = all.map(
      (one) => challenges.judge(one, { kind: 'sign_in', browser: '' })?.digest,
    );
    expect(new Set(digests).size).toBe(50);
  });

  it('lives five minutes, in any age', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 10 * MINUTE }), (now) => {
        const challenge = made({ now }).issue({ kind: 'sign_in', browser: 'x' });
        const at = (later: number) =>
          made({ now: later }).judge(challenge, { kind: 'sign_in', browser: 'x' });
        expect(at(now + 5 * MINUTE - 1)).toMatchObject({
          issuedAt: now,
          expiresAt: now + 5 * MINUTE,
        });
        expect(at(now + 5 * MINUTE)).toBeNull();
      }),
    );
  });

  it('is dead once any bit of it is turned, cut or added', () => {
    const browser: ChallengePurpose = { kind: 'sign_in', browser: 'x' };
    const challenge = challenges.issue(browser);
    const bytes = Uint8Array.fromBase64(challenge, { alphabet: 'base64url' });
    const judge = (changed: Uint8Array) =>
      challenges.judge(changed.toBase64({ alphabet: 'base64url', omitPadding: true }), browser);
    expect(judge(bytes)).not.toBeNull();
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const turned = bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(judge(turned)).toBeNull();
    }
    expect(judge(bytes.slice(0, -1))).toBeNull();
    expect(judge(new Uint8Array([...bytes, 0]))).toBeNull();
    for (const odd of ['', '=', `${challenge}=`, ` ${challenge}`, 'not base64!'])
      expect(challenges.judge(odd, browser)).toBeNull();
  });

  it('belongs to its domain, and outlives a change of the secret', () => {
    const browser: ChallengePurpose = { kind: 'sign_in', browser: 'x' };
    const older = made({ keys: [FORMER] }).issue(browser);
    expect(challenges.judge(older, browser)).toBeNull();
    expect(made({ keys: [KEY, FORMER] }).judge(older, browser)).not.toBeNull();
    expect(made({ rpId: 'other.test' }).judge(challenges.issue(browser), browser)).toBeNull();
  });
});
