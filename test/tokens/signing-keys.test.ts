import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ALGORITHMS, makeKey } from '../../src/cli/make-key.ts';
import {
  importSigningKeys,
  type JwkSet,
  jwkSetSchema,
  publicPart,
} from '../../src/tokens/signing-keys.ts';

const PRIVATE_PARTS = ['d', 'k', 'p', 'q'];

async function keySet(...algs: (typeof ALGORITHMS)[number][]): Promise<JwkSet> {
  return jwkSetSchema.parse({ keys: await Promise.all(algs.map(makeKey)) });
}

/** The error of a set, or null for a valid one. */
function complaint(set: unknown): string | null {
  const parsed = jwkSetSchema.safeParse(set);
  return parsed.success ? null : z.prettifyError(parsed.error);
}

describe('the signing key set', () => {
  it.each(ALGORITHMS)('accepts a fresh %s key, with or without its algorithm', async (alg) => {
    const { alg: named, ...unnamed } = await makeKey(alg);
    expect(named).toBe(alg);
    expect(jwkSetSchema.parse({ keys: [unnamed] }).keys[0]?.alg).toBe(alg);
  });

  it('rejects what cannot sign: no keys, public keys, foreign curves, short RSA keys', async () => {
    const [key] = (await keySet('ES256')).keys;
    if (key === undefined) throw new Error('no key');
    const half = publicPart(key);
    const rsa = await makeKey('RS256');
    const cases = [
      {},
      { keys: [] },
      { keys: [half] },
      { keys: [{ ...key, crv: 'P-384' }] },
      { keys: [{ ...rsa, n: rsa.n?.slice(0, 171) }] },
      { keys: [{ ...rsa, d: undefined }] },
    ];
    for (const set of cases) expect(complaint(set)).not.toBeNull();
  });

  it('rejects a key without a kid, and two with the same', async () => {
    const [one, two] = [await makeKey('ES256'), await makeKey('HS256')];
    expect(complaint({ keys: [{ ...one, kid: '' }] })).not.toBeNull();
    expect(complaint({ keys: [{ ...one, kid: undefined }] })).not.toBeNull();
    expect(complaint({ keys: [one, { ...two, kid: one.kid }] })).toContain('share a kid');
    expect(complaint({ keys: [one, two] })).toBeNull();
  });

  it('rejects an algorithm that does not match the key', async () => {
    const key = await makeKey('ES256');
    for (const alg of ['HS256', 'EdDSA', 'none'])
      expect(complaint({ keys: [{ ...key, alg }] })).not.toBeNull();
  });

  it('rejects a shared secret shorter than the hash', () => {
    const oct = (bytes: number) => ({
      keys: [
        {
          kty: 'oct',
          kid: 'o',
          k: new Uint8Array(bytes).toBase64({ alphabet: 'base64url', omitPadding: true }),
        },
      ],
    });
    expect(complaint(oct(31))).toContain('256 bits');
    expect(complaint(oct(32))).toBeNull();
  });

  it('signs access tokens with an RSA key only if it is alone', async () => {
    const beside = await importSigningKeys(await keySet('RS256', 'ES256'));
    expect(beside.signer.alg).toBe('ES256');
    const alone = await importSigningKeys(await keySet('RS256'));
    expect(alone.signer.alg).toBe('RS256');
  });

  it('signs with the first key and verifies with all', async () => {
    const set = await keySet('EdDSA', 'ES256', 'HS256');
    const { signer, byId } = await importSigningKeys(set);
    expect(signer.kid).toBe(set.keys[0]?.kid);
    expect([...byId.keys()]).toEqual(set.keys.map(({ kid }) => kid));
    expect(await importSigningKeys(await keySet('ES256'))).not.toHaveProperty(
      'signer.kid',
      signer.kid,
    );
  });

  it('publishes the public half of a key pair and nothing of a shared secret', async () => {
    const { byId } = await importSigningKeys(await keySet('ES256', 'EdDSA', 'HS256'));
    for (const { alg, kid, publicJwk } of byId.values()) {
      if (alg === 'HS256') expect(publicJwk).toBeNull();
      else expect(publicJwk).toMatchObject({ kid, alg, use: 'sig' });
      for (const part of PRIVATE_PARTS) expect(publicJwk ?? {}).not.toHaveProperty(part);
    }
  });
});
