import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOf, judgeProof } from '../../src/tokens/dpop/judge-proof.ts';

const NOW = 1_800_000_000_500;
const SECONDS = Math.floor(NOW / 1000);
const TOKEN = 'an.access.token';
const URL_OF = 'https://auth.test/oauth/userinfo';
const request = { method: 'GET', url: URL_OF, accessToken: TOKEN, now: NOW };
const right = { jti: 'a', htm: 'GET', htu: URL_OF, iat: SECONDS, ath: hashOf(TOKEN) };

/** Values of each claim that are right, and that are wrong. */
const CLAIMS = {
  jti: {
    right: fc.string({ minLength: 1, maxLength: 255 }),
    wrong: fc.oneof(fc.constantFrom(undefined, '', null, 1), fc.string({ minLength: 256 })),
  },
  htm: {
    right: fc.constant('GET'),
    wrong: fc.constantFrom(undefined, 'get', 'POST', ' GET', ['GET']),
  },
  htu: {
    right: fc.constantFrom(
      URL_OF,
      `${URL_OF}?a=1`,
      `${URL_OF}#a`,
      'HTTPS://AUTH.TEST:443/oauth/userinfo?b#c',
      'https://auth.test/oauth/x/../userinfo',
    ),
    wrong: fc.constantFrom(
      undefined,
      '',
      '/oauth/userinfo',
      'http://auth.test/oauth/userinfo',
      'https://auth.test:80/oauth/userinfo',
      'https://auth.test/oauth/userinfo/',
      'https://auth.test/OAUTH/userinfo',
      'https://auth.test./oauth/userinfo',
      'https://auth.test@evil.example/oauth/userinfo',
      'https://x@auth.test/oauth/userinfo',
      'https://auth.test/oauth/userinfo%2f',
      [URL_OF],
    ),
  },
  iat: {
    right: fc.oneof(
      fc.integer({ min: SECONDS - 59, max: SECONDS + 60 }),
      fc.double({ min: SECONDS - 59, max: SECONDS + 60, noNaN: true }),
    ),
    wrong: fc.oneof(
      fc.constantFrom(undefined, null, String(SECONDS), Number.NaN, 0, -SECONDS, NOW),
      fc.integer({ max: SECONDS - 60 }),
      fc.integer({ min: SECONDS + 61 }),
    ),
  },
  ath: {
    right: fc.constant(hashOf(TOKEN)),
    wrong: fc.constantFrom(undefined, '', hashOf('another'), `${hashOf(TOKEN)}=`, 1),
  },
} as const;
type Claim = keyof typeof CLAIMS;
const NAMES = Object.keys(CLAIMS) as Claim[];

describe('the claims of a proof', () => {
  it('are good if each is right, whatever else there is', () => {
    const good = fc.record({
      ...Object.fromEntries(NAMES.map((name) => [name, CLAIMS[name].right])),
      exp: fc.anything(),
      nonce: fc.anything(),
    });
    fc.assert(fc.property(good, (claims) => typeof judgeProof(claims, request) === 'object'));
  });

  it.each(NAMES)('are bad if %s alone is wrong, and that is said', (name) => {
    fc.assert(
      fc.property(CLAIMS[name].wrong as fc.Arbitrary<unknown>, (value) => {
        const judged = judgeProof({ ...right, [name]: value }, request);
        return typeof judged === 'string' && judged.startsWith(name);
      }),
    );
  });

  it('are of at most a minute ago, or ahead', () => {
    const whole = { ...request, now: SECONDS * 1000 };
    for (const [off, isGood] of [
      [60, true],
      [-60, true],
      [61, false],
      [-61, false],
    ] as const)
      expect(typeof judgeProof({ ...right, iat: SECONDS + off }, whole) === 'object').toBe(isGood);
  });

  it('need no ath where no access token came', () => {
    const { ath, ...rest } = right;
    expect(judgeProof(rest, { ...request, accessToken: null })).toEqual(rest);
    expect(judgeProof(rest, request)).toBe('ath is not of the access token');
  });

  it('are never good for what is no object with them', () => {
    fc.assert(
      fc.property(fc.anything(), (claims) => typeof judgeProof(claims, request) === 'string'),
    );
  });
});
