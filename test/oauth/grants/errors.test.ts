import { describe, expect, it } from 'vitest';
import { refusedKey } from '../../../src/oauth/grants/errors.ts';

describe('what belongs to another key', () => {
  it('is not this client’s, once the client has proved a key', () => {
    expect(refusedKey('key', 'a-thumbprint')).toMatchObject({ code: 'invalid_grant' });
  });

  it('asks for the proof where none came', () => {
    const detail = 'the DPoP header is missing';
    expect(refusedKey('key', null)).toMatchObject({
      ...{ code: 'invalid_dpop_proof', details: { detail } },
    });
  });

  it('is refused for a proof that was used, with a key or without one', () => {
    const details = { detail: 'The proof has been used.' };
    for (const jkt of ['a-thumbprint', null])
      expect(refusedKey('proof_used', jkt)).toMatchObject({ code: 'invalid_dpop_proof', details });
  });
});
