import { describe, expect, it } from 'vitest';
import { isChallenge, toChallenge } from '../../../src/oauth/grants/pkce.ts';

// RFC 7636 appendix B.
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

describe('a verifier', () => {
  it('has the challenge of the standard', () => {
    expect(toChallenge(VERIFIER)).toBe(CHALLENGE);
    expect(isChallenge(CHALLENGE)).toBe(true);
  });

  it.each([
    ['43 characters', 'a'.repeat(43)],
    ['128 characters', 'a'.repeat(128)],
    ['every kind of character', `${'a'.repeat(39)}-._~`],
  ])('may have %s', (_what, verifier) => {
    expect(isChallenge(toChallenge(verifier))).toBe(true);
  });

  it.each([
    ['42 characters', 'a'.repeat(42)],
    ['129 characters', 'a'.repeat(129)],
    ['a space', `${'a'.repeat(43)} `],
    ['a space before it', ` ${'a'.repeat(43)}`],
    ['a plus sign', `${'a'.repeat(43)}+`],
  ])('of %s has none, and no challenge is empty', (_what, verifier) => {
    expect(toChallenge(verifier)).toBe('');
    expect(isChallenge('')).toBe(false);
  });
});

describe('a challenge', () => {
  it.each([
    CHALLENGE.slice(1),
    `${CHALLENGE}a`,
    ` ${CHALLENGE}`,
    `${CHALLENGE}=`,
    `${CHALLENGE.slice(1)}.`,
  ])('is not “%s”', (text) => {
    expect(isChallenge(text)).toBe(false);
  });
});
