import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_PROOFS, amrOf, kindsOf, PROOFS, proofsIn } from '../../src/step-up/proofs.ts';

describe('the proofs that a token stands for, where only its `amr` is known', () => {
  it('are never more than what was given: no possession, no knowledge, no two kinds of one', () => {
    const given = fc.uniqueArray(fc.constantFrom(...ALL_PROOFS), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(given, (proofs) => {
        const read = proofsIn(amrOf(proofs));
        const kinds = kindsOf(proofs);
        if (!kinds.has('possession')) expect(kindsOf(read)).not.toContain('possession');
        if (!kinds.has('knowledge')) expect(kindsOf(read)).not.toContain('knowledge');
        if (kinds.size === 1) expect(kindsOf(read).size).toBe(1);
      }),
    );
  });

  it.each([
    ['fed', ['provider_of_mailbox']],
    ['otp', ['email_otp']],
    ['pwd', ['password']],
    ['hwk', ['passkey']],
  ])('%s counts as the weakest of its name', (amr, expected) => {
    expect(proofsIn([amr, 'mfa'])).toEqual(expected);
  });

  it('names every way to sign in, once', () => {
    const names = new Set(Object.values(PROOFS).map(({ amr }) => amr));
    expect(proofsIn([...names])).toHaveLength(names.size);
  });
});
