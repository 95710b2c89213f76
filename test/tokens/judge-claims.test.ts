import { describe, expect, it } from 'vitest';
import { SECOND } from '../../src/shared/clock.ts';
import { type Expected, judgeClaims } from '../../src/tokens/judge-claims.ts';

const NOW = Date.UTC(2030, 0, 1);
const SECONDS = NOW / SECOND;
const EXPECTED: Expected = {
  typ: 'at+jwt',
  issuer: 'https://auth.test',
  audience: 'https://api.test',
};
const GOOD = { iss: 'https://auth.test', aud: 'https://api.test', iat: SECONDS, exp: SECONDS + 60 };

/** The code of a refusal, or null for claims that are good. */
function judge(payload: string, expected = EXPECTED, now = NOW): string | null {
  try {
    judgeClaims({ typ: 'at+jwt', payload }, expected, now);
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
}
const judgeWith = (claims: object, now = NOW) =>
  judge(JSON.stringify({ ...GOOD, ...claims }), EXPECTED, now);

describe('the claims of a token', () => {
  it('are returned if they are good', () => {
    const payload = JSON.stringify({ ...GOOD, sub: 'ada' });
    expect(judgeClaims({ typ: 'at+jwt', payload }, EXPECTED, NOW)).toEqual({ ...GOOD, sub: 'ada' });
  });

  it.each(['', 'null', 'true', '1', '"text"', '[]', `[${JSON.stringify(GOOD)}]`, '{'])(
    'are none in %s',
    (payload) => {
      expect(judge(payload)).toBe('token_invalid');
    },
  );

  it.each(['iat', 'nbf', 'exp'])('are refused where %s is no number', (name) => {
    for (const value of ['1', null, [SECONDS], {}, true])
      expect(judgeWith({ [name]: value }), JSON.stringify(value)).toBe('token_invalid');
  });

  it('are good without any time', () => {
    const { iss, aud } = GOOD;
    expect(judge(JSON.stringify({ iss, aud }))).toBeNull();
  });

  it('end at their last second, not before', () => {
    expect(judgeWith({ exp: SECONDS + 1 })).toBeNull();
    expect(judgeWith({ exp: SECONDS + 1 }, NOW + 999)).toBeNull();
    expect(judgeWith({ exp: SECONDS + 1 }, NOW + 1000)).toBe('token_expired');
  });

  it('begin at their first second', () => {
    expect(judgeWith({ nbf: SECONDS })).toBeNull();
    expect(judgeWith({ nbf: SECONDS + 1 })).toBe('token_invalid');
  });

  it('were issued at most five seconds ahead of this clock', () => {
    expect(judgeWith({ iat: SECONDS + 5 })).toBeNull();
    expect(judgeWith({ iat: SECONDS + 6 })).toBe('token_invalid');
  });

  it('are for one of their audiences', () => {
    expect(judgeWith({ aud: ['other', 'https://api.test'] })).toBeNull();
    for (const aud of ['other', ['other'], [], undefined, null])
      expect(judgeWith({ aud }), JSON.stringify(aud)).toBe('token_invalid');
    const anyone = { ...EXPECTED, audience: null };
    expect(judge(JSON.stringify({ ...GOOD, aud: 'other' }), anyone)).toBeNull();
  });

  it('are of the expected issuer and type', () => {
    expect(judgeWith({ iss: 'https://other.test' })).toBe('token_invalid');
    const claims = { typ: 'rt+jwt', payload: JSON.stringify(GOOD) };
    expect(() => judgeClaims(claims, EXPECTED, NOW)).toThrow();
  });
});
