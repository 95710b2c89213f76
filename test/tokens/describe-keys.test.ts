import { describe, expect, it } from 'vitest';
import { makeKey } from '../../src/cli/make-key.ts';
import { describeKeys } from '../../src/tokens/describe-keys.ts';
import { jwkSetSchema, type SigningAlgorithm } from '../../src/tokens/signing-keys.ts';

const named = async (...made: [SigningAlgorithm, string][]) =>
  jwkSetSchema.parse({
    keys: await Promise.all(made.map(async ([alg, kid]) => ({ ...(await makeKey(alg)), kid }))),
  });

describe('the description of keys', () => {
  it('says what each is for, and when it was made, and shows nothing of it', async () => {
    const set = await named(
      ['RS256', '2026-11-01-a'],
      ['ES256', '2026-11-02-b'],
      ['ES256', 'mine-2026-11-02-c'],
      ['HS256', '2026-13-02-d'],
    );
    const idle = { signsAccessTokens: false, signsIdTokens: false };
    expect(describeKeys(set)).toEqual([
      {
        ...idle,
        kid: '2026-11-01-a',
        alg: 'RS256',
        isPublished: true,
        signsIdTokens: true,
        madeAt: Date.UTC(2026, 10, 1),
      },
      {
        kid: '2026-11-02-b',
        alg: 'ES256',
        isPublished: true,
        signsAccessTokens: true,
        signsIdTokens: true,
        madeAt: Date.UTC(2026, 10, 2),
      },
      { ...idle, kid: 'mine-2026-11-02-c', alg: 'ES256', isPublished: true, madeAt: null },
      { ...idle, kid: '2026-13-02-d', alg: 'HS256', isPublished: false, madeAt: null },
    ]);
  });

  it('names a shared secret as signer of access tokens, and of nothing else', async () => {
    const [first, second] = describeKeys(await named(['HS256', '2026-11-02'], ['HS256', 'b']));
    expect(first).toMatchObject({ signsAccessTokens: true, signsIdTokens: false, madeAt: null });
    expect(second).toMatchObject({ signsAccessTokens: false, signsIdTokens: false });
  });
});
