import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { makeKey } from '../../src/cli/make-key.ts';
import { SECOND } from '../../src/shared/clock.ts';
import { findAppError } from '../../src/shared/errors.ts';
import { createJwt, type JwtDeps } from '../../src/tokens/jwt.ts';
import { deriveSecretKeys } from '../../src/tokens/secret-keys.ts';
import { importSigningKeys, type JwkSet, jwkSetSchema } from '../../src/tokens/signing-keys.ts';
import { createVerifiedTokens } from '../../src/tokens/verified-tokens.ts';

const NOW = Date.UTC(2030, 0, 1);
const SECONDS = NOW / SECOND;
const claims = z.object({ sub: z.string(), exp: z.number(), amr: z.array(z.string()) });
const ours = { sub: 'ada', iat: SECONDS, exp: SECONDS + 60, amr: ['pwd'] };

const keySet = async (): Promise<JwkSet> =>
  jwkSetSchema.parse({ keys: [await makeKey('ES256'), await makeKey('EdDSA')] });

/** A service whose isolate remembers at most `most` tokens, and what it remembers. */
async function isolate(keys: JwkSet, most = 100) {
  const verified = createVerifiedTokens(most);
  const jwtWith = (overrides: Partial<JwtDeps> = {}) =>
    createJwt({
      keys,
      secretKeys: deriveSecretKeys(['present']),
      issuer: 'https://auth.test',
      audience: 'https://api.test',
      clientId: 'latchkey',
      clock: () => NOW,
      verified,
      ...overrides,
    });
  const { signer } = await importSigningKeys(keys);
  const nameOf = (token: string) => verified.nameOf('at+jwt', signer.thumbprint, token);
  const judge = (token: string, overrides: Partial<JwtDeps> = {}) =>
    jwtWith(overrides)
      .verify('at+jwt', token, claims)
      .then(({ sub }) => sub)
      .catch((error: unknown) => findAppError(error)?.code);
  return { verified, jwtWith, nameOf, judge, sign: () => jwtWith().sign('at+jwt', ours) };
}

describe('a token whose signature was verified', () => {
  it('is not verified again, under its own name only', async () => {
    const { verified, nameOf, judge, sign } = await isolate(await keySet());
    const token = await sign();
    expect(verified.find(nameOf(token))).toBeUndefined();
    expect(await judge(token)).toBe('ada');
    const signed = verified.find(nameOf(token));
    expect(JSON.parse(signed?.payload ?? '')).toMatchObject(ours);
    // Only memory can vouch for a signature that is wrong.
    const wrong = `${token.slice(0, token.lastIndexOf('.'))}.${'A'.repeat(86)}`;
    expect(await judge(wrong)).toBe('token_invalid');
    if (signed !== undefined) verified.add(nameOf(wrong), signed);
    expect(await judge(wrong)).toBe('ada');
  });

  it('is judged anew by time, issuer, audience and type', async () => {
    const { judge, jwtWith, sign } = await isolate(await keySet());
    const token = await sign();
    expect(await judge(token)).toBe('ada');
    for (const [overrides, verdict] of [
      [{ clock: () => NOW + 59_999 }, 'ada'],
      [{ clock: () => NOW + 60_000 }, 'token_expired'],
      [{ clock: () => NOW - 6000 }, 'token_invalid'],
      [{ issuer: 'https://other.test' }, 'token_invalid'],
      [{ audience: 'https://other.test' }, 'token_invalid'],
    ] as const)
      expect(await judge(token, overrides)).toBe(verdict);
    await expect(jwtWith().verify('rt+jwt', token, claims)).rejects.toThrow('Invalid token');
    await expect(jwtWith().verify('mfa+jwt', token, claims)).rejects.toThrow('Invalid token');
    expect(await judge(token)).toBe('ada');
  });

  it('that is not valid yet stays so until its time', async () => {
    const { judge, jwtWith } = await isolate(await keySet());
    const token = await jwtWith().sign('at+jwt', { ...ours, nbf: SECONDS + 10 });
    expect(await judge(token)).toBe('token_invalid');
    expect(await judge(token, { clock: () => NOW + 10_000 })).toBe('ada');
    expect(await judge(token)).toBe('token_invalid');
  });

  it('vouches for no other text, however alike', async () => {
    const { judge, sign } = await isolate(await keySet());
    const token = await sign();
    expect(await judge(token)).toBe('ada');
    const [header = '', payload = '', signature = ''] = token.split('.');
    const raised = btoa(JSON.stringify({ ...ours, sub: 'eve' })).replaceAll('=', '');
    for (const tampered of [
      token.slice(0, -1),
      `${token}A`,
      `${token}.`,
      `${header}.${raised}.${signature}`,
      `${header}.${payload}.${[...signature].reverse().join('')}`,
    ])
      expect(await judge(tampered)).toBe('token_invalid');
  });

  it('is refused once its key is gone or another has taken its id', async () => {
    const keys = await keySet();
    const { judge, sign } = await isolate(keys);
    const token = await sign();
    expect(await judge(token)).toBe('ada');
    const [first, second] = keys.keys;
    if (first === undefined || second === undefined) throw new Error('no key');
    expect(await judge(token, { keys: { keys: [second] } })).toBe('token_invalid');
    const replaced = jwkSetSchema.parse({
      keys: [{ ...(await makeKey('ES256')), kid: first.kid }, second],
    });
    expect(await judge(token, { keys: replaced })).toBe('token_invalid');
    expect(await judge(token, { keys: { keys: [second, first] } })).toBe('ada');
  });

  it('gives each request claims of its own', async () => {
    const { jwtWith, sign } = await isolate(await keySet());
    const token = await sign();
    const first = await jwtWith().verify('at+jwt', token, claims);
    first.amr.push('mfa');
    expect((await jwtWith().verify('at+jwt', token, claims)).amr).toEqual(['pwd']);
  });
});

describe('what an isolate remembers', () => {
  it('is nothing that was refused, and no token that is presented once', async () => {
    const { verified, nameOf, judge, jwtWith, sign } = await isolate(await keySet());
    const foreign = await (await isolate(await keySet())).sign();
    const wrong = `${(await sign()).slice(0, -4)}AAAA`;
    for (const token of [foreign, wrong]) {
      expect(await judge(token)).toBe('token_invalid');
      expect(verified.find(nameOf(token))).toBeUndefined();
    }
    const refresh = await jwtWith().sign('rt+jwt', ours);
    await jwtWith().verify('rt+jwt', refresh, claims);
    expect(verified.size()).toBe(0);
  });

  it('is never more than its bound, and of those the ones used last', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (uses, most) => {
          const verified = createVerifiedTokens(most);
          for (const use of uses)
            if (verified.find(`t${use}`) === undefined)
              verified.add(`t${use}`, { typ: 'at+jwt', payload: `${use}` });
          expect(verified.size()).toBeLessThanOrEqual(most);
          const latest = [...new Set(uses.toReversed())].slice(0, most);
          for (const use of latest) expect(verified.find(`t${use}`)?.payload).toBe(`${use}`);
          expect(verified.size()).toBe(latest.length);
        },
      ),
    );
  });
});
